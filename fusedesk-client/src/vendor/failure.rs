//! Errors of FuseDesk.
//!
//! A failure has a status, two headers, and a body `{"error": …, "errorcode": …}`
//! (<https://documenter.getpostman.com/view/11014835/SztBc8ix>). The vendor's own programs ignore the status and
//! look for `error` in the body, so it may come with a 200. A 405 is any failure without a status of its own.

use bytes::Bytes;
use client_core::{ApiError, ErrorKind};
use http::{HeaderMap, Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

/// Header with the error message.
const MESSAGE: &str = "x-fusedesk-error";

/// Header with the error code, such as `api_error_noscope`.
const CODE: &str = "x-fusedesk-error-code";

/// Failure described in a body.
#[derive(Deserialize)]
pub(super) struct Failure {
    #[serde(default)]
    error: Value,
    #[serde(default)]
    errorcode: Value,
}

/// Returns the failure in a body: an object with a non-empty `error`, for any status.
pub(super) fn in_body(body: &[u8]) -> Option<Failure> {
    let body = &body[super::php::json(body)];
    // Avoids parsing a list twice.
    if !body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let failure: Failure = client_core::json::from_slice(body).ok()?;
    (!is_empty(&failure.error)).then_some(failure)
}

/// Returns `true` for values that are empty in PHP.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.trim().is_empty() || text == "0",
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

/// Reads FuseDesk's description of a failure. The body takes precedence over the headers.
pub(super) fn read(response: &Response<Bytes>) -> Option<ApiError> {
    let body = in_body(response.body());
    let (message, code) =
        body.map_or((None, None), |failure| (text(&failure.error), text(&failure.errorcode)));
    let message = message.or_else(|| header(response.headers(), MESSAGE));
    let code = code.or_else(|| header(response.headers(), CODE));
    if message.is_none() && code.is_none() {
        return None;
    }
    let mut error = ApiError::new();
    error.message = message;
    error.code = code;
    Some(error)
}

fn text(value: &Value) -> Option<String> {
    match value {
        _ if is_empty(value) => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Returns the kind by the code for a success status. Otherwise the status determines it.
pub(super) fn kind(status: StatusCode, error: Option<&ApiError>) -> Option<ErrorKind> {
    if !status.is_success() {
        return None;
    }
    // Only `api_error_noscope` is documented. Other codes are recognised by their endings.
    let code = error.and_then(|error| error.code.as_deref()).unwrap_or_default().to_ascii_lowercase();
    Some(match code.strip_prefix("api_error_").unwrap_or(&code) {
        "noscope" | "forbidden" => ErrorKind::Forbidden,
        "invalidkey" | "nokey" | "unauthorized" => ErrorKind::Unauthorized,
        "notfound" => ErrorKind::NotFound,
        "ratelimit" => ErrorKind::RateLimited,
        _ => ErrorKind::Rejected,
    })
}

pub(super) fn explain(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::Unauthorized => Some(
            "the API key is missing, wrong or revoked: an administrator makes keys at `#apikeys` in the app",
        ),
        ErrorKind::Forbidden => {
            Some("the API key lacks a permission, which an administrator gives it at `#apikeys` in the app")
        }
        ErrorKind::NotFound => Some("it does not exist or was deleted, or the app has no such operation"),
        ErrorKind::RateLimited => Some("the calls of the hour are used up"),
        ErrorKind::Redirect => Some(
            "the API redirects nowhere: the name of the app may be wrong, or something on the way wants a login",
        ),
        _ => None,
    }
}

/// Returns advice on what to verify before a write is repeated. FuseDesk has no idempotency key: a repeated reply
/// may arrive twice.
pub(super) fn advice(operation: Option<(&Method, &str)>) -> &'static str {
    let path = operation.map_or("", |(_, path)| path);
    let is_delete = operation.is_some_and(|(method, _)| *method == Method::DELETE);
    match path {
        "/api/v1/cases/{caseId}/reply" => {
            "read the history of the case and look for your reply before you send it again"
        }
        "/api/v1/cases/{caseId}/addnote" => {
            "read the history of the case and look for your note before you add it again"
        }
        "/api/v1/cases/{caseId}/feedback/request" => {
            "read the feedback of the case and see whether it was requested before you mail the customer again"
        }
        "/api/v1/cases" => "search for the case by its contact and subject before you create it again",
        "/api/v1/cases/update" => "read the cases that you named before you change or merge them again",
        "/api/v1/casetags" => "list the case tags and look for yours before you create it again",
        "/api/v1/chats/{chatId}/close" => {
            "read the chat and see whether it is closed before you close it again"
        }
        "/api/v2/contacts" => "search for the contact before you create it again",
        "/api/v2/departments" => "list the departments and look for yours before you create it again",
        "/api/v2/webhooks" => "list the webhooks and look for yours before you create it again",
        _ if is_delete => "list what is left before you repeat it",
        _ => "read what it would have changed before you repeat it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::FuseDesk;
    use client_core::Vendor;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        response.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
    }

    #[test]
    fn an_error_in_the_body_at_any_status() {
        for (body, failure) in [
            (r#"{"error":"Not Authorized","errorcode":"api_error_noscope"}"#, true),
            (" \n{\"error\": {\"text\": \"odd\"}}", true),
            (r#"{"error": true}"#, true),
            (r#"{"error": ""}"#, false),
            (r#"{"error": null, "id": 1}"#, false),
            (r#"{"error": false}"#, false),
            (r#"{"error": []}"#, false),
            (r#"{"error": 0}"#, false),
            (r#"{"id": 1}"#, false),
            (r#"[{"error": "that of a case"}]"#, false),
            (r#"{"error": "cut off"#, false),
            ("true", false),
            ("", false),
        ] {
            assert_eq!(FuseDesk::is_failure(&answer(200, &[], body)), failure, "{body}");
            assert!(FuseDesk::is_failure(&answer(405, &[], body)), "{body}");
        }
    }

    #[test]
    fn body_takes_precedence_over_headers() {
        let headers =
            [("X-FuseDesk-Error", "From the header"), ("X-FuseDesk-Error-Code", "api_error_header")];
        let read = |headers: &[(&str, &str)], body: &str| {
            read(&answer(403, headers, body)).map(|error| (error.message.unwrap_or_default(), error.code))
        };
        let both = r#"{"error":"Not Authorized","errorcode":"api_error_noscope"}"#;
        assert_eq!(read(&headers, both), Some(("Not Authorized".into(), Some("api_error_noscope".into()))));
        let half = r#"{"error":"Not Authorized"}"#;
        assert_eq!(read(&headers, half), Some(("Not Authorized".into(), Some("api_error_header".into()))));
        assert_eq!(
            read(&headers, "<html>"),
            Some(("From the header".into(), Some("api_error_header".into())))
        );
        assert_eq!(read(&[], half), Some(("Not Authorized".into(), None)));
        assert_eq!(read(&[], "<html>"), None);
        assert_eq!(
            read(&[], r#"{"error":{"a":1},"errorcode":7}"#),
            Some((r#"{"a":1}"#.into(), Some("7".into())))
        );
    }

    #[test]
    fn the_kind_of_a_failure_with_200() {
        for (code, expected) in [
            ("api_error_noscope", ErrorKind::Forbidden),
            ("api_error_invalidkey", ErrorKind::Unauthorized),
            ("api_error_notfound", ErrorKind::NotFound),
            ("api_error_ratelimit", ErrorKind::RateLimited),
            ("api_error_missingparam", ErrorKind::Rejected),
            ("", ErrorKind::Rejected),
        ] {
            let error = ApiError::new().code(code);
            assert_eq!(kind(StatusCode::OK, Some(&error)), Some(expected), "{code}");
            assert_eq!(kind(StatusCode::METHOD_NOT_ALLOWED, Some(&error)), None);
        }
        assert_eq!(kind(StatusCode::OK, None), Some(ErrorKind::Rejected));
    }

    #[test]
    fn the_two_headers_of_the_limit() {
        let read = |status: u16, headers: &[(&str, &str)]| {
            let answer = answer(status, headers, "");
            FuseDesk::rate_limit(answer.status(), answer.headers(), b"")
                .map(|limit| (limit.limit, limit.remaining))
        };
        let headers = [("X-FuseDesk-Usage-Limit", "1800"), ("X-FuseDesk-Usage-Remaining", "17")];
        assert_eq!(read(200, &headers), Some((Some(1800), Some(17))));
        assert_eq!(read(200, &headers[..1]), Some((Some(1800), None)));
        assert_eq!(read(200, &[]), None);
        assert_eq!(read(429, &[]), Some((None, None)));
        assert_eq!(read(200, &[("X-FuseDesk-Usage-Limit", "plenty")]), None);
    }
}
