//! The time that a client takes to answer is not the call's.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Adds up how long a call has waited for its client.
#[derive(Debug, Default)]
pub(crate) struct ClientWait(Mutex<Waits>);

#[derive(Debug, Default)]
struct Waits {
    open: usize,
    since: Option<Instant>,
    over: Duration,
}

impl ClientWait {
    /// Begins to wait; ends when what is returned is dropped. Waits at the same time count once.
    pub(crate) fn wait(self: &Arc<Self>) -> Waiting {
        let mut waits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waits.open += 1;
        waits.since.get_or_insert_with(Instant::now);
        Waiting(Arc::clone(self))
    }

    /// How long the call has waited so far.
    pub(crate) fn waited(&self) -> Duration {
        let waits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waits.over + waits.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// A wait.
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
