//! What a vendor's fake is.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use super::{Clock, Faults, Log, Received, Recorded, Tokens};

/// A vendor's API in memory, behind the lock of a [`Served`](super::Served).
pub trait Fake: Send + 'static {
    /// What the kit keeps for it.
    fn kit(&mut self) -> &mut Kit;

    /// Carries a request out and answers it.
    fn answer(&mut self, request: &Received) -> Response<Bytes>;

    /// The vendor's answer when a test asked for one that fails.
    fn fail(&mut self, failing: &Failing) -> Response<Bytes>;

    /// Lets happen what the clock has brought since the last request; called before each.
    fn settle(&mut self) {}

    /// Amends what the log keeps of a request: here a credential in an unusual place is seen, and taken out.
    fn amend(&self, request: &Received, entry: &mut Recorded) {
        let _ = (request, entry);
    }
}

/// How a test asked an answer to fail, where the form of the answer is the vendor's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failing {
    /// This status.
    Status(StatusCode),
    /// 429: the limit is used up for this time.
    RateLimited(Duration),
}

impl Failing {
    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Status(status) => *status,
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// What every fake has.
#[derive(Debug)]
#[non_exhaustive]
pub struct Kit {
    /// Its time.
    pub clock: Clock,
    /// Who may ask.
    pub tokens: Tokens,
    /// What will go wrong.
    pub faults: Faults,
    /// What was asked.
    pub log: Log,
    /// The largest request body, in bytes.
    pub body_limit: usize,
    /// Delay of every response, measured by tokio's timer. Zero at first.
    pub latency: Duration,
}

impl Kit {
    /// The system's time, no faults, an empty log.
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
