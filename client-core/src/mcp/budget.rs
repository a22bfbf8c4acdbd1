//! Limits of one tool call.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use crate::mcp::result::RESULT_CHARS;
use mcp_core::{HandlerError, HandlerErrorKind};

use super::{
    completion::{COMPLETION_TIMEOUT, COMPLETION_TTL},
    reading::RENDER_BYTES,
    repeat::REPEAT_WINDOW,
    template::RESOURCE_TTL,
};

/// Default number of requests to the vendor that one tool call may make. Vendors limit requests, some to fifty a
/// minute, so a call should leave some for the company's other programs.
const CALL_BUDGET: u32 = 25;

/// Minimum size limit of a result, in characters. A smaller result has no room for an item and a cursor.
pub(super) const MIN_RESULT_CHARS: usize = 1_000;

/// Limits of every tool, prompt and resource of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Requests to the vendor that one call may make, at least 1. Defaults to 25.
    pub call_budget: u32,
    /// Characters of JSON that one result may have, at least 1,000. Defaults to 40,000.
    pub result_chars: usize,
    /// Bytes of message bodies that one call may read, at least 64 KiB. Defaults to 8 MiB. A call that reaches the limit
    /// ends its page and says so.
    pub render_bytes: usize,
    /// Time that a client may keep a resource. Defaults to 30 s.
    pub resource_ttl: Duration,
    /// Time that a list of values for completion is kept. Defaults to 60 s.
    pub completion_ttl: Duration,
    /// Time limit of a completion. Defaults to 5 s.
    pub completion_timeout: Duration,
    /// Time in which an equal call of a tool that sends or creates returns the first result. Defaults to 10 minutes. Zero
    /// is not at all.
    pub repeat_window: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call_budget: CALL_BUDGET,
            result_chars: RESULT_CHARS,
            render_bytes: RENDER_BYTES,
            resource_ttl: RESOURCE_TTL,
            completion_ttl: COMPLETION_TTL,
            completion_timeout: COMPLETION_TIMEOUT,
            repeat_window: REPEAT_WINDOW,
        }
    }
}

/// Remaining requests of one tool call.
#[derive(Debug)]
pub(super) struct Budget {
    vendor: &'static str,
    total: u32,
    left: AtomicU32,
}

impl Budget {
    pub(super) const fn new(vendor: &'static str, total: u32) -> Self {
        Self { vendor, total, left: AtomicU32::new(total) }
    }

    /// Returns the number of remaining requests.
    pub(super) fn left(&self) -> u32 {
        self.left.load(Ordering::Relaxed)
    }

    /// Takes one request and returns its number, starting at 1.
    pub(super) fn take(&self) -> Result<u32, HandlerError> {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        taken.map(|before| self.total - before + 1).map_err(|_| {
            HandlerError::new(
                HandlerErrorKind::Unavailable,
                format!("the call needs more requests to {} than its limit of {}", self.vendor, self.total),
            )
            .with_hint("Request less in one call: a smaller limit, fewer items, or an id in place of a name.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spent_budget_is_a_tool_error() {
        let budget = Budget::new("Acme", 2);
        assert_eq!(budget.take().unwrap(), 1);
        assert_eq!(budget.take().unwrap(), 2);
        assert_eq!(budget.left(), 0);
        let error = budget.take().unwrap_err();
        assert!(error.message().contains("more requests to Acme than its limit of 2"), "{error}");
    }
}
