//! What an answer says about the rate limit.

use std::time::Duration;

/// The rate limit as an answer reports it; in the extensions of responses and errors.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The most requests in the window.
    pub limit: Option<u64>,
    /// How many of them are left.
    pub remaining: Option<u64>,
    /// How long until the window begins anew.
    pub reset: Option<Duration>,
    /// How long to wait before the next request; only on 429.
    pub retry_after: Option<Duration>,
    /// Which limit was hit, where the answer names one other than the company's.
    pub tier: Option<String>,
}
