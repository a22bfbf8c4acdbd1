//! The key never appears in `Debug`, `Display`, error chains or logs.

use std::{
    error::Error as StdError,
    fmt::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use fusedesk_client::{
    CaseId, Client, Endpoint, Error, FuseDesk,
    api::{cases::GetCase, replies::SendReply, session::GetPermissions},
    layer::RetryPolicy,
    testing::{FakeDesk, Fault, LogCapture, Quirks, seed},
};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

/// Text of a call that must not be logged.
const WORDS: &str = "hunter2 is what I wrote";

fn everything(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, "\n{cause}\n{cause:?}").unwrap();
        source = cause.source();
    }
    text
}

/// Fails in every way that the fake, an echoing server, and a closed port can.
async fn failures(key: &str, fake: &FakeDesk) -> Vec<Error> {
    let mut errors = Vec::new();
    let policy = RetryPolicy::new().attempts(2).backoff(Duration::from_millis(1), Duration::from_millis(1));
    let echo = MockServer::start().await;
    let answer = |request: &Request| {
        let key = request.headers["x-fusedesk-api-key"].to_str().unwrap().to_owned();
        ResponseTemplate::new(500)
            .set_body_string(format!("your request:\nx-fusedesk-api-key: {key}\nkey={key} apikey={key}"))
            .insert_header("x-fusedesk-error", format!("x-fusedesk-api-key: {key}"))
    };
    Mock::given(any()).respond_with(answer).mount(&echo).await;
    let app = || FuseDesk::app("acme").unwrap();
    let clients: [Client; 3] = [
        app().builder().credential(key).retry(policy).transport(fake.clone()).build().unwrap(),
        FuseDesk::base_url(echo.uri()).client(key).unwrap(),
        FuseDesk::base_url("http://127.0.0.1:9").client(key).unwrap(),
    ];
    for desk in &clients {
        assert!(!format!("{desk:?} {:?}", desk.vendor()).contains(key));
        errors.extend(GetPermissions::new().send(desk).await.err());
        errors.extend(GetCase::new(CaseId::new(1)).send(desk).await.err());
        errors.extend(SendReply::new(CaseId::new(seed::DISPUTE), WORDS).send(desk).await.err());
        let foreign = http::Request::get("https://elsewhere.example/?q=1").body(Bytes::new()).unwrap();
        errors.extend(desk.execute(foreign).await.err());
    }
    errors
}

#[test]
fn what_a_base_url_holds_is_not_shown() {
    let desk = FuseDesk::base_url("https://me:pa55@desk.example/v?key=k3y");
    let shown =
        format!("{desk:?} {:?}", desk.clone().builder().base_url("https://me:pa55@other.example?key=k3y"));
    assert!(!shown.contains("pa55") && !shown.contains("k3y"), "{shown}");
    assert!(shown.contains("https://desk.example/v") && shown.contains("https://other.example"), "{shown}");
}

#[test]
fn the_key_is_never_shown() {
    let written = LogCapture::start();
    // Single-threaded, so that all spans are on the thread that is recorded.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let errors = runtime.block_on(async {
        let mut errors = Vec::new();
        for prepare in [
            (|fake: &FakeDesk| fake.fault(Fault::dropped().times(4))) as fn(&FakeDesk),
            |fake| fake.fault(Fault::bad_gateway().times(4)),
            |fake| fake.fault(Fault::truncated().times(4)),
            |fake| fake.set_hourly_limit(1),
            |fake| fake.set_quirks(Quirks::new().php_warning()),
            |fake| fake.set_quirks(Quirks::new().errors_with_200()),
        ] {
            let fake = FakeDesk::seeded();
            prepare(&fake);
            for key in [fake.api_key(), format!("{}-but-wrong", fake.api_key())] {
                let found = failures(&key, &fake).await;
                found.iter().for_each(|error| assert!(!everything(error).contains(&key), "{error:?}"));
                assert!(!written.text().contains(&key));
                errors.extend(found);
            }
        }
        errors
    });
    assert!(errors.len() > 80, "it failed too seldom to show anything: {}", errors.len());
    let text = written.text();
    // Neither the sent nor the received text.
    assert!(!text.contains("hunter2"), "{text}");
    for target in ["client_core", "reqwest", "hyper_util"] {
        assert!(text.contains(&format!("\n{target}")), "nothing of {target} was logged");
    }
}

#[test]
fn nothing_that_holds_the_key_shows_it() {
    let builder = FuseDesk::app("acme").unwrap().builder().credential("secret-key-1");
    assert!(!format!("{builder:?}").contains("secret-key-1"));
    assert!(
        !format!("{:?}", FuseDesk::app("acme").unwrap().client("secret-key-1").unwrap())
            .contains("secret-key-1")
    );
}

#[tokio::test]
async fn the_key_goes_to_the_app_alone_and_is_marked() {
    let fake = FakeDesk::seeded();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let wire = tower::service_fn(move |request: http::Request<fusedesk_client::Body>| {
        let key = request.headers().get("x-fusedesk-api-key").map(|key| (key.clone(), key.is_sensitive()));
        log.lock().unwrap().push((
            request.uri().to_string(),
            key,
            request.headers().contains_key("authorization"),
        ));
        tower::ServiceExt::oneshot(fake.clone(), request)
    });
    let desk =
        FuseDesk::app("acme").unwrap().builder().credential("the-key").transport(wire).build().unwrap();
    let _ = GetPermissions::new().send(&desk).await;
    for foreign in
        ["https://elsewhere.example/", "https://other.fusedesk.com/api/v1/cases", "http://acme.fusedesk.com/"]
    {
        let request = http::Request::get(foreign).body(Bytes::new()).unwrap();
        let _ = desk.execute(request).await;
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen[0].0, "https://acme.fusedesk.com/api/v1/session/permissions");
    let (key, sensitive) = seen[0].1.clone().unwrap();
    assert_eq!((key.to_str().unwrap(), sensitive, seen[0].2), ("the-key", true, false));
    assert!(seen[1..].iter().all(|(_, key, bearer)| key.is_none() && !bearer), "{seen:?}");
}
