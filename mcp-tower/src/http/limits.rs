//! Limits of an endpoint.

use std::time::Duration;

use crate::call::{
    limits::{CALL_TIMEOUT, MAX_BATCH},
    outbox::MAX_QUEUED_NOTIFICATIONS,
};

/// Limits of an endpoint over HTTP. [`Mcp`](crate::Mcp) has a setter for each of them, and
/// [`limits`](crate::Mcp::limits) for all.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{HttpLimits, Mcp};
///
/// let mut limits = HttpLimits::default();
/// assert_eq!(limits.call_timeout, Duration::from_secs(50));
/// limits.max_body_bytes = 4 * 1024 * 1024;
/// let mcp = Mcp::new(Server::new(Registry::new())).limits(limits);
/// # let _ = mcp;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpLimits {
    /// Maximum size of a request body, in bytes. Defaults to 1 MiB. Larger bodies are answered with 413.
    pub max_body_bytes: usize,
    /// Maximum number of bytes of a refused body that are read and discarded. Defaults to 8 MiB. Many clients write
    /// the whole request before they read, and never see the response if the server closes the connection meanwhile.
    /// Nothing is read of a body with a larger declared length, or if the client waits for permission
    /// (`Expect: 100-continue`).
    pub max_drained_bytes: usize,
    /// Maximum pause in a body that is being discarded. Defaults to 1 s. Its sender may be waiting for the response.
    pub drain_pause: Duration,
    /// Maximum time for receiving a request body. Defaults to 30 s. Slower ones are answered with 408.
    pub body_timeout: Duration,
    /// Maximum duration of a call, or of all calls of a batch, layers included. Defaults to 50 s, because many
    /// clients give up after 60 s and then never learn the outcome. Tools read it from
    /// [`mcp_core::Context::deadline`]. A slower call is dropped and answered with a tool error of kind `timeout`,
    /// or `outcome_unknown` if a change had begun.
    pub call_timeout: Duration,
    /// Maximum silence on an event stream before a keep-alive comment. Defaults to 15 s, because proxies close
    /// silent connections, some after 30 s. Less than a second counts as one.
    pub keep_alive: Duration,
    /// Maximum number of messages in a JSON-RPC batch. Defaults to 32. Larger batches are answered with 400. Only
    /// clients of 2025-03-26 send batches.
    pub max_batch: usize,
    /// Maximum lifetime of a notification stream. Defaults to 1 h. The client must then open another one and
    /// authenticate again.
    pub subscription_lifetime: Duration,
    /// Maximum size of a request that opens a notification stream, in bytes. Defaults to 64 KiB. The request stays in
    /// memory as long as the stream. Larger ones are answered with 413.
    pub max_subscription_bytes: usize,
    /// Maximum number of progress notifications and log messages that wait for a slow client on one stream. Defaults
    /// to 64. Zero counts as one. The oldest are dropped. Requests to the client and change notifications are never
    /// dropped.
    pub max_queued_notifications: usize,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            max_body_bytes: 1024 * 1024,
            max_drained_bytes: 8 * 1024 * 1024,
            drain_pause: Duration::from_secs(1),
            body_timeout: Duration::from_secs(30),
            call_timeout: CALL_TIMEOUT,
            keep_alive: Duration::from_secs(15),
            max_batch: MAX_BATCH,
            subscription_lifetime: Duration::from_secs(3600),
            max_subscription_bytes: 64 * 1024,
            max_queued_notifications: MAX_QUEUED_NOTIFICATIONS,
        }
    }
}
