//! Request states that were used and count once.

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Default number of used states that are remembered. States expire after minutes.
const MAX_SPENT: usize = 65_536;

/// Store of used request states, for [`Elicitation::once`](super::Elicitation::once). [`SpentMemory`] is the default.
/// Replicas that share a [`RequestStateKey`](crate::RequestStateKey) need a shared store, set with
/// [`Server::spent_states`](crate::Server::spent_states).
///
/// In Redis, `spend` is `SET id 1 NX EX lifetime`.
#[async_trait]
pub trait SpentStates: fmt::Debug + Send + Sync + 'static {
    /// Stores an id of 43 characters for its lifetime, at least. Returns `false` if it was stored before. Must be atomic:
    /// of two processes, one gets `true`.
    ///
    /// # Errors
    ///
    /// When the id cannot be stored. The call is refused then.
    async fn spend(&self, id: &str, lifetime: Duration) -> Result<bool, BoxError>;
}

/// Used request states in the memory of the process, up to a number.
///
/// A full store refuses further states until the oldest one expires, so that none can be used twice.
///
/// ```
/// use std::sync::Arc;
///
/// use mcp_core::{Registry, Server, client_features::SpentMemory};
///
/// let server = Server::new(Registry::new()).spent_states(Arc::new(SpentMemory::new(1_000)));
/// # let _ = server;
/// ```
pub struct SpentMemory {
    max: usize,
    ids: Mutex<Ids>,
}

#[derive(Default)]
struct Ids {
    known: HashSet<Arc<str>>,
    by_expiry: BTreeSet<(Instant, Arc<str>)>,
}

impl SpentMemory {
    /// Creates a store of up to `max` used states.
    #[must_use]
    pub fn new(max: usize) -> Self {
        Self { max, ids: Mutex::default() }
    }

    /// Returns the store of this process.
    pub(crate) fn of_process() -> Arc<Self> {
        static STORE: OnceLock<Arc<SpentMemory>> = OnceLock::new();
        Arc::clone(STORE.get_or_init(Arc::default))
    }

    fn insert(&self, id: &str, now: Instant, lifetime: Duration) -> Result<bool, BoxError> {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((expiry, _)) = ids.by_expiry.first()
            && *expiry <= now
            && let Some((_, id)) = ids.by_expiry.pop_first()
        {
            ids.known.remove(&id);
        }
        if ids.known.contains(id) {
            return Ok(false);
        }
        if ids.known.len() >= self.max {
            return Err("too many used request states; try again in some minutes".into());
        }
        let id: Arc<str> = id.into();
        ids.known.insert(Arc::clone(&id));
        ids.by_expiry.insert((now + lifetime, id));
        Ok(true)
    }
}

/// Remembers 65,536 states.
impl Default for SpentMemory {
    fn default() -> Self {
        Self::new(MAX_SPENT)
    }
}

#[async_trait]
impl SpentStates for SpentMemory {
    async fn spend(&self, id: &str, lifetime: Duration) -> Result<bool, BoxError> {
        self.insert(id, Instant::now(), lifetime)
    }
}

impl fmt::Debug for SpentMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpentMemory").field("max", &self.max).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_is_spent_once_until_it_expires() {
        let (store, start, minute) = (SpentMemory::new(2), Instant::now(), Duration::from_secs(60));
        assert!(store.insert("a", start, minute).unwrap());
        assert!(!store.insert("a", start, minute).unwrap());
        assert!(store.insert("b", start, minute * 2).unwrap());
        assert!(store.insert("c", start, minute).unwrap_err().to_string().contains("too many"));
        assert!(!store.insert("b", start + minute, minute).unwrap());
        assert!(store.insert("c", start + minute, minute).unwrap());
    }
}
