//! How many sessions, and for how long.

use std::time::Duration;

use super::remote_client::limits::Limits;

/// How many sessions there may be, unless set otherwise: 1,024. One more ends the one that was used longest ago.
pub const MAX_SESSIONS: usize = 1024;
/// How many sessions one caller may have, unless set otherwise: 32. One more ends the one that was used longest ago.
/// Requests whose caller nobody knows are not counted here.
pub const MAX_SESSIONS_PER_CALLER: usize = 32;
/// How long a session may be unused, unless set otherwise: 30 minutes.
pub const SESSION_IDLE: Duration = Duration::from_secs(30 * 60);
/// How long a session may last, unless set otherwise: 24 hours.
pub const SESSION_AGE: Duration = Duration::from_secs(24 * 3600);

/// Sessions with clients of the handshake eras, switched on by [`Mcp::sessions`](crate::Mcp::sessions).
///
/// ```
/// use std::time::Duration;
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{Mcp, Sessions};
///
/// let sessions = Sessions::new().max(100).idle(Duration::from_secs(600));
/// let mcp = Mcp::new(Server::new(Registry::new())).sessions(sessions);
/// # let _ = mcp;
/// ```
///
/// They live in the memory of one process. A client whose session is gone, be it by its age, because there was no room for it
/// any more or because the process was replaced, is answered 404 and opens a new one; a client that names none is served
/// without one. A session in which a call runs is never ended for want of room: where all are like that, a client that comes
/// is served without one.
///
/// A session belongs to the [`Principal`](mcp_core::Principal) that opened it, if it is known: to anybody else, it does not
/// exist.
///
/// # The stream of a session
///
/// A client may open one stream with GET, on which a [`LiveServer`](crate::LiveServer) tells it of changes (405 where the
/// server never changes); another takes its place, because a client that
/// comes back knows sooner than the server that the one before is broken. If something has changed since that one was
/// opened, the client is told that everything may have, so nothing is missed. Beyond that nothing is resumed: events have no
/// ids, `Last-Event-ID` is not read, and the answer to a request whose connection broke is lost, as the call is.
#[derive(Debug, Clone)]
#[must_use]
pub struct Sessions {
    pub(super) max: usize,
    pub(super) max_per_caller: usize,
    pub(super) idle: Duration,
    pub(super) age: Duration,
    pub(super) client: Limits,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            max: MAX_SESSIONS,
            max_per_caller: MAX_SESSIONS_PER_CALLER,
            idle: SESSION_IDLE,
            age: SESSION_AGE,
            client: Limits::default(),
        }
    }
}

impl Sessions {
    /// Sessions with the limits named in this crate.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many there may be ([`MAX_SESSIONS`] by default).
    pub const fn max(mut self, sessions: usize) -> Self {
        self.max = sessions;
        self
    }

    /// Sets how many one caller may have ([`MAX_SESSIONS_PER_CALLER`] by default).
    pub const fn max_per_caller(mut self, sessions: usize) -> Self {
        self.max_per_caller = sessions;
        self
    }

    /// Sets how long one may be unused ([`SESSION_IDLE`] by default). An open stream is a use.
    pub const fn idle(mut self, time: Duration) -> Self {
        self.idle = time;
        self
    }

    /// Sets how long one may last ([`SESSION_AGE`] by default).
    pub const fn age(mut self, time: Duration) -> Self {
        self.age = time;
        self
    }

    /// Sets how long a client may take to answer a question ([`ASK_TIMEOUT`](crate::ASK_TIMEOUT) by default).
    pub const fn ask_timeout(mut self, time: Duration) -> Self {
        self.client.ask_timeout = time;
        self
    }

    /// Sets how many questions may be open at once in a session ([`MAX_QUESTIONS`](crate::MAX_QUESTIONS) by default). One
    /// more is not asked, and has failed.
    pub const fn max_questions(mut self, questions: usize) -> Self {
        self.client.questions = questions;
        self
    }

    /// Sets of how many resources a client may want word in a session
    /// ([`MAX_SUBSCRIBED_RESOURCES`](mcp_core::MAX_SUBSCRIBED_RESOURCES) by default). One more is refused.
    pub const fn max_subscribed_resources(mut self, resources: usize) -> Self {
        self.client.subscribed = resources;
        self
    }

    /// Sets how much is remembered of the client of a session ([`MAX_CLIENT_BYTES`](crate::MAX_CLIENT_BYTES) by default).
    /// What is more is refused.
    pub const fn max_client_bytes(mut self, bytes: usize) -> Self {
        self.client.bytes = bytes;
        self
    }
}
