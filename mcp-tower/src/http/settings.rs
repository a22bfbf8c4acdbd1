//! Limits and allowed origins of an endpoint.

use std::time::Duration;

use super::origin::{AllowedHosts, AllowedOrigins};
use crate::call::{
    limits::{CALL_TIMEOUT, MAX_BATCH},
    outbox::MAX_QUEUED_NOTIFICATIONS,
};

/// Default maximum size of a request body, in bytes: 1 MiB.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Default number of bytes of a refused body that are read and discarded: 8 MiB. Many clients write the whole
/// request before they read, and never see the response if the server closes the connection meanwhile.
pub const MAX_DRAINED_BYTES: usize = 8 * 1024 * 1024;
/// Default maximum pause in a body that is being discarded: 1 s. Its sender may be waiting for the response.
pub const DRAIN_PAUSE: Duration = Duration::from_secs(1);
/// Default maximum time for receiving a request body: 30 s.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Default maximum silence on an event stream before a keep-alive comment: 15 s. Proxies close silent connections,
/// some after 30 s.
pub const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Default maximum lifetime of a notification stream: 1 h.
pub const SUBSCRIPTION_LIFETIME: Duration = Duration::from_secs(3600);
/// Default maximum size of a request that opens a notification stream, in bytes: 64 KiB. It is kept as long as the
/// stream.
pub const MAX_SUBSCRIPTION_BYTES: usize = 64 * 1024;

/// Settings of an endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) origins: AllowedOrigins,
    pub(crate) hosts: AllowedHosts,
    pub(crate) max_body_bytes: usize,
    pub(crate) body_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) keep_alive: Duration,
    pub(crate) max_batch: usize,
    pub(crate) subscription_lifetime: Duration,
    pub(crate) max_subscription_bytes: usize,
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
            subscription_lifetime: SUBSCRIPTION_LIFETIME,
            max_subscription_bytes: MAX_SUBSCRIPTION_BYTES,
            max_queued_notifications: MAX_QUEUED_NOTIFICATIONS,
            max_drained_bytes: MAX_DRAINED_BYTES,
            drain_pause: DRAIN_PAUSE,
        }
    }
}
