use super::*;
use crate::testing::acme::Acme;

const REPLY: Operation = Operation { path: "/threads/{thread_id}/messages", scopes: &["messages:send"] };
const SHOW: Operation = Operation { path: "/threads/{thread_id}", scopes: &["threads:read"] };

fn answer(status: u16, body: &str) -> Response<Bytes> {
    Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

fn read(status: u16, body: &str) -> Error {
    Error::from_response::<Acme>(&Method::GET, Some(SHOW), &answer(status, body))
}

fn write(status: u16, body: &str) -> Error {
    Error::from_response::<Acme>(&Method::POST, Some(REPLY), &answer(status, body))
}

#[test]
fn status_determines_the_kind() {
    for (status, kind) in [
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (301, ErrorKind::Redirect),
        (500, ErrorKind::Server),
    ] {
        let error = read(status, r#"{"message":"no"}"#);
        assert_eq!(error.kind(), kind, "{status}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.api().unwrap().message.as_deref(), Some("no"));
        let shown = error.to_string();
        assert!(
            shown.starts_with(&format!("GET /threads/{{thread_id}}: Acme returned {status}: no")),
            "{shown}"
        );
    }
    assert!(read(403, "{}").to_string().ends_with("the operation needs threads:read"));
}

#[test]
fn a_page_of_a_proxy_is_kept_up_to_the_limit() {
    let page = format!("<html>{}</html>", "é".repeat(MAX_ERROR_BODY_BYTES));
    let error = read(502, &page);
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(error.body().unwrap().starts_with("<html>é"));
    assert!(error.body().unwrap().len() <= MAX_ERROR_BODY_BYTES + 3, "the last character may be cut");
    assert!(!error.to_string().contains("html"));
}

#[test]
fn a_5xx_of_a_write_is_an_unknown_outcome() {
    let error = write(502, "");
    assert!(error.is_outcome_unknown() && !error.is_retryable());
    let shown = error.to_string();
    assert!(shown.contains("not known whether the write was carried out"), "{shown}");
    assert!(shown.contains("look for what the call would have made"), "{shown}");
    assert_eq!(read(502, "").verification_hint(), None);
    assert!(read(502, "").is_retryable());
}

#[test]
fn stack_errors_map_to_kinds() {
    let transport =
        |error: fn() -> TransportError, writes| Error::from_stack::<Acme>(error().into(), writes).kind();
    let broken = || TransportError::broken("reset");
    let timeout = || TransportError::timeout("late");
    let connect = || TransportError::connect("refused");
    assert_eq!(transport(broken, true), ErrorKind::OutcomeUnknown);
    assert_eq!(transport(timeout, true), ErrorKind::OutcomeUnknown);
    assert_eq!(transport(connect, true), ErrorKind::Connect);
    assert_eq!(transport(broken, false), ErrorKind::Interrupted);
    assert_eq!(transport(|| TransportError::unsendable("x"), true), ErrorKind::InvalidRequest);
    let elapsed = || Box::new(tower::timeout::error::Elapsed::new());
    assert_eq!(Error::from_stack::<Acme>(elapsed(), true).kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(Error::from_stack::<Acme>(elapsed(), false).kind(), ErrorKind::Interrupted);
    assert_eq!(Error::from_stack::<Acme>("the host's own".into(), true).kind(), ErrorKind::Other);
    // An error of this crate stays unchanged.
    assert!(Error::from_stack::<Acme>(Error::invalid("x").into(), true).is_invalid_request());
}

#[test]
fn display_hides_secrets_and_sources() {
    let source = TransportError::broken("source-text");
    let error = Error::from_stack::<Acme>(source.into(), false);
    assert!(!error.to_string().contains("source-text"), "{error}");
    assert!(error.source().is_some());
    let echo = "<pre>Authorization: Bearer secret-token-1</pre>";
    let json = r#"{"message":"bad header: Bearer secret-token-1, eyJhbGciOi.x.y is no token"}"#;
    for error in [read(502, echo), read(400, json)] {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("secret-token-1") && !shown.contains("eyJhbG"), "{shown}");
    }
}

#[test]
fn html_in_front_of_the_json_is_named_and_shown() {
    let body = format!("<div>Warning in line 7</div>{}", "x".repeat(1000));
    let decode = |method: Method, operation, body: &str| {
        Error::from_decode::<Acme>(DecodeError::new("not JSON"), &method, Some(operation), &answer(200, body))
    };
    let error = decode(Method::GET, SHOW, &body);
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("begins with HTML"), "{error}");
    let snippet = error.body().unwrap();
    assert!(snippet.starts_with("<div>Warning in line 7"));
    assert!(snippet.len() <= MAX_SNIPPET_BYTES + 3);
    assert_eq!(error.status().unwrap(), 200);
    assert!(!error.to_string().contains("carried out"), "{error}");
    // A proxy's page: the reply may never have reached the vendor.
    let error = decode(Method::POST, REPLY, &body).to_string();
    assert!(error.contains("may have been carried out: look for what the call would have made"), "{error}");
    // The error contains no customer's text.
    let error = decode(Method::POST, REPLY, r#"{"body":"hi"}"#);
    assert_eq!(error.body(), None);
    assert!(error.to_string().contains("the call was carried out"), "{error}");
    let error = decode(Method::GET, SHOW, "{}").to_string();
    assert!(error.ends_with("the response is not of the documented form"), "{error}");
}
