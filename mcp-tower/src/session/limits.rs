//! How many sessions, and for how long.

use std::time::Duration;

use crate::client::ASK_TIMEOUT;

/// How many sessions there may be, unless set otherwise: 1,024. Who comes when there are as many is served without one.
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
/// They live in the memory of one process. A client whose session is gone, be it by its age or because the process was
/// replaced, is answered 404 and opens a new one; a client that names none is served without one.
#[derive(Debug, Clone)]
#[must_use]
pub struct Sessions {
    pub(super) max: usize,
    pub(super) max_per_caller: usize,
    pub(super) idle: Duration,
    pub(super) age: Duration,
    pub(super) ask_timeout: Duration,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            max: MAX_SESSIONS,
            max_per_caller: MAX_SESSIONS_PER_CALLER,
            idle: SESSION_IDLE,
            age: SESSION_AGE,
            ask_timeout: ASK_TIMEOUT,
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
        self.ask_timeout = time;
        self
    }
}
