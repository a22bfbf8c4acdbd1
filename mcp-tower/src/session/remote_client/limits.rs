//! Limits of the data and requests of one client.

use std::time::Duration;

/// Limits of one client of an `initialize` revision, in a session or on a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemoteClientLimits {
    /// Time for the client to respond to an elicitation, sampling or roots request. Defaults to 5 minutes. It does
    /// not count against the call timeout. The request fails afterwards.
    pub request_timeout: Duration,
    /// Maximum number of open requests to the client. Defaults to 16. Further ones fail.
    pub max_requests: usize,
    /// Maximum number of subscribed resources. Defaults to 64. Further ones are refused.
    pub max_subscribed_resources: usize,
    /// Maximum size of the stored client data, in bytes. Defaults to 64 KiB. The data consists of the client's info in
    /// `initialize`, without icons, and the URIs of its subscribed resources. Larger data is refused.
    pub max_bytes: usize,
}

impl Default for RemoteClientLimits {
    fn default() -> Self {
        Self {
            request_timeout: Duration::from_secs(5 * 60),
            max_requests: 16,
            max_subscribed_resources: 64,
            max_bytes: 64 * 1024,
        }
    }
}
