//! Limits of sessions.

use std::time::Duration;

use super::remote_client::limits::Limits;

/// Default maximum number of sessions: 1,024. A further one closes the least recently used one.
pub const MAX_SESSIONS: usize = 1024;
/// Default maximum number of sessions per caller: 32. A further one closes the least recently used one. Requests
/// without a caller are not counted here.
pub const MAX_SESSIONS_PER_CALLER: usize = 32;
/// Default maximum idle time of a session: 30 minutes.
pub const SESSION_IDLE: Duration = Duration::from_secs(30 * 60);
/// Default maximum lifetime of a session: 24 hours.
pub const SESSION_AGE: Duration = Duration::from_secs(24 * 3600);

/// Sessions for clients of the `initialize` revisions. Enabled by [`Mcp::sessions`](crate::Mcp::sessions).
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
/// Sessions live in the memory of one process. A client whose session has expired, was closed for another one, or
/// was lost with the process is answered with 404 and opens a new one. A client that names none is served without
/// one. A session with a running call is never closed for another one: if all have one, new clients are served
/// without a session.
///
/// A session belongs to the [`Principal`](mcp_core::Principal) that opened it, if there is one. For other callers,
/// it does not exist.
///
/// # The stream of a session
///
/// A client may open one stream with GET, on which a [`LiveServer`](crate::LiveServer) sends change notifications
/// (405 if the server never changes). A further stream replaces it, because a client that reconnects notices a
/// broken connection before the server does. If anything has changed in between, the client gets a notification
/// that everything may have changed. Streams cannot be resumed otherwise: events have no ids, `Last-Event-ID` is
/// ignored, and if the connection of a request breaks, the call and its response are lost.
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
    /// Creates the default limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the maximum number of sessions ([`MAX_SESSIONS`] by default).
    pub const fn max(mut self, sessions: usize) -> Self {
        self.max = sessions;
        self
    }

    /// Sets the maximum number of sessions per caller ([`MAX_SESSIONS_PER_CALLER`] by default).
    pub const fn max_per_caller(mut self, sessions: usize) -> Self {
        self.max_per_caller = sessions;
        self
    }

    /// Sets the maximum idle time of a session ([`SESSION_IDLE`] by default). An open stream counts as use.
    pub const fn idle(mut self, time: Duration) -> Self {
        self.idle = time;
        self
    }

    /// Sets the maximum lifetime of a session ([`SESSION_AGE`] by default).
    pub const fn age(mut self, time: Duration) -> Self {
        self.age = time;
        self
    }

    /// Sets the time for a client to respond to an elicitation, sampling or roots request
    /// ([`CLIENT_REQUEST_TIMEOUT`](crate::CLIENT_REQUEST_TIMEOUT) by default).
    pub const fn client_request_timeout(mut self, time: Duration) -> Self {
        self.client.client_request_timeout = time;
        self
    }

    /// Sets the maximum number of open requests to the client in a session ([`MAX_CLIENT_REQUESTS`](crate::MAX_CLIENT_REQUESTS)
    /// by default). Further ones fail.
    pub const fn max_client_requests(mut self, questions: usize) -> Self {
        self.client.questions = questions;
        self
    }

    /// Sets the maximum number of subscribed resources in a session
    /// (64 by default). Further ones are refused.
    pub const fn max_subscribed_resources(mut self, resources: usize) -> Self {
        self.client.subscribed = resources;
        self
    }

    /// Sets the maximum size of the client data kept in a session, in bytes
    /// ([`MAX_CLIENT_BYTES`](crate::MAX_CLIENT_BYTES) by default). Larger data is refused.
    pub const fn max_client_bytes(mut self, bytes: usize) -> Self {
        self.client.bytes = bytes;
        self
    }
}
