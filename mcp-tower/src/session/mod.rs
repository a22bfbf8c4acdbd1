//! Sessions with clients of the handshake eras, for hosts that want them.
//!
//! Such a client gets an id with the answer to `initialize` and names it in `MCP-Session-Id` from then on
//! (<https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management>). What a request of
//! 2026-07-28 says itself, its session remembers: what the client can do, and which log messages it wants. And it can be
//! asked something while its request runs.

#[cfg(not(feature = "sessions"))]
mod absent;
#[cfg(feature = "sessions")]
mod limits;
#[cfg(feature = "sessions")]
mod one;
#[cfg(any(feature = "sessions", feature = "stdio"))]
pub(crate) mod remote_client;
pub(crate) mod run;
#[cfg(feature = "sessions")]
mod store;

use std::sync::Arc;

#[cfg(not(feature = "sessions"))]
pub(crate) use absent::{Session, Store, Turn};
#[cfg(feature = "sessions")]
pub use limits::{MAX_SESSIONS, MAX_SESSIONS_PER_CALLER, SESSION_AGE, SESSION_IDLE, Sessions};
#[cfg(feature = "sessions")]
pub(crate) use {
    one::{Session, Turn},
    store::Store,
};

/// The session that an HTTP request names.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "sessions"), expect(dead_code, reason = "there is only ever none"))]
pub(crate) enum Link {
    /// It names none, or sessions are off.
    None,
    /// One that is unknown, has ended or is somebody else's: the client must not learn which.
    Lost,
    Found(Arc<Session>),
}

impl Link {
    pub(crate) const fn session(&self) -> Option<&Arc<Session>> {
        match self {
            Self::Found(session) => Some(session),
            _ => None,
        }
    }
}
