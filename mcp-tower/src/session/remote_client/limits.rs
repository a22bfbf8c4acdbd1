//! Limits of the data and requests of one client.

use std::time::Duration;

/// Limits of one client, over HTTP or a pipe.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientLimits {
    pub(crate) client_request_timeout: Duration,
    pub(crate) max_client_requests: usize,
    pub(crate) max_subscribed_resources: usize,
    pub(crate) max_client_bytes: usize,
}

impl Default for ClientLimits {
    fn default() -> Self {
        Self {
            client_request_timeout: Duration::from_secs(5 * 60),
            max_client_requests: 16,
            max_subscribed_resources: 64,
            max_client_bytes: 64 * 1024,
        }
    }
}
