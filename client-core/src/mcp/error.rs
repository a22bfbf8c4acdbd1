//! Conversion of client errors to tool errors.

use mcp_core::{HandlerError, HandlerErrorKind as Kind, UpstreamRateLimit};

use super::{ToolVendor, text, untrusted::UNTRUSTED_META};
use crate::error::{Error, ErrorKind};

/// Pointer to the words of the vendor, in the JSON of an error.
const VENDOR_MESSAGE: &str = "/error/vendor_message";

impl From<Error> for HandlerError {
    /// Converts to a tool error: kind, status, message, `retry_after`, rate limit, and a hint on what to do next.
    /// The vendor's words are untrusted text, in a member of their own. Keeps the original error as source, for logs.
    fn from(error: Error) -> Self {
        let hint = hint(&error);
        hinted(error, hint)
    }
}

/// Converts an error like [`HandlerError::from`], with the hints of the vendor.
#[must_use]
pub fn tool_error<V: ToolVendor>(error: Error) -> HandlerError {
    let hint = V::hint(error.kind()).or_else(|| hint(&error));
    hinted(error, hint)
}

/// Converts the error of a call that reaches a customer or cannot be undone. If the call may have been carried
/// out, the error becomes [`OutcomeUnknown`](Kind::OutcomeUnknown) with a hint on how to verify the outcome before
/// a retry.
///
/// Unreadable and oversized responses count as well: the message may be on its way.
///
/// ```
/// use client_core::mcp::outcome_unknown;
/// use mcp_core::{HandlerError, HandlerErrorKind};
///
/// let error = outcome_unknown(HandlerError::new(HandlerErrorKind::Upstream, "the response is no JSON"), "Look for the message first.");
/// assert_eq!(error.kind(), HandlerErrorKind::OutcomeUnknown);
/// assert_eq!(error.hint(), Some("Look for the message first."));
/// ```
#[must_use]
pub fn outcome_unknown(error: HandlerError, hint: &'static str) -> HandlerError {
    match error.kind() {
        Kind::OutcomeUnknown => error.with_hint(hint),
        Kind::Upstream | Kind::Timeout | Kind::Internal => {
            let unknown = HandlerError::new(Kind::OutcomeUnknown, error.message().to_owned()).with_hint(hint);
            let unknown = match error.status() {
                Some(status) => unknown.with_status(status),
                None => unknown,
            };
            let unknown = with_vendor_message(unknown, error.vendor_message());
            unknown.with_source(error)
        }
        _ => error,
    }
}

fn hinted(error: Error, hint: Option<&'static str>) -> HandlerError {
    let failure = HandlerError::new(kind(error.kind()), error.own_message());
    let mut failure = with_vendor_message(failure, error.vendor_message());
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

/// Adds the words of the vendor, marked as untrusted.
fn with_vendor_message(error: HandlerError, words: Option<&str>) -> HandlerError {
    let Some(words) = words else { return error };
    error.with_vendor_message(text::visible(words)).with_meta(UNTRUSTED_META, vec![VENDOR_MESSAGE])
}

const CHECK_ARGUMENTS: &str = "Correct the argument that the error names, then call again.";
const NOT_FOUND: &str = "Check the id. Search or list to find the right one.";
const WAIT: &str = "Wait for retry_after_ms, then repeat the call unchanged.";
const HOST: &str =
    "The credential of this server does not allow it. Do not retry with other arguments; tell the user.";
const TRY_LATER: &str = "Nothing was changed. Repeat the call later.";
const VERIFY_FIRST: &str = "The change may have been made. Read the resource before you repeat the call.";
const UNREADABLE_RESPONSE: &str = "The response could not be read. A change was made: read the resource before \
 you repeat the call.";
const UNREADABLE_READ: &str =
    "The response could not be read. Nothing was changed. Repeat the call once, then tell the user.";
const CONFLICT: &str = "Somebody else changed the resource at the same time. Read it again, then decide whether to repeat the call.";

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

fn hint(error: &Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::InvalidRequest | ErrorKind::Rejected => Some(CHECK_ARGUMENTS),
        ErrorKind::Unauthorized | ErrorKind::Forbidden => Some(HOST),
        ErrorKind::NotFound => Some(NOT_FOUND),
        ErrorKind::Conflict | ErrorKind::LostUpdate => Some(CONFLICT),
        ErrorKind::RateLimited => Some(WAIT),
        ErrorKind::Server | ErrorKind::Connect | ErrorKind::Interrupted => Some(TRY_LATER),
        ErrorKind::OutcomeUnknown => Some(VERIFY_FIRST),
        ErrorKind::Decode | ErrorKind::TooLarge if error.is_read() => Some(UNREADABLE_READ),
        ErrorKind::Decode | ErrorKind::TooLarge => Some(UNREADABLE_RESPONSE),
        ErrorKind::Redirect | ErrorKind::Pagination | ErrorKind::Other => None,
    }
}

/// Converts the rate limit to that of tool results.
pub(super) fn rate_limit(limit: &crate::rate_limit::RateLimit) -> UpstreamRateLimit {
    let mut report = UpstreamRateLimit::default();
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
    use crate::{operation::Operation, testing::acme::Acme};

    fn response(method: &Method, status: u16, body: &'static str) -> HandlerError {
        let response = Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap();
        Error::from_response::<Acme>(method, None, &response).into()
    }

    /// Returns the hints after a failed read and after a failed write.
    fn hints(kind: ErrorKind) -> [Option<&'static str>; 2] {
        [Method::GET, Method::POST].map(|method| {
            let operation = Operation { path: "/tags", scopes: &[] };
            hint(&Error::new(kind, "no").with_operation::<Acme>(method, operation))
        })
    }

    #[test]
    fn only_writes_are_said_to_change_something() {
        for (kind, read, write) in [
            (ErrorKind::InvalidRequest, Some(CHECK_ARGUMENTS), Some(CHECK_ARGUMENTS)),
            (ErrorKind::Rejected, Some(CHECK_ARGUMENTS), Some(CHECK_ARGUMENTS)),
            (ErrorKind::Unauthorized, Some(HOST), Some(HOST)),
            (ErrorKind::Forbidden, Some(HOST), Some(HOST)),
            (ErrorKind::NotFound, Some(NOT_FOUND), Some(NOT_FOUND)),
            (ErrorKind::Conflict, Some(CONFLICT), Some(CONFLICT)),
            (ErrorKind::LostUpdate, Some(CONFLICT), Some(CONFLICT)),
            (ErrorKind::RateLimited, Some(WAIT), Some(WAIT)),
            (ErrorKind::Server, Some(TRY_LATER), Some(TRY_LATER)),
            (ErrorKind::Connect, Some(TRY_LATER), Some(TRY_LATER)),
            (ErrorKind::Interrupted, Some(TRY_LATER), Some(TRY_LATER)),
            (ErrorKind::OutcomeUnknown, Some(VERIFY_FIRST), Some(VERIFY_FIRST)),
            (ErrorKind::Decode, Some(UNREADABLE_READ), Some(UNREADABLE_RESPONSE)),
            (ErrorKind::TooLarge, Some(UNREADABLE_READ), Some(UNREADABLE_RESPONSE)),
            (ErrorKind::Redirect, None, None),
            (ErrorKind::Pagination, None, None),
            (ErrorKind::Other, None, None),
        ] {
            assert_eq!(hints(kind), [read, write], "{kind}");
        }
        // The method of a call without an operation is unknown: it may have been a write.
        assert_eq!(hint(&Error::new(ErrorKind::TooLarge, "no")), Some(UNREADABLE_RESPONSE));
    }

    #[test]
    fn vendor_message_reaches_the_model() {
        let body = r#"{"message":"Unknown conversation ID cnv_x"}"#;
        let error = response(&Method::GET, 404, body);
        assert_eq!(error.kind(), Kind::NotFound);
        assert_eq!(error.status(), Some(404));
        assert_eq!(error.message(), "Acme returned 404");
        assert_eq!(error.vendor_message(), Some("Unknown conversation ID cnv_x"));
        assert_eq!(error.meta()[UNTRUSTED_META], serde_json::json!([VENDOR_MESSAGE]));
        assert_eq!(error.to_json().pointer(VENDOR_MESSAGE).unwrap(), error.vendor_message().unwrap());
        assert!(error.hint().is_some());
    }

    #[test]
    fn vendor_message_is_one_visible_line() {
        let body = r#"{"message":"a\u202eb\n\ud83d\ude00\udb40\udc41 ","details":["c\u0007"]}"#;
        let error = response(&Method::GET, 400, body);
        let message = error.vendor_message().unwrap();
        assert!(
            message.starts_with("ab \u{1F600}") && !message.contains(['\n', '\u{7}', '\u{E0041}']),
            "{message:?}"
        );
        let long = format!(r#"{{"message":"{}"}}"#, "x".repeat(100_000));
        let error: HandlerError = Error::from_response::<Acme>(
            &Method::GET,
            None,
            &Response::builder().status(400).body(Bytes::from(long)).unwrap(),
        )
        .into();
        assert_eq!(error.vendor_message().unwrap().chars().count(), 501);
    }

    #[test]
    fn kinds_are_kept_only_if_not_carried_out() {
        for kind in [Kind::OutcomeUnknown, Kind::Upstream, Kind::Timeout, Kind::Internal] {
            let error = outcome_unknown(HandlerError::new(kind, "no sense").with_status(200), "Look.");
            assert_eq!((error.kind(), error.status()), (Kind::OutcomeUnknown, Some(200)));
            assert_eq!(error.hint(), Some("Look."));
        }
        for kind in [Kind::InvalidArguments, Kind::RateLimited, Kind::Unavailable] {
            assert_eq!(outcome_unknown(HandlerError::new(kind, "no"), "Look.").kind(), kind);
        }
    }

    #[test]
    fn possible_write_is_outcome_unknown() {
        let error = response(&Method::POST, 502, "<html>");
        assert_eq!(error.kind(), Kind::OutcomeUnknown);
        assert!(!error.to_json().to_string().contains("<html>"));
        assert_eq!(response(&Method::GET, 502, "").kind(), Kind::Unavailable);
    }
}
