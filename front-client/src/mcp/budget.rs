//! What one tool call may cost.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use mcp_core::{ErrorKind, ToolError, result::RESULT_CHARS};

/// How many requests to Front one tool call may make, unless the host says otherwise. Front allows a small company 50 a
/// minute (<https://dev.frontapp.com/docs/rate-limiting>).
pub const CALL_BUDGET: u32 = 25;

/// How long a tool that sends waits for the sent message to appear in its conversation, unless the host says otherwise.
pub const SEND_WAIT: Duration = Duration::from_secs(3);

/// How many recipients a new message may have, in `to`, `cc` and `bcc` together, unless the host says otherwise: an agent
/// that was misled must not mail a whole address book in one call.
pub const MAX_RECIPIENTS: usize = 25;

/// The limits of one set of tools.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) call_budget: u32,
    pub(crate) result_chars: usize,
    pub(crate) send_wait: Duration,
    pub(crate) max_recipients: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call_budget: CALL_BUDGET,
            result_chars: RESULT_CHARS,
            send_wait: SEND_WAIT,
            max_recipients: MAX_RECIPIENTS,
        }
    }
}

/// The requests that are left to one tool call.
#[derive(Debug)]
pub(crate) struct Budget {
    total: u32,
    left: AtomicU32,
}

impl Budget {
    pub(crate) const fn new(total: u32) -> Self {
        Self { total, left: AtomicU32::new(total) }
    }

    /// How many requests are left.
    pub(crate) fn left(&self) -> u32 {
        self.left.load(Ordering::Relaxed)
    }

    /// Takes one request, and says which one it is, from 1 on.
    pub(crate) fn take(&self) -> Result<u32, ToolError> {
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        taken.map(|before| self.total - before + 1).map_err(|_| {
            ToolError::new(
                ErrorKind::Unavailable,
                format!(
                    "the call needs more than the {} requests to Front that one call may make",
                    self.total
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
        let budget = Budget::new(2);
        assert_eq!(budget.take().unwrap(), 1);
        assert_eq!(budget.take().unwrap(), 2);
        assert_eq!(budget.left(), 0);
        let error = budget.take().unwrap_err();
        assert!(error.message().contains("more than the 2 requests"), "{error}");
    }
}
