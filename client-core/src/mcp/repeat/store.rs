//! Store of calls.

use std::{fmt, time::Duration};

use mcp_core::async_trait;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Store that remembers calls, so that equal calls act once. [`CallMemory`](super::CallMemory) is the default. Processes
/// that serve the same callers need a common one.
///
/// A key is the digest of caller, account, tool and arguments, in 64 hexadecimal digits. `begin` must be atomic: of two
/// processes, one gets [`Begin::First`].
#[async_trait]
pub trait CallStore: fmt::Debug + Send + Sync + 'static {
    /// Claims a call, unless an equal one was claimed within the window. A claim without an outcome ends after `lease`: the
    /// call counts as cut off from then on.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached. The call is refused then.
    async fn begin(&self, key: &str, lease: Duration, window: Duration) -> Result<Begin, BoxError>;

    /// Stores the outcome of a claimed call, as JSON, for the duration of the window.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached.
    async fn finish(&self, key: &str, outcome: &str, window: Duration) -> Result<(), BoxError>;

    /// Removes a claim: the call did nothing.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached.
    async fn forget(&self, key: &str) -> Result<(), BoxError>;

    /// Marks a claim as cut off. Called while a call is dropped, so it must not block. By default the lease ends the claim.
    fn cut_off(&self, key: &str) {
        let _ = key;
    }
}

/// State of a call in a [`CallStore`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begin {
    /// No equal call is known. The caller has claimed it.
    First,
    /// An equal call runs.
    Running,
    /// An equal call has ended.
    #[non_exhaustive]
    Done {
        /// Outcome as stored.
        outcome: String,
        /// Time since it ended.
        age: Duration,
    },
    /// An equal call was cut off.
    CutOff,
}

impl Begin {
    /// Creates the state of a call that has ended.
    #[must_use]
    pub const fn done(outcome: String, age: Duration) -> Self {
        Self::Done { outcome, age }
    }
}
