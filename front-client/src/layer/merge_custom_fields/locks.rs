//! Serialize calls per resource.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

type Entries = HashMap<String, Arc<AsyncMutex<()>>>;

/// One lock per resource with running or waiting calls, so that there are never more locks than calls.
#[derive(Default)]
pub(super) struct Locks {
    entries: Arc<Mutex<Entries>>,
}

/// Exclusive access to a resource while it lives.
#[derive(Debug)]
pub(super) struct Turn {
    // Dropped in this order: the next call continues before the entry is checked.
    _guard: OwnedMutexGuard<()>,
    _entry: QueueEntry,
}

/// A entry in the queue. The last one removes the entry.
struct QueueEntry {
    key: String,
    lock: Arc<AsyncMutex<()>>,
    entries: Arc<Mutex<Entries>>,
}

impl Locks {
    /// Waits for the turn, in order of the calls.
    pub(super) async fn turn(&self, key: String) -> Turn {
        let lock = Arc::clone(entries(&self.entries).entry(key.clone()).or_default());
        // Created before the wait, so that a cancelled call leaves no entry behind.
        let entry = QueueEntry { key, lock, entries: Arc::clone(&self.entries) };
        let guard = Arc::clone(&entry.lock).lock_owned().await;
        Turn { _guard: guard, _entry: entry }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        entries(&self.entries).len()
    }
}

fn entries(entries: &Mutex<Entries>) -> MutexGuard<'_, Entries> {
    entries.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for QueueEntry {
    fn drop(&mut self) {
        let mut entries = entries(&self.entries);
        // The entry's own and this one. Clones are made only under the lock of the map, or by owners of a entry.
        if Arc::strong_count(&self.lock) == 2 {
            entries.remove(&self.key);
        }
    }
}

impl fmt::Debug for Locks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locks").field("in_use", &entries(&self.entries).len()).finish()
    }
}

impl fmt::Debug for QueueEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueueEntry").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        future::Future,
        pin::pin,
        task::{Context, Poll, Waker},
    };

    macro_rules! poll {
        ($future:expr) => {
            $future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        };
    }

    async fn free(locks: &Locks, key: &str) -> Turn {
        let mut turn = pin!(locks.turn(key.into()));
        match poll!(turn) {
            Poll::Ready(turn) => turn,
            Poll::Pending => panic!("somebody else is at {key}"),
        }
    }

    #[tokio::test]
    async fn locks_are_fair_and_removed_after_use() {
        let locks = Locks::default();
        let first = free(&locks, "a").await;
        let other = free(&locks, "b").await;
        let mut second = Box::pin(locks.turn("a".into()));
        let mut third = Box::pin(locks.turn("a".into()));
        assert!(poll!(second).is_pending());
        assert!(poll!(third).is_pending());
        assert_eq!(locks.len(), 2);

        drop(first);
        assert!(poll!(third).is_pending());
        let turn = second.await;
        drop(other);
        assert_eq!(locks.len(), 1);
        drop(turn);
        drop(third.await);
        assert_eq!(locks.len(), 0);
    }

    #[tokio::test]
    async fn cancelled_waiter_removes_its_lock() {
        let locks = Locks::default();
        let turn = free(&locks, "a").await;
        let mut waiting = Box::pin(locks.turn("a".into()));
        assert!(poll!(waiting).is_pending());
        drop(waiting);
        assert_eq!(locks.len(), 1);
        drop(turn);
        assert_eq!(locks.len(), 0);
    }
}
