//! Limits of sessions.

use std::time::Duration;

use super::remote_client::limits::ClientLimits;

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
    /// Time for a client to respond to an elicitation, sampling or roots request. Defaults to 5 minutes. It does not
    /// count against the call timeout. The request fails afterwards.
    pub client_request_timeout: Duration,
    /// Maximum number of open requests to the client in a session. Defaults to 16. Further ones fail.
    pub max_client_requests: usize,
    /// Maximum number of subscribed resources in a session. Defaults to 64. Further ones are refused.
    pub max_subscribed_resources: usize,
    /// Maximum size of the client data kept in a session, in bytes. Defaults to 64 KiB. It consists of the client's
    /// info in `initialize`, without icons, and the URIs of its subscribed resources. Larger data is refused.
    pub max_client_bytes: usize,
}

impl Default for SessionLimits {
    fn default() -> Self {
        let ClientLimits {
            client_request_timeout,
            max_client_requests,
            max_subscribed_resources,
            max_client_bytes,
        } = ClientLimits::default();
        Self {
            max: 1024,
            max_per_caller: 32,
            idle: Duration::from_secs(30 * 60),
            age: Duration::from_secs(24 * 3600),
            client_request_timeout,
            max_client_requests,
            max_subscribed_resources,
            max_client_bytes,
        }
    }
}

impl SessionLimits {
    /// Returns the limits of one client.
    pub(super) const fn client(&self) -> ClientLimits {
        ClientLimits {
            client_request_timeout: self.client_request_timeout,
            max_client_requests: self.max_client_requests,
            max_subscribed_resources: self.max_subscribed_resources,
            max_client_bytes: self.max_client_bytes,
        }
    }
}
