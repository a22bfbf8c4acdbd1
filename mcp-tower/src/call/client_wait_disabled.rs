//! Stub of [`ClientWait`] for a build without sessions and pipes, where no call waits for its client.

use std::time::Duration;

#[derive(Debug)]
pub(crate) enum ClientWait {}

impl ClientWait {
    pub(crate) fn waited(&self) -> Duration {
        match *self {}
    }
}
