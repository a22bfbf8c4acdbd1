//! What a model reads when a vendor refuses a call.

use mcp_core::{ErrorKind as Kind, RateLimit, ToolError};

use crate::{Error, ErrorKind};

impl From<Error> for ToolError {
    /// The same failure in the words of a tool: kind, status, message, the wait that the vendor asks for, the rate limit,
    /// and a hint how to go on. The error itself is kept as the source, for logs.
    fn from(error: Error) -> Self {
        let (kind, hint) = meaning(error.kind());
        let mut failure = Self::new(kind, error.to_string());
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
}

const CHECK_ARGUMENTS: &str = "Mend the argument that the message names and call again.";
const NOT_FOUND: &str = "Check the id; search or list to find the right one. What is private to a teammate does not \
    exist for this API token.";
const WAIT: &str = "Wait for retry_after_ms, then repeat the call unchanged.";
const HOST: &str =
    "No other arguments will help: the API token that the host of this server uses does not allow it.";
const TRY_LATER: &str = "Nothing was done. Repeat the call later.";
const UNKNOWN: &str =
    "It may have been carried out. Read what you wanted to change before you repeat the call.";
const ANSWERED: &str = "There was an answer, but none that can be read here. What the call was to change is changed: read it before \
     you repeat the call.";
const LOST: &str =
    "Somebody else wrote at the same time. Read it again and decide whether to repeat the call.";

const fn meaning(kind: ErrorKind) -> (Kind, Option<&'static str>) {
    match kind {
        ErrorKind::InvalidRequest | ErrorKind::Rejected => (Kind::InvalidArguments, Some(CHECK_ARGUMENTS)),
        ErrorKind::Unauthorized => (Kind::Unauthorized, Some(HOST)),
        ErrorKind::Forbidden => (Kind::Forbidden, Some(HOST)),
        ErrorKind::NotFound => (Kind::NotFound, Some(NOT_FOUND)),
        ErrorKind::Conflict | ErrorKind::LostUpdate => (Kind::Conflict, Some(LOST)),
        ErrorKind::RateLimited => (Kind::RateLimited, Some(WAIT)),
        ErrorKind::Server | ErrorKind::Connect => (Kind::Unavailable, Some(TRY_LATER)),
        ErrorKind::Interrupted => (Kind::Timeout, Some(TRY_LATER)),
        ErrorKind::OutcomeUnknown => (Kind::OutcomeUnknown, Some(UNKNOWN)),
        ErrorKind::Decode | ErrorKind::TooLarge => (Kind::Upstream, Some(ANSWERED)),
        ErrorKind::Redirect | ErrorKind::Pagination => (Kind::Upstream, None),
        ErrorKind::Other => (Kind::Internal, None),
    }
}

/// The rate limit in the form that tools report it.
#[must_use]
pub fn rate_limit(limit: &crate::RateLimit) -> RateLimit {
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
    fn a_write_that_may_have_happened_says_so() {
        let error = answered(&Method::POST, 502, "<html>");
        assert_eq!(error.kind(), Kind::OutcomeUnknown);
        assert!(!error.to_json().to_string().contains("<html>"));
        assert_eq!(answered(&Method::GET, 502, "").kind(), Kind::Unavailable);
    }
}
