//! A warning in the log for failures that only the operator can end.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    error::{Error, ErrorKind},
    vendor::Vendor,
};

/// Least time between two warnings of one kind, unless configured otherwise.
pub const DEFAULT_WARN_EVERY: Duration = Duration::from_secs(60);

/// Warns of failures of one client: of each kind at once, then at most once per period.
///
/// An agent sees the failure of its call, and cannot end it: a wrong token, a missing scope, a name that DNS does not know.
/// The operator sees nothing of the call, so it is a `tracing` event at level warn. Failures that belong to a single call,
/// such as a wrong id, are none of the operator's.
#[derive(Debug)]
pub(crate) struct FailureLog {
    every: Duration,
    // At most one entry for each kind.
    warned: Mutex<HashMap<ErrorKind, Warned>>,
}

#[derive(Debug)]
struct Warned {
    at: Instant,
    /// Failures since then that were not warned of.
    withheld: u64,
}

impl FailureLog {
    pub(crate) fn new(every: Duration) -> Self {
        Self { every, warned: Mutex::default() }
    }

    /// Takes note of a failed call.
    pub(crate) fn failed<V: Vendor>(&self, error: &Error) {
        if !concerns_operator(error.kind()) {
            return;
        }
        if let Some(withheld) = self.due(error.kind()) {
            tracing::warn!(
                vendor = V::NAME,
                error.r#type = error.kind().as_str(),
                withheld,
                "a call failed: {}",
                line(error)
            );
        }
    }

    /// The number of failures that were withheld, when a warning is due.
    fn due(&self, kind: ErrorKind) -> Option<u64> {
        let now = Instant::now();
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        match warned.get_mut(&kind) {
            Some(last) if now.duration_since(last.at) < self.every => {
                last.withheld += 1;
                None
            }
            Some(last) => Some(std::mem::replace(last, Warned { at: now, withheld: 0 }).withheld),
            None => {
                warned.insert(kind, Warned { at: now, withheld: 0 });
                Some(0)
            }
        }
    }
}

/// The failure as the operator needs it. What a vendor says of a failed call may be about a customer, and what cannot be read
/// surely is; only what it says of the credential is of use.
fn line(error: &Error) -> String {
    let operation = match error.operation() {
        Some((method, path)) => format!("{method} {path}: "),
        None => String::new(),
    };
    match (error.kind(), error.status()) {
        (ErrorKind::Decode, _) => format!("{operation}the response is not of the documented form"),
        (ErrorKind::Unauthorized | ErrorKind::Forbidden, _) | (_, None) => error.report().to_string(),
        (_, Some(status)) => format!("{operation}status {status}"),
    }
}

/// Tells failures that no other arguments would have avoided.
const fn concerns_operator(kind: ErrorKind) -> bool {
    match kind {
        ErrorKind::Unauthorized
        | ErrorKind::Forbidden
        | ErrorKind::RateLimited
        | ErrorKind::Redirect
        | ErrorKind::Server
        | ErrorKind::Connect
        | ErrorKind::Interrupted
        | ErrorKind::OutcomeUnknown
        | ErrorKind::Decode
        | ErrorKind::TooLarge
        | ErrorKind::Other => true,
        ErrorKind::InvalidRequest
        | ErrorKind::Rejected
        | ErrorKind::NotFound
        | ErrorKind::Conflict
        | ErrorKind::LostUpdate
        | ErrorKind::Pagination => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_kind_is_warned_of_once_per_period() {
        let log = FailureLog::new(Duration::from_secs(60));
        assert_eq!(log.due(ErrorKind::Unauthorized), Some(0));
        assert_eq!(log.due(ErrorKind::Unauthorized), None);
        assert_eq!(log.due(ErrorKind::Connect), Some(0), "another kind is not held back");
        tokio::time::advance(Duration::from_secs(59)).await;
        assert_eq!(log.due(ErrorKind::Unauthorized), None);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(log.due(ErrorKind::Unauthorized), Some(2));
        assert_eq!(log.due(ErrorKind::Unauthorized), None);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_period_each_failure_is_warned_of() {
        let log = FailureLog::new(Duration::ZERO);
        assert_eq!(log.due(ErrorKind::Server), Some(0));
        assert_eq!(log.due(ErrorKind::Server), Some(0));
    }

    #[test]
    fn failures_of_a_single_call_are_not_the_operators() {
        assert!(concerns_operator(ErrorKind::Connect) && concerns_operator(ErrorKind::Unauthorized));
        assert!(!concerns_operator(ErrorKind::NotFound) && !concerns_operator(ErrorKind::InvalidRequest));
    }
}
