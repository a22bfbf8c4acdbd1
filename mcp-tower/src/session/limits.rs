//! Limits of sessions.

use std::time::Duration;

use super::remote_client::limits::RemoteClientLimits;

/// Limits of the sessions of an endpoint. [`Mcp::sessions`](crate::Mcp::sessions) enables sessions with them.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{Mcp, SessionLimits};
///
/// let mut limits = SessionLimits::default();
/// assert_eq!(limits.idle, Duration::from_secs(30 * 60));
/// limits.max = 100;
/// let mcp = Mcp::new(Server::new(Registry::new())).sessions(limits);
/// # let _ = mcp;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionLimits {
    /// Maximum number of sessions. Defaults to 1,024. A further one closes the least recently used one.
    pub max: usize,
    /// Maximum number of sessions per caller. Defaults to 32. A further one closes the least recently used one of the
    /// caller. Requests without a caller are not counted here.
    pub max_per_caller: usize,
    /// Maximum idle time of a session. Defaults to 30 minutes. An open stream counts as use. Later requests are
    /// answered with 404.
    pub idle: Duration,
    /// Maximum lifetime of a session. Defaults to 24 hours. Later requests are answered with 404.
    pub age: Duration,
    /// Limits of the client of each session.
    pub client: RemoteClientLimits,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            max: 1024,
            max_per_caller: 32,
            idle: Duration::from_secs(30 * 60),
            age: Duration::from_secs(24 * 3600),
            client: RemoteClientLimits::default(),
        }
    }
}
