//! Limits of the data and requests of one client.

use std::time::Duration;

/// Default of `Server::max_subscribed_resources`, which a session repeats.
const MAX_SUBSCRIBED_RESOURCES: usize = 64;

/// Default time for a client of an `initialize` revision to respond to an elicitation, sampling or roots request: 5
/// minutes. It does not count against the call timeout.
pub const CLIENT_REQUEST_TIMEOUT: Duration = Duration::from_secs(5 * 60);
/// Default maximum number of open requests to the client in one session or on one pipe: 16.
pub const MAX_CLIENT_REQUESTS: usize = 16;
/// Default maximum size of the data kept of one client, in bytes: 64 KiB. It consists of the client's info in
/// `initialize`, without icons, and the URIs of its subscribed resources.
pub const MAX_CLIENT_BYTES: usize = 64 * 1024;

/// Limits of one client.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) client_request_timeout: Duration,
    pub(crate) questions: usize,
    pub(crate) subscribed: usize,
    pub(crate) bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            client_request_timeout: CLIENT_REQUEST_TIMEOUT,
            questions: MAX_CLIENT_REQUESTS,
            subscribed: MAX_SUBSCRIBED_RESOURCES,
            bytes: MAX_CLIENT_BYTES,
        }
    }
}
