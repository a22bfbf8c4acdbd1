//! All sessions of one endpoint.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::HeaderMap;
use mcp_core::Principal;
use tokio::time::Instant;

use super::{Link, Session, Sessions};
use crate::header;

/// Random bytes of a session id: 24, which are 32 characters.
const ID_BYTES: usize = 24;

/// All sessions of one endpoint.
pub(crate) struct Store {
    limits: Sessions,
    sessions: Mutex<HashMap<String, Arc<Session>>>,
}

impl Store {
    pub(crate) fn new(limits: Sessions) -> Self {
        Self { limits, sessions: Mutex::default() }
    }

    /// The session that a request names.
    pub(crate) fn find(&self, headers: &HeaderMap, caller: Option<&Principal>) -> Link {
        let id = match header::single(headers, &header::SESSION_ID) {
            Ok(None) => return Link::None,
            Ok(Some(id)) => id,
            Err(_) => return Link::Lost,
        };
        let mut sessions = self.sessions();
        let Some(session) = sessions.get(id) else { return Link::Lost };
        if session.caller.as_deref() != caller.map(Principal::id) {
            return Link::Lost;
        }
        if self.is_over(session, Instant::now()) {
            if let Some(session) = sessions.remove(id) {
                session.end();
            }
            return Link::Lost;
        }
        session.touch();
        Link::Found(Arc::clone(session))
    }

    /// Opens a session; `None` when there are too many.
    pub(crate) fn open(&self, caller: Option<&Principal>) -> Option<Arc<Session>> {
        let mut sessions = self.sessions();
        if let Some(caller) = caller {
            let own = || sessions.values().filter(|session| session.caller.as_deref() == Some(caller.id()));
            if own().count() >= self.limits.max_per_caller {
                // One in use goes last.
                let oldest =
                    own().min_by_key(|session| (session.idle_since().is_none(), session.idle_since()));
                let oldest = oldest.map(|session| session.id.clone());
                if let Some(oldest) = oldest.and_then(|id| sessions.remove(&id)) {
                    oldest.end();
                }
            }
        }
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
        if sessions.len() >= self.limits.max {
            tracing::warn!(sessions = sessions.len(), "no room for another session");
            return None;
        }
        let session = Arc::new(Session::new(new_id(), caller, &self.limits));
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
    use std::time::Duration;
    use tokio::time::advance;

    fn named(session: &Session) -> HeaderMap {
        HeaderMap::from_iter([(header::SESSION_ID, session.header())])
    }

    fn is_there(store: &Store, session: &Session, caller: Option<&Principal>) -> bool {
        matches!(store.find(&named(session), caller), Link::Found(_))
    }

    #[tokio::test(start_paused = true)]
    async fn sessions_end_when_they_are_old_or_unused() {
        let limits = Sessions::new().idle(Duration::from_secs(10)).age(Duration::from_secs(25));
        let store = Store::new(limits);
        let (a, b) = (store.open(None).unwrap(), store.open(None).unwrap());
        for _ in 0..2 {
            advance(Duration::from_secs(9)).await;
            assert!(is_there(&store, &a, None));
        }
        assert!(!is_there(&store, &b, None));
        let used = a.used();
        advance(Duration::from_secs(6)).await;
        assert!(is_there(&store, &a, None));
        drop(used);
        advance(Duration::from_secs(1)).await;
        assert!(!is_there(&store, &a, None));
        assert!(store.sessions().is_empty());
    }

    #[test]
    fn a_session_belongs_to_its_caller() {
        let store = Store::new(Sessions::new());
        let [ada, eve] = ["ada", "eve"].map(Principal::new);
        let session = store.open(Some(&ada)).unwrap();
        assert!(is_there(&store, &session, Some(&ada)));
        assert!(!is_there(&store, &session, Some(&eve)));
        assert!(!is_there(&store, &session, None));
        store.end(&session);
        assert!(!is_there(&store, &session, Some(&ada)));
        assert!(matches!(store.find(&HeaderMap::new(), None), Link::None));
    }

    #[tokio::test(start_paused = true)]
    async fn sessions_are_bounded() {
        let store = Store::new(Sessions::new().max(3).max_per_caller(2).idle(Duration::from_secs(10)));
        let ada = Principal::new("ada");
        let first = store.open(Some(&ada)).unwrap();
        advance(Duration::from_secs(1)).await;
        let second = store.open(Some(&ada)).unwrap();
        let busy = second.used();
        // The one in use stays, and so do those of others.
        let third = store.open(Some(&ada)).unwrap();
        assert!(!is_there(&store, &first, Some(&ada)));
        assert!(is_there(&store, &second, Some(&ada)) && is_there(&store, &third, Some(&ada)));
        drop(busy);
        assert!(store.open(None).is_some());
        assert!(store.open(None).is_none());
        advance(Duration::from_secs(10)).await;
        assert!(store.open(None).is_some());
    }

    #[test]
    fn ids_are_visible_ascii_and_differ() {
        let (a, b) = (new_id(), new_id());
        assert_ne!(a, b);
        assert!(a.len() == 32 && a.bytes().all(|byte| byte.is_ascii_graphic()));
    }
}
