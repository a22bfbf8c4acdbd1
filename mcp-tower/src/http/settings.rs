//! Limits of an endpoint, and what it lets in.

use std::time::Duration;

use super::origin::{AllowedHosts, AllowedOrigins};
use crate::call::{
    limits::{CALL_TIMEOUT, MAX_BATCH},
    outbox::MAX_QUEUED_NOTIFICATIONS,
};

/// Largest request body, in bytes, unless set otherwise: 1 MiB.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
/// How much of a body that is not taken is read all the same, in bytes, unless set otherwise: 8 MiB. Many clients write all of
/// a request before they read, and never see the answer of a server that closes the connection meanwhile.
pub const MAX_DRAINED_BYTES: usize = 8 * 1024 * 1024;
/// How long a pause in such a body is waited for, unless set otherwise: 1 s. Its sender may be waiting for the answer.
pub const DRAIN_PAUSE: Duration = Duration::from_secs(1);
/// How long a request body may take to arrive, unless set otherwise: 30 s.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a stream of events may be quiet before a comment is sent, unless set otherwise: 15 s. Proxies close connections
/// that are quiet, some after 30 s.
pub const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a stream of announcements stays open, unless set otherwise: 1 h.
pub const LISTEN_TIME: Duration = Duration::from_secs(3600);
/// Largest request that opens a stream of announcements, in bytes, unless set otherwise: 64 KiB. It is kept as long as the
/// stream.
pub const MAX_LISTEN_BYTES: usize = 64 * 1024;

/// Limits and checks.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) origins: AllowedOrigins,
    pub(crate) hosts: AllowedHosts,
    pub(crate) max_body_bytes: usize,
    pub(crate) body_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) keep_alive: Duration,
    pub(crate) max_batch: usize,
    pub(crate) listen_time: Duration,
    pub(crate) max_listen_bytes: usize,
    pub(crate) max_queued_notifications: usize,
    pub(crate) max_drained_bytes: usize,
    pub(crate) drain_pause: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            origins: AllowedOrigins::default(),
            hosts: AllowedHosts::default(),
            max_body_bytes: MAX_BODY_BYTES,
            body_timeout: BODY_TIMEOUT,
            call_timeout: CALL_TIMEOUT,
            keep_alive: KEEP_ALIVE,
            max_batch: MAX_BATCH,
            listen_time: LISTEN_TIME,
            max_listen_bytes: MAX_LISTEN_BYTES,
            max_queued_notifications: MAX_QUEUED_NOTIFICATIONS,
            max_drained_bytes: MAX_DRAINED_BYTES,
            drain_pause: DRAIN_PAUSE,
        }
    }
}
