//! How much is remembered of one client.

use std::time::Duration;

use mcp_core::MAX_SUBSCRIBED_RESOURCES;

/// How long a client of a handshake era may take to answer a question, unless set otherwise: 5 minutes. It is no part of
/// the time that a call may take.
pub const ASK_TIMEOUT: Duration = Duration::from_secs(5 * 60);
/// How many questions may be open at once in one session or on one pipe, unless set otherwise: 16.
pub const MAX_QUESTIONS: usize = 16;
/// How much is remembered of one client, in bytes, unless set otherwise: 64 KiB. That is what it says of itself in
/// `initialize`, its pictures left out, and the URIs of the resources that it wants word of.
pub const MAX_CLIENT_BYTES: usize = 64 * 1024;

/// How much is remembered of one client.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) ask_timeout: Duration,
    pub(crate) questions: usize,
    pub(crate) subscribed: usize,
    pub(crate) bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            ask_timeout: ASK_TIMEOUT,
            questions: MAX_QUESTIONS,
            subscribed: MAX_SUBSCRIBED_RESOURCES,
            bytes: MAX_CLIENT_BYTES,
        }
    }
}
