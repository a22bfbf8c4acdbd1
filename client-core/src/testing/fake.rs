//! Trait of a vendor's fake.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use super::{Clock, Faults, Log, Received, Recorded, Tokens};

/// Vendor's API in memory, behind the lock of a [`Served`](super::Served).
pub trait Fake: Send + 'static {
    /// Returns the common state of fakes.
    fn kit(&mut self) -> &mut Kit;

    /// Carries out a request and returns the response.
    fn respond(&mut self, request: &Received) -> Response<Bytes>;

    /// Returns the vendor's response for a requested failure.
    fn fail(&mut self, failing: &Failing) -> Response<Bytes>;

    /// Applies changes that are due by the clock. Called before each request.
    fn settle(&mut self) {}

    /// Amends the log entry of a request, for example to detect and remove a credential in an unusual place.
    fn amend(&self, request: &Received, entry: &mut Recorded) {
        let _ = (request, entry);
    }
}

/// Requested failure with a response in the vendor's format.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failing {
    /// Response with this status.
    Status(StatusCode),
    /// 429: the limit is exhausted for this time.
    RateLimited(Duration),
}

impl Failing {
    /// Returns the status of the response.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Status(status) => *status,
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// Common state of every fake.
#[derive(Debug)]
#[non_exhaustive]
pub struct Kit {
    /// Clock.
    pub clock: Clock,
    /// Accepted credentials.
    pub tokens: Tokens,
    /// Pending faults.
    pub faults: Faults,
    /// Log of requests.
    pub log: Log,
    /// Maximum size of a request body, in bytes.
    pub body_limit: usize,
    /// Delay of every response, measured by tokio's timer. Defaults to zero.
    pub latency: Duration,
}

impl Kit {
    /// Creates a state with the system's time, no faults and an empty log.
    #[must_use]
    pub fn new(tokens: Tokens, body_limit: usize) -> Self {
        Self {
            clock: Clock::system(),
            tokens,
            faults: Faults::default(),
            log: Log::default(),
            body_limit,
            latency: Duration::ZERO,
        }
    }
}
