//! Errors of calls.

use std::time::Duration;

use fusedesk_client::{
    CaseId, Client, Endpoint, Error, ErrorKind, FuseDesk,
    api::{
        cases::{CaseStatus, GetCase, SearchCases, UpdateCase},
        replies::SendReply,
        session::GetPermissions,
        snooze::SnoozeCase,
    },
    layer::RetryPolicy,
};
use http::Response;

use crate::scripted_transport::{answer, desk};

fn client(response: impl Fn() -> Response<String> + Clone + Send + Sync + 'static) -> Client {
    desk(move |_| response()).0
}

async fn read(status: u16, headers: &'static [(&'static str, &'static str)], body: &'static str) -> Error {
    let desk = client(move || answer(status, headers, body));
    GetCase::new(CaseId::new(1042)).send(&desk).await.unwrap_err()
}

#[tokio::test]
async fn every_status() {
    const BODY: &str = r#"{"error": "No such luck", "errorcode": "api_error_whatever"}"#;
    for (status, kind) in [
        (200, ErrorKind::Rejected),
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        // FuseDesk's status for failures without one of their own, not "method not allowed".
        (405, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
    ] {
        let error = read(status, &[], BODY).await;
        assert_eq!(error.kind(), kind, "{status}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        let api = error.api().unwrap();
        assert_eq!(api.message.as_deref(), Some("No such luck"));
        assert_eq!(api.code.as_deref(), Some("api_error_whatever"));
        let text = error.to_string();
        assert!(
            text.starts_with(&format!(
                "GET /api/v1/cases/{{caseId}}: FuseDesk returned {status}: No such luck"
            )),
            "{text}"
        );
        assert!(text.contains("[api_error_whatever]"), "{text}");
    }
}

#[tokio::test]
async fn a_failure_with_200_is_told_by_its_code() {
    let error = read(200, &[], r#"{"error": "Not Authorized", "errorcode": "api_error_noscope"}"#).await;
    assert!(error.is_forbidden());
    assert_eq!(error.required_scopes(), ["cases"]);
    assert!(error.to_string().contains("needs cases"), "{error}");
    let error = read(200, &[], r#"{"error": "Not Found", "errorcode": "api_error_notfound"}"#).await;
    assert!(error.is_not_found());
    // A write that was refused was not carried out.
    let refused = client(|| answer(200, &[], r#"{"error": "Bad status"}"#));
    let error = UpdateCase::new(CaseId::new(1)).status(CaseStatus::Open).send(&refused).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn headers_describe_the_error_without_a_body() {
    const HEADERS: &[(&str, &str)] =
        &[("X-FuseDesk-Error", "Not Authorized"), ("X-FuseDesk-Error-Code", "api_error_noscope")];
    for body in ["", "<html>403</html>", "[]", "null"] {
        let error = read(403, HEADERS, body).await;
        assert!(error.to_string().contains("403: Not Authorized [api_error_noscope]"), "{error}");
    }
    let error = read(403, &[], "").await;
    assert!(error.api().is_none() && error.is_forbidden());
}

#[tokio::test]
async fn php_warnings_do_not_affect_responses_or_errors() {
    const BODY: &str =
        r#"<div style="color:red">Warning: Undefined index in /srv/api.php on line 7</div>[{"id": 1}]"#;
    let desk = client(|| answer(200, &[], BODY));
    assert_eq!(SearchCases::new().send(&desk).await.unwrap()[0].id, Some(CaseId::new(1)));
    let error = read(200, &[], "<div>Notice</div>{\"error\": \"x\"}").await;
    assert_eq!((error.kind(), error.api().unwrap().message.as_deref()), (ErrorKind::Rejected, Some("x")));
    // HTML without JSON is not a PHP warning.
    let error = read(200, &[], "<html>Please log in</html>").await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.body().unwrap().starts_with("<html"), "{error:?}");
    assert!(error.body().unwrap().len() <= 200);
    // Errors contain no customer data.
    let error = read(200, &[], r#"{"summary": "my secret"#).await;
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, None));
    assert!(!format!("{error} {error:?}").contains("my secret"));
}

#[tokio::test]
async fn execute_fails_as_a_typed_call_does() {
    const NO: &str = r#"{"error":"Unknown API method","errorcode":"api_error_notfound"}"#;
    const WARNING: &str =
        "<br />\n<b>Warning</b>:  Undefined array key [1] in <b>/a.php</b> on line <b>7</b><br />\n";
    let with_warnings =
        |json: &str| &*format!("{WARNING}{json}\nPHP Notice:  x in /a.php on line 9\n").leak();
    let get = || fusedesk_client::http::Request::get("/api/v1/none").body(()).unwrap();
    for body in [NO, with_warnings(NO)] {
        for status in [200, 404] {
            let typed = read(status, &[], body).await;
            let desk = client(move || answer(status, &[], body));
            let raw = desk.execute(get()).await.unwrap_err();
            assert!(typed.is_not_found() && raw.is_not_found(), "{status} {body}: {raw}");
            assert_eq!(raw.api(), typed.api());
            assert!(raw.to_string().contains("Unknown API method [api_error_notfound]"), "{raw}");
        }
    }
    // Successes are returned byte for byte, including PHP warnings.
    for body in [with_warnings("[1]"), "not JSON", "<html>", "[{\"error\": \"of a case\"}]", ""] {
        let desk = client(move || answer(200, &[], body));
        assert_eq!(desk.execute(get()).await.unwrap().body(), body);
    }
    let desk = client(|| answer(200, &[("content-type", "application/octet-stream")], NO));
    assert_eq!(desk.execute(get()).await.unwrap().body(), NO);
}

#[tokio::test]
async fn an_app_that_is_none() {
    let error = read(302, &[("Location", "https://www.fusedesk.com/")], "").await;
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains("the name of the app may be wrong"), "{error}");
}

#[tokio::test]
async fn lost_reply_is_outcome_unknown() {
    let desk = client(|| answer(502, &[], "<html>Bad gateway</html>"));
    let error = SendReply::new(CaseId::new(1042), "Hello").send(&desk).await.unwrap_err();
    assert!(error.is_outcome_unknown());
    assert!(error.verification_hint().unwrap().contains("history"), "{error}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn the_calls_of_the_hour() {
    const HEADERS: &[(&str, &str)] =
        &[("X-FuseDesk-Usage-Limit", "1800"), ("X-FuseDesk-Usage-Remaining", "17")];
    let desk = client(|| answer(200, HEADERS, "[]"));
    assert_eq!(desk.rate_limit(), None);
    let response = desk.call(&GetPermissions::new()).await.unwrap();
    assert_eq!(response.headers()["ratelimit-limit"], "1800");
    assert_eq!(response.headers()["ratelimit-remaining"], "17");
    assert!(!response.headers().contains_key("ratelimit-reset"));
    let limit = desk.rate_limit().unwrap();
    assert_eq!((limit.limit, limit.remaining, limit.reset), (Some(1800), Some(17), None));

    // A response without the headers has no rate limit.
    let silent = client(|| answer(200, &[], "[]"));
    GetPermissions::new().send(&silent).await.unwrap();
    assert_eq!(silent.rate_limit(), None);

    let error = read(429, &[("X-FuseDesk-Usage-Remaining", "0"), ("Retry-After", "30")], "").await;
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(error.rate_limit().unwrap().remaining, Some(0));
    assert_eq!(read(429, &[], "").await.retry_after(), None);
}

#[tokio::test(start_paused = true)]
async fn rate_limited_write_is_retried_with_a_policy() {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let wire = tower::service_fn(move |_: http::Request<fusedesk_client::Body>| {
        let first = counted.fetch_add(1, Ordering::Relaxed) == 0;
        async move { Ok::<_, std::convert::Infallible>(answer(if first { 429 } else { 200 }, &[], "true")) }
    });
    let builder = FuseDesk::app("acme").unwrap().builder().credential("k").retry(RetryPolicy::new());
    let desk = builder.transport(wire).build().unwrap();
    let snooze = SnoozeCase::new(CaseId::new(1042), "2024-03-05T14:00:00Z");
    assert_eq!(snooze.send(&desk).await.unwrap().other(), Some(&true.into()));
    assert_eq!(count.load(Ordering::Relaxed), 2);
}

#[test]
fn an_app_that_cannot_be_told() {
    let error = FuseDesk::app("https://example.com/secret-key").unwrap_err();
    assert!(error.is_invalid_request());
    assert!(!format!("{error} {error:?}").contains("secret-key"));
}

#[test]
fn custom_base_url() {
    let build = |url: &str| FuseDesk::base_url(url).builder().credential("k").transport(wire()).build();
    assert!(build("http://127.0.0.1:8850").is_ok());
    assert!(build("https://proxy.example/fusedesk/").is_ok());
    // Anybody on the network path could read the key.
    assert!(build("http://proxy.example").unwrap_err().is_invalid_request());
    let keyless = FuseDesk::app("acme").unwrap().builder().transport(wire()).build().unwrap_err();
    assert!(keyless.to_string().contains("API key"), "{keyless}");
}

fn wire() -> impl tower::Service<
    http::Request<fusedesk_client::Body>,
    Response = Response<String>,
    Error = std::convert::Infallible,
    Future: Send,
> + Clone
+ Send
+ Sync
+ 'static {
    tower::service_fn(|_: http::Request<fusedesk_client::Body>| {
        std::future::ready(Ok::<_, std::convert::Infallible>(answer(200, &[], "[]")))
    })
}
