//! Sessions of clients of the `initialize` revisions.
//!
//! The response to `initialize` contains an id, which the client sends in `MCP-Session-Id` with each later request
//! (<https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management>). The session
//! keeps what requests of 2026-07-28 state themselves: client capabilities and log level. It also carries
//! elicitation, sampling and roots while a request runs.

#[cfg(not(feature = "sessions"))]
mod disabled;
#[cfg(feature = "sessions")]
mod limits;
#[cfg(any(feature = "sessions", feature = "stdio"))]
pub(crate) mod remote_client;
pub(crate) mod run;
#[cfg(feature = "sessions")]
mod state;
#[cfg(feature = "sessions")]
mod store;

use std::sync::Arc;

#[cfg(not(feature = "sessions"))]
pub(crate) use disabled::{RegisteredRequest, Session, Store};
#[cfg(feature = "sessions")]
pub use limits::SessionLimits;
#[cfg(feature = "sessions")]
pub(crate) use {
    state::{RegisteredRequest, Session},
    store::Store,
};

/// Session of an HTTP request.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "sessions"), expect(dead_code, reason = "there is only ever none"))]
pub(crate) enum SessionLookup {
    /// The request names no session, or sessions are disabled.
    None,
    /// The session is unknown, closed or belongs to another caller. The client must not learn which.
    Lost,
    Found(Arc<Session>),
}

impl SessionLookup {
    pub(crate) const fn session(&self) -> Option<&Arc<Session>> {
        match self {
            Self::Found(session) => Some(session),
            _ => None,
        }
    }
}
