//! What a model reads when a vendor refuses a call.

use mcp_core::{ErrorKind as Kind, RateLimit, ToolError};

use super::ToolVendor;
use crate::error::{Error, ErrorKind};

impl From<Error> for ToolError {
    /// The same failure in the words of a tool: kind, status, message, the wait that the vendor asks for, the rate
    /// limit, and a hint how to go on. The error itself is kept as the source, for logs.
    fn from(error: Error) -> Self {
        let hint = hint(error.kind());
        hinted(error, hint)
    }
}

/// Like [`ToolError::from`], with the hints of the vendor.
#[must_use]
pub fn tool_error<V: ToolVendor>(error: Error) -> ToolError {
    let hint = V::hint(error.kind()).or_else(|| hint(error.kind()));
    hinted(error, hint)
}

/// The failure of a call that reaches a customer or cannot be taken back: where it may have been carried out, it becomes
/// [`OutcomeUnknown`](Kind::OutcomeUnknown), with a hint that says how to look before the call is repeated.
///
/// An answer that makes no sense, or is too large to be read, is an answer: the message may be on its way.
///
/// ```
/// use client_core::mcp::maybe_done;
/// use mcp_core::{ErrorKind, ToolError};
///
/// let error = maybe_done(ToolError::new(ErrorKind::Upstream, "the answer is no JSON"), "Look for the message first.");
/// assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
/// assert_eq!(error.hint(), Some("Look for the message first."));
/// ```
#[must_use]
pub fn maybe_done(error: ToolError, hint: &'static str) -> ToolError {
    match error.kind() {
        Kind::OutcomeUnknown => error.with_hint(hint),
        Kind::Upstream | Kind::Timeout | Kind::Internal => {
            let unknown = ToolError::new(Kind::OutcomeUnknown, error.message().to_owned()).with_hint(hint);
            let unknown = match error.status() {
                Some(status) => unknown.with_status(status),
                None => unknown,
            };
            unknown.with_source(error)
        }
        _ => error,
    }
}

fn hinted(error: Error, hint: Option<&'static str>) -> ToolError {
    let mut failure = ToolError::new(kind(error.kind()), error.to_string());
    if let Some(hint) = hint {
        failure = failure.with_hint(hint);
    }
    if let Some(status) = error.status() {
        failure = failure.with_status(status.as_u16());
    }
    if let Some(wait) = error.retry_after() {
        failure = failure.with_retry_after(wait);
    }
    if let Some(limit) = error.rate_limit() {
        failure = failure.with_rate_limit(rate_limit(limit));
    }
    failure.with_source(error)
}

const CHECK_ARGUMENTS: &str = "Mend the argument that the message names and call again.";
const NOT_FOUND: &str = "Check the id; search or list to find the right one.";
const WAIT: &str = "Wait for retry_after_ms, then repeat the call unchanged.";
const HOST: &str =
    "No other arguments will help: the credential that the host of this server uses does not allow it.";
const TRY_LATER: &str = "Nothing was done. Repeat the call later.";
const UNKNOWN: &str =
    "It may have been carried out. Read what you wanted to change before you repeat the call.";
const ANSWERED: &str = "There was an answer, but none that can be read here. What the call was to change is changed: read it before \
     you repeat the call.";
const LOST: &str =
    "Somebody else wrote at the same time. Read it again and decide whether to repeat the call.";

const fn kind(kind: ErrorKind) -> Kind {
    match kind {
        ErrorKind::InvalidRequest | ErrorKind::Rejected => Kind::InvalidArguments,
        ErrorKind::Unauthorized => Kind::Unauthorized,
        ErrorKind::Forbidden => Kind::Forbidden,
        ErrorKind::NotFound => Kind::NotFound,
        ErrorKind::Conflict | ErrorKind::LostUpdate => Kind::Conflict,
        ErrorKind::RateLimited => Kind::RateLimited,
        ErrorKind::Server | ErrorKind::Connect => Kind::Unavailable,
        ErrorKind::Interrupted => Kind::Timeout,
        ErrorKind::OutcomeUnknown => Kind::OutcomeUnknown,
        ErrorKind::Decode | ErrorKind::TooLarge | ErrorKind::Redirect | ErrorKind::Pagination => {
            Kind::Upstream
        }
        ErrorKind::Other => Kind::Internal,
    }
}

const fn hint(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::InvalidRequest | ErrorKind::Rejected => Some(CHECK_ARGUMENTS),
        ErrorKind::Unauthorized | ErrorKind::Forbidden => Some(HOST),
        ErrorKind::NotFound => Some(NOT_FOUND),
        ErrorKind::Conflict | ErrorKind::LostUpdate => Some(LOST),
        ErrorKind::RateLimited => Some(WAIT),
        ErrorKind::Server | ErrorKind::Connect | ErrorKind::Interrupted => Some(TRY_LATER),
        ErrorKind::OutcomeUnknown => Some(UNKNOWN),
        ErrorKind::Decode | ErrorKind::TooLarge => Some(ANSWERED),
        ErrorKind::Redirect | ErrorKind::Pagination | ErrorKind::Other => None,
    }
}

/// The rate limit in the form that tools report it.
pub(super) fn rate_limit(limit: &crate::rate_limit::RateLimit) -> RateLimit {
    let mut report = RateLimit::default();
    report.limit = limit.limit;
    report.remaining = limit.remaining;
    report.reset = limit.reset;
    report.retry_after = limit.retry_after;
    report.tier.clone_from(&limit.tier);
    report
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{Method, Response};

    use super::*;

    fn answered(method: &Method, status: u16, body: &'static str) -> ToolError {
        let response = Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap();
        Error::from_response::<crate::acme::Acme>(method, None, &response).into()
    }

    #[test]
    fn the_words_of_the_vendor_reach_the_model() {
        let body = r#"{"message":"Unknown conversation ID cnv_x"}"#;
        let error = answered(&Method::GET, 404, body);
        assert_eq!(error.kind(), Kind::NotFound);
        assert_eq!(error.status(), Some(404));
        assert!(error.message().contains("Unknown conversation ID cnv_x"), "{error}");
        assert!(error.hint().is_some());
    }

    #[test]
    fn only_what_surely_was_not_done_keeps_its_kind() {
        for kind in [Kind::OutcomeUnknown, Kind::Upstream, Kind::Timeout, Kind::Internal] {
            let error = maybe_done(ToolError::new(kind, "no sense").with_status(200), "Look.");
            assert_eq!((error.kind(), error.status()), (Kind::OutcomeUnknown, Some(200)));
            assert_eq!(error.hint(), Some("Look."));
        }
        for kind in [Kind::InvalidArguments, Kind::RateLimited, Kind::Unavailable] {
            assert_eq!(maybe_done(ToolError::new(kind, "no"), "Look.").kind(), kind);
        }
    }

    #[test]
    fn a_write_that_may_have_happened_says_so() {
        let error = answered(&Method::POST, 502, "<html>");
        assert_eq!(error.kind(), Kind::OutcomeUnknown);
        assert!(!error.to_json().to_string().contains("<html>"));
        assert_eq!(answered(&Method::GET, 502, "").kind(), Kind::Unavailable);
    }
}
