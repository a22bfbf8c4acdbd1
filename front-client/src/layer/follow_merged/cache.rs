//! Cache of merges between conversations.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Old → new, bounded. Chains are short: every entry points to the last known conversation.
pub(super) struct MergeCache {
    capacity: usize,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    targets: HashMap<String, String>,
    /// Oldest first.
    order: VecDeque<String>,
}

impl MergeCache {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, known: Mutex::default() }
    }

    /// Returns the conversation that calls to this one go to.
    pub(super) fn target(&self, id: &str) -> Option<String> {
        self.lock().targets.get(id).cloned()
    }

    pub(super) fn remember(&self, old: &str, new: &str) {
        if self.capacity == 0 {
            return;
        }
        let mut known = self.lock();
        let new = known.targets.get(new).map_or(new, String::as_str).to_owned();
        if new == old {
            // The known merges contradict each other: ask Front again.
            known.forget(old);
            known.targets.retain(|_, target| target != old);
            let Known { targets, order } = &mut *known;
            order.retain(|id| targets.contains_key(id));
            return;
        }
        for target in known.targets.values_mut().filter(|target| *target == old) {
            new.clone_into(target);
        }
        if known.targets.insert(old.to_owned(), new).is_none() {
            known.order.push_back(old.to_owned());
        }
        if known.order.len() > self.capacity
            && let Some(oldest) = known.order.pop_front()
        {
            known.targets.remove(&oldest);
        }
    }

    pub(super) fn forget(&self, old: &str) {
        self.lock().forget(old);
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn forget(&mut self, old: &str) {
        if self.targets.remove(old).is_some() {
            self.order.retain(|id| id != old);
        }
    }
}

impl fmt::Debug for MergeCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MergeCache")
            .field("known", &self.lock().targets.len())
            .field("capacity", &self.capacity)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_compressed() {
        let merges = MergeCache::new(10);
        merges.remember("a", "b");
        merges.remember("b", "c");
        assert_eq!(merges.target("a").as_deref(), Some("c"));
        assert_eq!(merges.target("b").as_deref(), Some("c"));
        merges.remember("z", "a");
        assert_eq!(merges.target("z").as_deref(), Some("c"));
        assert_eq!(merges.target("c"), None);
    }

    #[test]
    fn the_oldest_is_forgotten() {
        let merges = MergeCache::new(2);
        for (old, new) in [("a", "x"), ("b", "x"), ("c", "x"), ("c", "y")] {
            merges.remember(old, new);
        }
        assert_eq!(merges.target("a"), None);
        assert_eq!(merges.target("b").as_deref(), Some("x"));
        assert_eq!(merges.target("c").as_deref(), Some("y"));
        assert_eq!(merges.lock().order.len(), 2);
    }

    #[test]
    fn contradictory_merges_are_forgotten() {
        let merges = MergeCache::new(10);
        merges.remember("a", "b");
        merges.remember("b", "a");
        assert_eq!((merges.target("a"), merges.target("b")), (None, None));
        assert_eq!(merges.lock().order.len(), 0);
    }

    #[test]
    fn zero_capacity_disables_the_cache() {
        let merges = MergeCache::new(0);
        merges.remember("a", "b");
        assert_eq!(merges.target("a"), None);
    }
}
