//! Log warnings for failures that only the operator can fix.

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

/// Logs failures of one client: the first of each kind at once, then at most one warning per period.
///
/// An agent sees the failure of its call but cannot fix it: a wrong token, a missing scope, an unknown host name.
/// The operator does not see the call, so the failure becomes a `tracing` event at level warn. Failures of a
/// single call, such as a wrong id, are not logged.
#[derive(Debug)]
pub(crate) struct FailureLog {
    every: Duration,
    // At most one entry for each kind.
    warned: Mutex<HashMap<ErrorKind, Warned>>,
}

#[derive(Debug)]
struct Warned {
    at: Instant,
    /// Number of failures since the last warning.
    withheld: u64,
}

impl FailureLog {
    pub(crate) fn new(every: Duration) -> Self {
        Self { every, warned: Mutex::default() }
    }

    /// Records a failed call and logs a warning if one is due.
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

    /// Returns the number of withheld failures if a warning is due.
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

/// Returns the log line of a failure. Includes the vendor's message only for credential failures: other messages,
/// and unreadable bodies, may contain customer data.
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

/// Returns `true` for failures that do not depend on the arguments.
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
    async fn each_kind_warns_once_per_period() {
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
    async fn zero_period_warns_on_each_failure() {
        let log = FailureLog::new(Duration::ZERO);
        assert_eq!(log.due(ErrorKind::Server), Some(0));
        assert_eq!(log.due(ErrorKind::Server), Some(0));
    }

    #[test]
    fn failures_of_a_single_call_are_not_logged() {
        assert!(concerns_operator(ErrorKind::Connect) && concerns_operator(ErrorKind::Unauthorized));
        assert!(!concerns_operator(ErrorKind::NotFound) && !concerns_operator(ErrorKind::InvalidRequest));
    }
}
