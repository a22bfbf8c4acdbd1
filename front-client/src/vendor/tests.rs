use bytes::Bytes;
use client_core::ApiError;
use http::{Method, Response};

use std::time::Duration;

use super::*;
use crate::{Error, ErrorKind, Operation};

const REPLY: Operation = Operation::new("/conversations/{conversation_id}/messages", &["messages:send"]);
const SHOW: Operation = Operation::new("/conversations/{conversation_id}", &["conversations:read"]);

fn answer(status: u16, body: &str) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

fn read(status: u16, body: &str) -> Error {
    Error::from_response::<Front>(&Method::GET, Some(SHOW), &answer(status, body))
}

fn write(status: u16, body: &str) -> Error {
    Error::from_response::<Front>(&Method::POST, Some(REPLY), &answer(status, body))
}

/// Bodies of known errors, as Front writes them, and the resulting errors.
#[test]
fn documented_bodies() {
    let rows = [
        (
            401,
            r#"{"_error":{"status":401,"title":"Unauthenticated","message":"JSON Web Token error"}}"#,
            ErrorKind::Unauthorized,
            "Front returned 401: JSON Web Token error",
        ),
        (
            401,
            r#"{"_error":{"status":401,"title":"Unauthenticated","message":"Invalid token"}}"#,
            ErrorKind::Unauthorized,
            "Front returned 401: Invalid token",
        ),
        (
            400,
            r#"{"_error":{"status":400,"title":"Bad request","message":"Body did not satisfy requirements","details":["body.name: missing"]}}"#,
            ErrorKind::Rejected,
            "Front returned 400: Body did not satisfy requirements (body.name: missing)",
        ),
        (
            400,
            r#"{"_error":{"message":"Unexpected token a in JSON at position 109"}}"#,
            ErrorKind::Rejected,
            "Front returned 400: Unexpected token a in JSON at position 109",
        ),
        (
            404,
            r#"{"_error":{"status":404,"title":"Not found","message":"Unknown conversation ID cn_123"}}"#,
            ErrorKind::NotFound,
            "Front returned 404: Unknown conversation ID cn_123; it does not exist, or the token cannot see it",
        ),
        (
            409,
            r#"{"_error":{"status":409,"title":"Conflict"}}"#,
            ErrorKind::Conflict,
            "Front returned 409: Conflict",
        ),
        (
            429,
            r#"{"_error":{"status":429,"title":"Too many requests","message":"Rate limit exceeded for tier-2 route. Please retry in 341 milliseconds."}}"#,
            ErrorKind::RateLimited,
            "Front returned 429: Rate limit exceeded",
        ),
        (
            429,
            r#"{"_error":{"message":"Rate limit exceeded. Please retry in 341 milliseconds."}}"#,
            ErrorKind::RateLimited,
            "Front returned 429: Rate limit exceeded",
        ),
        (
            403,
            r#"{"_error":{"status":403,"title":"Forbidden","message":"Your plan does not give you access to that time period"}}"#,
            ErrorKind::Forbidden,
            "Front returned 403: Your plan does not give you access to that time period; the operation needs conversations:read",
        ),
    ];
    for (status, body, kind, text) in rows {
        let error = read(status, body);
        assert_eq!(error.kind(), kind, "{body}");
        assert_eq!(error.status().unwrap(), status);
        assert!(error.api().is_some(), "{body}");
        assert_eq!(error.body(), None);
        let shown = error.to_string();
        assert!(shown.starts_with(&format!("GET /conversations/{{conversation_id}}: {text}")), "{shown}");
    }
}

#[test]
fn the_error_may_be_a_list_or_of_another_type() {
    let error = read(400, r#"{"_error":[{"status":400,"message":"first"},{"message":"second"}]}"#);
    assert_eq!(error.api().unwrap().message.as_deref(), Some("first"));
    let odd = read(400, r#"{"_error":{"status":"400","title":null,"message":{"a":1},"details":"none"}}"#);
    assert_eq!(odd.api(), Some(&ApiError::default()));
    for body in [r#"{"_error":"text"}"#, r#"{"_error":[]}"#, r#"{"error":{}}"#, "[]", "null"] {
        let error = read(400, body);
        assert_eq!((error.api(), error.body()), (None, Some(body)));
    }
}

#[test]
fn error_429_has_retry_after_without_the_layer() {
    let body = r#"{"_error":{"message":"Rate limit exceeded. Please retry in 341 milliseconds."}}"#;
    assert_eq!(read(429, body).retry_after(), Some(Duration::from_millis(341)));
    assert!(read(429, body).is_retryable() && write(429, body).is_retryable());
}

#[test]
fn the_404_mentions_private_resources() {
    assert!(read(404, "").to_string().contains("private resources"), "{}", read(404, ""));
}

#[test]
fn advice_fits_the_operation() {
    let advice = |method: Method, path| {
        let operation = Operation::new(path, &[]);
        Error::new(ErrorKind::OutcomeUnknown, "x")
            .with_operation::<Front>(method, operation)
            .verification_hint()
            .unwrap()
    };
    assert!(advice(Method::POST, "/channels/{channel_id}/messages").contains("recipient"));
    assert!(advice(Method::POST, "/inboxes/{inbox_id}/imported_messages").contains("external_id"));
    assert!(advice(Method::POST, "/conversations/{conversation_id}/comments").contains("comments"));
    assert!(advice(Method::POST, "/conversations/{conversation_id}/drafts").contains("drafts"));
    assert!(advice(Method::POST, "/tags").contains("look for what"));
    assert!(advice(Method::DELETE, "/contacts/{contact_id}").contains("deleted"));
    assert!(advice(Method::PATCH, "/contacts/{contact_id}").contains("read the resource"));
    assert!(Error::new(ErrorKind::OutcomeUnknown, "x").verification_hint().is_some());
}

#[test]
fn secrets_are_not_shown() {
    let echo = "<pre>Authorization: Bearer secret-token-1</pre>";
    let json = r#"{"_error":{"message":"bad header: Bearer secret-token-1","details":["eyJhbGciOi.x.y is no token"]}}"#;
    for error in [read(502, echo), read(400, json)] {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("secret-token-1") && !shown.contains("eyJhbG"), "{shown}");
    }
}

#[test]
fn only_front_and_company_hosts_are_known() {
    for host in ["api2.frontapp.com", "acme.api.frontapp.com"] {
        assert!(Front::owns_host(host), "{host}");
    }
    for host in [
        "evil.com",
        ".api.frontapp.com",
        "a.b.api.frontapp.com",
        "xapi.frontapp.com",
        "api2.frontapp.com.evil.com",
    ] {
        assert!(!Front::owns_host(host), "{host}");
    }
}
