//! What one tool call may cost.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use crate::mcp::result::RESULT_CHARS;
use mcp_core::{ErrorKind, ToolError};

use super::{COMPLETION_TIMEOUT, COMPLETION_TTL, RESOURCE_TTL};

/// How many requests to the vendor one tool call may make, unless the host says otherwise. Vendors count requests, some
/// as few as fifty a minute; a call should leave the company's other programs some.
pub const CALL_BUDGET: u32 = 25;

/// The fewest characters that a result may be limited to: less has no room for a cursor beside an item.
pub const MIN_RESULT_CHARS: usize = 1_000;

/// The limits that every tool, prompt and resource of a set has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How many requests to the vendor one call may make; [`CALL_BUDGET`] by default.
    pub call_budget: u32,
    /// How many characters of JSON one result may have; [`RESULT_CHARS`] by default.
    pub result_chars: usize,
    /// How long a client may keep a resource; [`RESOURCE_TTL`] by default.
    pub resource_ttl: Duration,
    /// How long a list of values that completion proposes is kept; [`COMPLETION_TTL`] by default.
    pub completion_ttl: Duration,
    /// How long a completion may take; [`COMPLETION_TIMEOUT`] by default.
    pub completion_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call_budget: CALL_BUDGET,
            result_chars: RESULT_CHARS,
            resource_ttl: RESOURCE_TTL,
            completion_ttl: COMPLETION_TTL,
            completion_timeout: COMPLETION_TIMEOUT,
        }
    }
}

/// The requests that are left to one tool call.
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

    /// How many requests are left.
    pub(super) fn left(&self) -> u32 {
        self.left.load(Ordering::Relaxed)
    }

    /// Takes one request, and says which one it is, from 1 on.
    pub(super) fn take(&self) -> Result<u32, ToolError> {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        taken.map(|before| self.total - before + 1).map_err(|_| {
            ToolError::new(
                ErrorKind::Unavailable,
                format!(
                    "the call needs more than the {} requests to {} that one call may make",
                    self.total, self.vendor
                ),
            )
            .with_hint("Ask for less at once: a smaller limit, an id in place of a name, fewer items.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_runs_out_with_words() {
        let budget = Budget::new("Acme", 2);
        assert_eq!(budget.take().unwrap(), 1);
        assert_eq!(budget.take().unwrap(), 2);
        assert_eq!(budget.left(), 0);
        let error = budget.take().unwrap_err();
        assert!(error.message().contains("more than the 2 requests to Acme"), "{error}");
    }
}
