//! Running requests of one client by id, for cancellation.

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::future::{AbortHandle, AbortRegistration, Abortable};
use mcp_core::jsonrpc::Id;
use serde_json::Value;

/// Id of a running request, normalised for comparison with the client's notifications.
pub(crate) type Key = String;

/// Normalises an id as [`Value`] writes it: a client may write the same id in two ways.
pub(crate) fn key(id: &Id) -> Key {
    serde_json::from_slice::<Value>(id.as_bytes())
        .map_or_else(|_| String::from_utf8_lossy(id.as_bytes()).into_owned(), |value| value.to_string())
}

/// Running requests of one session, or of the batches on one pipe.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    calls: Mutex<HashMap<Key, Entry>>,
    next: AtomicU64,
}

#[derive(Debug)]
struct Entry {
    // Clients should not use an id twice at the same time. If one does, its notifications refer to the later call,
    // and the end of the earlier one must not remove that entry.
    number: u64,
    handle: AbortHandle,
}

impl InFlight {
    /// Registers a call, so that it can be cancelled from now on.
    pub(crate) fn enter(self: &Arc<Self>, id: &Id) -> Entered {
        let (handle, registration) = AbortHandle::new_pair();
        let (key, number) = (key(id), self.next.fetch_add(1, Ordering::Relaxed));
        self.calls().insert(key.clone(), Entry { number, handle });
        Entered { place: Place { calls: Arc::clone(self), key, number }, registration }
    }

    /// Cancels a call, if it is running.
    pub(crate) fn cancel(&self, id: &Id) {
        if let Some(entry) = self.calls().remove(&key(id)) {
            entry.handle.abort();
        }
    }

    /// Cancels all calls.
    #[cfg(feature = "sessions")]
    pub(crate) fn cancel_all(&self) {
        for (_, entry) in self.calls().drain() {
            entry.handle.abort();
        }
    }

    fn calls(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Entry>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Call that can be cancelled.
pub(crate) struct Entered {
    place: Place,
    registration: AbortRegistration,
}

impl Entered {
    /// Runs the call; `None` if it was cancelled. Dropping the future cancels the call, too.
    pub(crate) async fn run<F: Future>(self, call: F) -> Option<F::Output> {
        let Self { place: _place, registration } = self;
        Abortable::new(call, registration).await.ok()
    }
}

struct Place {
    calls: Arc<InFlight>,
    key: Key,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut calls = self.calls.calls();
        if calls.get(&self.key).is_some_and(|entry| entry.number == self.number) {
            calls.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{FutureExt, future::join};
    use std::future::{pending, ready};

    #[tokio::test]
    async fn a_call_is_cancelled_by_its_id() {
        let calls = Arc::new(InFlight::default());
        let [a, b] = [1, 2].map(Id::number);
        let cancel = async {
            tokio::task::yield_now().await;
            calls.cancel(&b);
            calls.cancel(&Id::number(3));
            assert_eq!(calls.calls().len(), 1);
            calls.cancel(&a);
        };
        let running = join(calls.enter(&a).run(pending::<()>()), calls.enter(&b).run(pending::<()>()));
        let (ended, ()) = join(running, cancel).await;
        assert_eq!(ended, (None, None));
        assert_eq!(calls.enter(&a).run(ready(7)).await, Some(7));
        assert!(calls.calls().is_empty());
    }

    #[tokio::test]
    async fn queued_call_is_cancelled() {
        let calls = Arc::new(InFlight::default());
        let waiting = calls.enter(&Id::number(1));
        calls.cancel(&Id::number(1));
        assert_eq!(waiting.run(async { panic!("it has begun") }).await, None::<()>);
    }

    #[tokio::test]
    async fn cancellation_targets_the_later_call_with_an_id() {
        let calls = Arc::new(InFlight::default());
        let id = Id::number(1);
        let mut earlier = Box::pin(calls.enter(&id).run(pending::<()>()));
        let later = calls.enter(&id).run(pending::<()>());
        assert!(earlier.as_mut().now_or_never().is_none());
        drop(earlier);
        calls.cancel(&id);
        assert_eq!(later.await, None);
    }
}
