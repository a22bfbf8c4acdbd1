//! The token is in no `Debug`, no `Display`, no chain of errors and no log, whatever fails.

use std::{error::Error as StdError, fmt::Write, time::Duration};

use bytes::Bytes;
use front_client::{
    Client, Endpoint, Error,
    api::{contacts::UpdateContact, identity::GetMe, messages::SendReply},
    layer::{AuthLayer, RetryPolicy},
    testing::{FakeFront, Fault, LogCapture, MergedLocation, RateLimits, seed},
};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use crate::socket;

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
async fn failures(token: &str, fake: &FakeFront) -> Vec<Error> {
    let mut errors = Vec::new();
    let policy = RetryPolicy::new().attempts(2).backoff(Duration::from_millis(1), Duration::from_millis(1));
    let server = socket::serve(fake).await;
    let echo = MockServer::start().await;
    let answer = |request: &Request| {
        let token = request.headers["authorization"].to_str().unwrap().to_owned();
        ResponseTemplate::new(500).set_body_string(format!("your request:\nauthorization: {token}\n"))
    };
    Mock::given(any()).respond_with(answer).mount(&echo).await;

    let stacks = [
        Client::builder().credential(token).retry(policy).transport(fake.clone()).build().unwrap(),
        Client::builder().credential(token).retry(policy).base_url(server.uri()).build().unwrap(),
        Client::builder().credential(token).base_url(echo.uri()).build().unwrap(),
        Client::builder().credential(token).base_url("http://127.0.0.1:9").build().unwrap(),
    ];
    for front in &stacks {
        assert!(!format!("{front:?}").contains(token));
        errors.extend(GetMe::new().send(front).await.err());
        errors.extend(SendReply::new("cnv_none", WORDS).send(front).await.err());
        errors.extend(SendReply::new(seed::MERGED, WORDS).send(front).await.err());
        errors.extend(UpdateContact::new(seed::ELENA).custom_field("Tier", WORDS).send(front).await.err());
        let foreign = http::Request::get("https://elsewhere.example/?q=1").body(Bytes::new()).unwrap();
        errors.extend(front.execute(foreign).await.err());
    }
    errors
}

#[test]
fn the_token_is_never_shown() {
    let written = LogCapture::start();
    // Single-threaded, so that all spans are on the thread that is recorded.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let errors = runtime.block_on(async {
        let fake = FakeFront::seeded();
        let token = fake.token();
        let mut errors = Vec::new();
        for prepare in [
            (|fake: &FakeFront| fake.fault(Fault::dropped().times(4))) as fn(&FakeFront),
            |fake| fake.fault(Fault::bad_gateway().times(4)),
            |fake| fake.fault(Fault::truncated().times(4)),
            |fake| fake.set_rate_limits(RateLimits::plan(1).burst(0)),
            |fake| fake.set_merged_location(MergedLocation::Missing),
        ] {
            let fake = FakeFront::seeded();
            prepare(&fake);
            let token = fake.token();
            let found = failures(&token, &fake).await;
            found.iter().for_each(|error| assert!(!everything(error).contains(&token), "{error:?}"));
            assert!(!written.text().contains(&token));
            errors.extend(found);
        }
        // A token unknown to Front.
        let wrong = format!("{token}-but-wrong");
        let found = failures(&wrong, &fake).await;
        found.iter().for_each(|error| assert!(!everything(error).contains(&wrong), "{error:?}"));
        errors.extend(found);
        errors
    });
    assert!(errors.len() > 60, "it failed too seldom to show anything: {}", errors.len());
    let text = written.text();
    // Neither the sent nor the received text.
    assert!(!text.contains("hunter2"), "{text}");
    for target in ["front_client", "reqwest", "hyper_util"] {
        assert!(text.contains(&format!("\n{target}")), "nothing of {target} was logged");
    }
}

#[test]
fn debug_of_client_builder_and_layer_hides_the_token() {
    let builder = Client::builder().credential("secret-token-1");
    assert!(!format!("{builder:?}").contains("secret-token-1"));
    assert!(!format!("{:?}", AuthLayer::new("secret-token-1").unwrap()).contains("secret-token-1"));
    assert!(!format!("{:?}", Client::new("secret-token-1").unwrap()).contains("secret-token-1"));
}
