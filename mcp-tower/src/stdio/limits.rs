//! Limits of a pipe.

use std::time::Duration;

use crate::{
    call::{
        limits::{CALL_TIMEOUT, MAX_BATCH},
        outbox::MAX_QUEUED_NOTIFICATIONS,
    },
    session::remote_client::limits::RemoteClientLimits,
};

/// Limits of a server over a pipe. [`Stdio`](crate::Stdio) has a setter for each of them, and
/// [`limits`](crate::Stdio::limits) for all.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{Stdio, StdioLimits};
///
/// let mut limits = StdioLimits::default();
/// assert_eq!(limits.shutdown_timeout, Duration::from_secs(10));
/// limits.max_calls = 8;
/// let stdio = Stdio::new(Server::new(Registry::new())).limits(limits);
/// # let _ = stdio;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StdioLimits {
    /// Maximum length of a line, in bytes. Defaults to 1 MiB. Longer ones are answered with -32600 and the id of the
    /// request.
    pub max_line_bytes: usize,
    /// Maximum number of concurrent requests. Defaults to 64; agents call only a few tools at once. Further ones fail
    /// at once with a tool error of kind `unavailable` instead of waiting, because cancellations arrive only while
    /// lines are read.
    pub max_calls: usize,
    /// Maximum number of bytes that wait for a slow client. Defaults to 256 KiB. Beyond it, reading and calls pause
    /// until the client has read.
    pub max_unread_bytes: usize,
    /// Maximum number of messages in a JSON-RPC batch. Defaults to 32. Larger batches are answered with -32600. Only
    /// clients of 2025-03-26 send batches.
    pub max_batch: usize,
    /// Maximum duration of a call, or of all calls of a batch, layers included. Defaults to 50 s; see
    /// [`HttpLimits::call_timeout`](crate::HttpLimits::call_timeout).
    pub call_timeout: Duration,
    /// Limits of the client.
    pub client: RemoteClientLimits,
    /// Maximum number of progress notifications and log messages of one request that wait to be written. Defaults
    /// to 64. Zero counts as one. The oldest are dropped.
    pub max_queued_notifications: usize,
    /// Time for running requests after the end of the input. Defaults to 10 s, because clients wait some seconds for
    /// a program to exit, then they kill it. Requests that still run are dropped.
    pub shutdown_timeout: Duration,
}

impl Default for StdioLimits {
    fn default() -> Self {
        Self {
            max_line_bytes: 1024 * 1024,
            max_calls: 64,
            max_unread_bytes: 256 * 1024,
            max_batch: MAX_BATCH,
            call_timeout: CALL_TIMEOUT,
            client: RemoteClientLimits::default(),
            max_queued_notifications: MAX_QUEUED_NOTIFICATIONS,
            shutdown_timeout: Duration::from_secs(10),
        }
    }
}
