use std::convert::Infallible;

use http::StatusCode;
use serde_json::Value;

use super::*;
use crate::{ApiError, CredentialHeader, ErrorKind, testing::acme::Acme};

/// Vendor that reports failures with status 200, as FuseDesk does.
#[derive(Debug, Clone, Default)]
struct FailsWith200;

impl Vendor for FailsWith200 {
    const NAME: &'static str = "FailsWith200";
    const CREDENTIAL: CredentialHeader = CredentialHeader::plain("x-polite-key", "key");
    const USER_AGENT: &'static str = "polite";

    fn base_url(&self) -> &str {
        "https://polite.example"
    }

    fn is_failure(response: &Response<Bytes>) -> bool {
        !response.status().is_success() || Self::read_error(response).is_some()
    }

    fn read_error(response: &Response<Bytes>) -> Option<ApiError> {
        let body: Value = serde_json::from_slice(response.body()).ok()?;
        let mut error = ApiError::new().message(body.get("error")?.as_str()?);
        error.status = body.get("status").and_then(Value::as_u64).and_then(|status| status.try_into().ok());
        Some(error)
    }
}

#[derive(serde::Serialize)]
struct Read {}

impl Endpoint for Read {
    type Vendor = FailsWith200;
    type Output = Value;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/read";
    const SCOPES: &'static [&'static str] = &[];
}

fn polite(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> Client<FailsWith200> {
    let wire = tower::service_fn(move |_: Request<Body>| async move {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        Ok::<_, Infallible>(response.body(body.to_owned()).unwrap())
    });
    Client::<FailsWith200>::builder().credential("the-key").transport(wire).build().unwrap()
}

fn get(path: &str) -> Request<()> {
    Request::get(path).body(()).unwrap()
}

#[tokio::test]
async fn execute_fails_where_a_typed_call_fails() {
    const GONE: &str = r#"{"error":"gone","status":404}"#;
    for (status, body, kind) in [
        (200, r#"{"error":"no"}"#, ErrorKind::Rejected),
        (200, GONE, ErrorKind::NotFound),
        (403, r#"{"error":"no"}"#, ErrorKind::Forbidden),
        (404, "", ErrorKind::NotFound),
        (429, "<html>", ErrorKind::RateLimited),
        (500, "", ErrorKind::Server),
        (302, "", ErrorKind::Redirect),
    ] {
        let client = polite(status, &[], body);
        let typed = Read {}.send(&client).await.unwrap_err();
        let raw = client.execute(get("/read")).await.unwrap_err();
        assert_eq!((typed.kind(), raw.kind()), (kind, kind), "{status} {body}");
        assert_eq!((typed.api(), typed.body()), (raw.api(), raw.body()), "{status} {body}");
        assert_eq!(raw.status().unwrap(), status);
        // `exchange` returns the response itself.
        let response = client.exchange(get("/read")).await.unwrap();
        assert_eq!((response.status().as_u16(), &response.body()[..]), (status, body.as_bytes()));
    }
}

#[tokio::test]
async fn file_bodies_are_returned_unchanged() {
    const LOOKS_FAILED: &str = r#"{"error":"the log of a customer"}"#;
    for headers in [
        &[("content-type", "application/octet-stream")][..],
        &[("content-type", "application/json"), ("content-disposition", "attachment; filename=\"a.json\"")],
        &[("content-type", "message/rfc822")],
        &[("content-type", "image/png")],
    ] {
        let response = polite(200, headers, LOOKS_FAILED).execute(get("/file")).await.unwrap();
        assert_eq!(response.body(), LOOKS_FAILED, "{headers:?}");
    }
    for media_type in ["application/json; charset=utf-8", "text/html", "application/problem+json"] {
        let headers: &'static [_] = Box::leak(Box::new([("content-type", media_type)]));
        assert!(polite(200, headers, LOOKS_FAILED).execute(get("/x")).await.is_err(), "{media_type}");
    }
    // `execute` keeps a byte order mark, typed calls ignore it.
    let marked = polite(200, &[], "\u{feff}{\"a\":1}");
    assert_eq!(marked.execute(get("/read")).await.unwrap().body(), "\u{feff}{\"a\":1}");
    assert_eq!(Read {}.send(&marked).await.unwrap()["a"], 1);
}

#[tokio::test]
async fn request_with_credential_header_is_refused() {
    let request = || Request::get("/read").header("X-Polite-Key", "hunter2").body(()).unwrap();
    let error = polite(200, &[], "1").execute(request()).await.unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("`x-polite-key`"), "{error}");
    assert!(!format!("{error} {error:?} {}", error.report()).contains("hunter2"));
    // Other authentication headers are the caller's to set.
    let bearer = Request::get("/read").header("authorization", "Bearer x").body(()).unwrap();
    assert!(polite(200, &[], "1").execute(bearer).await.is_ok());

    let wire = tower::service_fn(|request: Request<Body>| async move {
        assert_eq!(request.headers()["x-polite-key"], "hunter2");
        Ok::<_, Infallible>(Response::new(String::from("the key hunter2 is unknown")))
    });
    let own = Client::<FailsWith200>::builder().without_credential().transport(wire).build().unwrap();
    assert_eq!(own.execute(request()).await.unwrap().body(), "the key [redacted] is unknown");
}

#[tokio::test(start_paused = true)]
async fn call_timeout_overrides_the_client_timeout() {
    let slow = tower::service_fn(|_: Request<Body>| async {
        tokio::time::sleep(Duration::from_secs(10)).await;
        Ok::<_, Infallible>(Response::new(String::new()))
    });
    let client = Client::<Acme>::builder()
        .credential("the-token")
        .timeout(Duration::from_secs(5))
        .transport(slow)
        .build()
        .unwrap();
    let within =
        |seconds| Request::post("/x").extension(CallTimeout(Duration::from_secs(seconds))).body("x").unwrap();
    for (request, waits, kind) in [
        (within(2), 2, Some(ErrorKind::OutcomeUnknown)),
        (get("/x").map(|()| "x"), 5, Some(ErrorKind::Interrupted)),
        (within(20), 10, None),
        (within(u64::MAX), 10, None),
    ] {
        let start = Instant::now();
        let result = client.execute(request).await;
        assert_eq!(result.err().map(|error| error.kind()), kind);
        assert_eq!(start.elapsed().as_secs(), waits);
    }
    // A deadline ends the call before its timeout.
    let mut request = within(20);
    request.extensions_mut().insert(Deadline::at(Instant::now() + Duration::from_secs(1)));
    let start = Instant::now();
    let error = client.execute(request).await.unwrap_err();
    assert!(error.is_outcome_unknown() && start.elapsed().as_secs() == 1, "{error}");
    // A custom stack has no timeout but this one.
    let stack = tower::service_fn(|_: Request<Body>| std::future::pending::<Result<_, Infallible>>());
    let own = Client::<Acme>::from_service(stack);
    assert_eq!(own.execute(within(3)).await.unwrap_err().kind(), ErrorKind::OutcomeUnknown);
}

#[tokio::test]
async fn execute_sends_the_request_unchanged() {
    let echo = tower::service_fn(|request: Request<Body>| async move {
        let text = format!(
            "{} {} {:?} {}",
            request.method(),
            request.uri(),
            request.headers().get("content-type"),
            String::from_utf8_lossy(request.body().as_bytes().unwrap())
        );
        Ok::<_, Infallible>(Response::builder().status(StatusCode::CREATED).body(text).unwrap())
    });
    let client = Client::<Acme>::builder().credential("the-token").transport(echo).build().unwrap();
    let request = Request::put("/a%2Fb?c=d").header("content-type", "text/csv").body("1,2").unwrap();
    let response = client.execute(request).await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.body(), r#"PUT https://api.acme.example/a%2Fb?c=d Some("text/csv") 1,2"#);
    let bytes = Request::post("/x").body(vec![b'a']).unwrap();
    assert!(client.execute(bytes).await.unwrap().body().ends_with(b"/x None a"));
}
