//! Sessions of one endpoint.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use mcp_core::Principal;
use tokio::time::Instant;

use super::{Session, SessionLimits, SessionLookup};

/// Random bytes of a session id: 24, encoded as 32 characters.
const ID_BYTES: usize = 24;

/// Sessions of one endpoint.
pub(crate) struct Store {
    limits: SessionLimits,
    sessions: Mutex<HashMap<String, Arc<Session>>>,
}

impl Store {
    pub(crate) fn new(limits: SessionLimits) -> Self {
        Self { limits, sessions: Mutex::default() }
    }

    /// Returns the session that a request names.
    pub(crate) fn find(&self, id: &str, caller: Option<&Principal>) -> SessionLookup {
        let mut sessions = self.sessions();
        let Some(session) = sessions.get(id) else { return SessionLookup::Lost };
        if session.caller.as_deref() != caller.map(Principal::id) {
            return SessionLookup::Lost;
        }
        if self.is_over(session, Instant::now()) {
            if let Some(session) = sessions.remove(id) {
                session.end();
            }
            return SessionLookup::Lost;
        }
        session.touch();
        SessionLookup::Found(Arc::clone(session))
    }

    /// Opens a session, with the current number of server changes; `None` if there is no room.
    ///
    /// Closes the least recently used session if necessary, of the same caller if that one has too many. A client
    /// that opens many sessions thus closes only its own or idle ones.
    pub(crate) fn open(&self, caller: Option<&Principal>, changes: u64) -> Option<Arc<Session>> {
        let mut sessions = self.sessions();
        if sessions.len() >= self.limits.max {
            let now = Instant::now();
            sessions.retain(|_, session| {
                let over = self.is_over(session, now);
                if over {
                    session.end();
                }
                !over
            });
        }
        let is_own =
            |session: &Session| caller.is_some_and(|caller| session.caller.as_deref() == Some(caller.id()));
        let own = sessions.values().filter(|session| is_own(session)).count();
        let room = (own < self.limits.max_per_caller || caller.is_none() || make_room(&mut sessions, is_own))
            && (sessions.len() < self.limits.max || make_room(&mut sessions, |_| true));
        if !room {
            tracing::warn!(sessions = sessions.len(), "all sessions are in use; the client gets none");
            return None;
        }
        let session = Arc::new(Session::new(new_id(), caller, &self.limits, changes));
        sessions.insert(session.id.clone(), Arc::clone(&session));
        Some(session)
    }

    /// Ends a session.
    pub(crate) fn end(&self, session: &Session) {
        self.sessions().remove(&session.id);
        session.end();
    }

    fn is_over(&self, session: &Session, now: Instant) -> bool {
        let idle = session.idle_since().map(|since| now.saturating_duration_since(since));
        idle.is_some_and(|idle| idle >= self.limits.idle)
            || now.saturating_duration_since(session.opened) >= self.limits.age
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Arc<Session>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the session that is first in the eviction order. Returns `false` if a call runs in every candidate.
fn make_room(sessions: &mut HashMap<String, Arc<Session>>, among: impl Fn(&Session) -> bool) -> bool {
    let candidates = sessions.values().filter(|session| among(session));
    let least = candidates
        .filter_map(|session| Some((session.eviction_order()?, session)))
        .min_by_key(|(eviction_order, _)| *eviction_order);
    let Some(id) = least.map(|(_, session)| session.id.clone()) else { return false };
    let ended = sessions.remove(&id);
    ended.inspect(|session| session.end()).is_some()
}

fn new_id() -> String {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("limits", &self.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcp_core::jsonrpc::Id;
    use std::time::Duration;
    use tokio::time::advance;

    fn is_there(store: &Store, session: &Session, caller: Option<&Principal>) -> bool {
        matches!(store.find(&session.id, caller), SessionLookup::Found(_))
    }

    #[tokio::test(start_paused = true)]
    async fn sessions_expire_by_age_and_idle_time() {
        let limits = SessionLimits {
            idle: Duration::from_secs(10),
            age: Duration::from_secs(30),
            ..SessionLimits::default()
        };
        let store = Store::new(limits);
        let (a, b) = (store.open(None, 0).unwrap(), store.open(None, 0).unwrap());
        for _ in 0..2 {
            advance(Duration::from_secs(9)).await;
            assert!(is_there(&store, &a, None));
        }
        assert!(!is_there(&store, &b, None));
        let used = a.hold_stream();
        advance(Duration::from_secs(11)).await;
        assert!(is_there(&store, &a, None));
        drop(used);
        advance(Duration::from_secs(1)).await;
        assert!(!is_there(&store, &a, None));
        assert!(store.sessions().is_empty());
    }

    #[test]
    fn a_session_belongs_to_its_caller() {
        let store = Store::new(SessionLimits::default());
        let [ada, eve] = ["ada", "eve"].map(Principal::new);
        let session = store.open(Some(&ada), 0).unwrap();
        assert!(is_there(&store, &session, Some(&ada)));
        assert!(!is_there(&store, &session, Some(&eve)));
        assert!(!is_there(&store, &session, None));
        store.end(&session);
        assert!(!is_there(&store, &session, Some(&ada)));
    }

    async fn call_in(session: &Arc<Session>) -> tokio::task::JoinHandle<Option<()>> {
        let session = Arc::clone(session);
        let call =
            tokio::spawn(async move { session.enter(&Id::number(1)).run(std::future::pending()).await });
        tokio::task::yield_now().await;
        call
    }

    #[tokio::test(start_paused = true)]
    async fn caller_over_its_limit_closes_its_own_idle_sessions() {
        let store = Store::new(SessionLimits { max_per_caller: 3, ..SessionLimits::default() });
        let [ada, eve] = ["ada", "eve"].map(Principal::new);
        let others = store.open(Some(&eve), 0).unwrap();
        let mut own = vec![];
        for _ in 0..3 {
            advance(Duration::from_secs(1)).await;
            own.push(store.open(Some(&ada), 0).unwrap());
        }
        let call = call_in(&own[0]).await;
        let hold_stream = own[1].hold_stream();
        // Idle sessions are closed first, then those with a stream, and never those with a call.
        let third = store.open(Some(&ada), 0).unwrap();
        assert!(!is_there(&store, &own[2], Some(&ada)));
        let calls = [call, call_in(&third).await];
        let fourth = store.open(Some(&ada), 0).unwrap();
        assert!(!is_there(&store, &own[1], Some(&ada)));
        drop(hold_stream);
        calls.iter().for_each(|call| assert!(!call.is_finished()));
        let busy = call_in(&fourth).await;
        assert!(store.open(Some(&ada), 0).is_none());
        busy.abort();
        let _ = busy.await;
        assert!(store.open(Some(&ada), 0).is_some());
        assert!(!is_there(&store, &fourth, Some(&ada)));
        assert!(is_there(&store, &others, Some(&eve)));
    }

    #[tokio::test(start_paused = true)]
    async fn opening_many_sessions_does_not_evict_other_callers() {
        let store = Store::new(SessionLimits { max: 3, ..SessionLimits::default() });
        let (used, busy) = (store.open(None, 0).unwrap(), store.open(None, 0).unwrap());
        let call = call_in(&busy).await;
        for _ in 0..10 {
            advance(Duration::from_secs(1)).await;
            assert!(is_there(&store, &used, None));
            advance(Duration::from_secs(1)).await;
            store.open(None, 0).unwrap();
        }
        assert!(is_there(&store, &used, None) && is_there(&store, &busy, None) && !call.is_finished());
        assert_eq!(store.sessions().len(), 3);
        assert!(Store::new(SessionLimits { max: 0, ..SessionLimits::default() }).open(None, 0).is_none());
    }

    #[test]
    fn ids_are_visible_ascii_and_differ() {
        let (a, b) = (new_id(), new_id());
        assert_ne!(a, b);
        assert!(a.len() == 32 && a.bytes().all(|byte| byte.is_ascii_graphic()));
    }
}
