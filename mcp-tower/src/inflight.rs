//! The requests that run for one client, by their ids, so that the client can cancel them.

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::future::{AbortHandle, Abortable};
use mcp_core::jsonrpc::Id;

/// The requests of one session or of one pipe.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    calls: Mutex<HashMap<Id, Entry>>,
    next: AtomicU64,
}

#[derive(Debug)]
struct Entry {
    // Clients should not use an id twice at the same time. If one does, the later call is meant, and the end of the
    // earlier one must not take its entry away.
    number: u64,
    handle: AbortHandle,
}

impl InFlight {
    /// Runs a call; `None` when it was cancelled. Dropping the future ends the call, too.
    pub(crate) async fn run<F: Future>(&self, id: &Id, call: F) -> Option<F::Output> {
        let (handle, registration) = AbortHandle::new_pair();
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.calls().insert(id.clone(), Entry { number, handle });
        let _entry = Remove { calls: self, id, number };
        Abortable::new(call, registration).await.ok()
    }

    /// Cancels a call, if it runs.
    pub(crate) fn cancel(&self, id: &Id) {
        if let Some(entry) = self.calls().remove(id) {
            entry.handle.abort();
        }
    }

    /// Cancels all calls.
    pub(crate) fn cancel_all(&self) {
        for (_, entry) in self.calls().drain() {
            entry.handle.abort();
        }
    }

    fn calls(&self) -> std::sync::MutexGuard<'_, HashMap<Id, Entry>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Remove<'a> {
    calls: &'a InFlight,
    id: &'a Id,
    number: u64,
}

impl Drop for Remove<'_> {
    fn drop(&mut self) {
        let mut calls = self.calls.calls();
        if calls.get(self.id).is_some_and(|entry| entry.number == self.number) {
            calls.remove(self.id);
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
        let calls = InFlight::default();
        let [a, b] = [1, 2].map(Id::number);
        let cancel = async {
            tokio::task::yield_now().await;
            calls.cancel(&b);
            calls.cancel(&Id::number(3));
            assert_eq!(calls.calls().len(), 1);
            calls.cancel_all();
        };
        let (ended, ()) =
            join(join(calls.run(&a, pending::<()>()), calls.run(&b, pending::<()>())), cancel).await;
        assert_eq!(ended, (None, None));
        assert_eq!(calls.run(&a, ready(7)).await, Some(7));
        assert!(calls.calls().is_empty());
    }

    #[tokio::test]
    async fn the_later_of_two_calls_with_one_id_is_meant() {
        let calls = InFlight::default();
        let id = Id::number(1);
        let mut later = Box::pin(calls.run(&id, pending::<()>()));
        {
            let mut earlier = Box::pin(calls.run(&id, pending::<()>()));
            assert!(earlier.as_mut().now_or_never().is_none());
            assert!(later.as_mut().now_or_never().is_none());
        }
        calls.cancel(&id);
        assert_eq!(later.await, None);
    }
}
