//! Time that a call waits for its client, which does not count against its deadline.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Total time that a call has waited for its client.
#[derive(Debug, Default)]
pub(crate) struct ClientWait(Mutex<Waits>);

#[derive(Debug, Default)]
struct Waits {
    open: usize,
    since: Option<Instant>,
    over: Duration,
}

impl ClientWait {
    /// Starts to wait, until the returned guard is dropped. Concurrent waits count once.
    pub(crate) fn wait(self: &Arc<Self>) -> Waiting {
        let mut waits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waits.open += 1;
        waits.since.get_or_insert_with(Instant::now);
        Waiting(Arc::clone(self))
    }

    /// Returns the time that the call has waited so far.
    pub(crate) fn waited(&self) -> Duration {
        let waits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waits.over + waits.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// Guard of a wait.
pub(crate) struct Waiting(Arc<ClientWait>);

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waits = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        waits.open -= 1;
        if waits.open == 0
            && let Some(since) = waits.since.take()
        {
            waits.over += since.elapsed();
        }
    }
}
