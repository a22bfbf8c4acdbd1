//! A write is repeated only if it was certainly not carried out.

use std::time::Duration;

use front_client::{
    Body, Client, Endpoint, ErrorKind, TransportError, Upload,
    api::{identity::GetMe, messages::SendReply},
    layer::RetryPolicy,
    testing::{FakeFront, Fault, seed},
};
use http::Request;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use tower::{ServiceExt, service_fn};

fn client(fake: &FakeFront) -> Client {
    let builder = Client::builder().credential(fake.token()).retry(RetryPolicy::new().attempts(4));
    builder.transport(fake.clone()).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_write_that_may_have_been_carried_out_is_not_repeated() {
    for fault in [
        Fault::dropped().after_write(),
        Fault::dropped(),
        Fault::status(500),
        Fault::bad_gateway(),
        Fault::status(503).after_write(),
    ] {
        let fake = FakeFront::seeded();
        fake.fault(fault.clone().on("POST", "/messages"));
        let error = SendReply::new(seed::DISPUTE, "hi").send(&client(&fake)).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{fault:?}: {error}");
        assert!(!error.is_retryable());
        let shown = error.to_string();
        assert!(shown.contains("list the messages of the conversation"), "{shown}");
        assert_eq!(fake.requests().len(), 1, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_carried_out_is_there_once() {
    let fake = FakeFront::seeded();
    fake.fault(Fault::dropped().after_write().on("POST", "/messages"));
    SendReply::new(seed::DISPUTE, "only once").send(&client(&fake)).await.unwrap_err();
    assert_eq!(fake.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_write_after_429_is_repeated_with_the_same_bytes() {
    let fake = FakeFront::seeded();
    fake.fault(Fault::rate_limited(Duration::from_secs(1)).times(2));
    let reply = SendReply::new(seed::DISPUTE, "hi").attach(Upload::new("a.csv", "text/csv", "a,b\n"));
    reply.send(&client(&fake)).await.unwrap();
    assert_eq!(fake.sent().len(), 1);
    assert_eq!(fake.sent()[0]["attachments"][0], "a.csv");
    assert_eq!(fake.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_write_without_a_connection_is_repeated() {
    let fake = FakeFront::seeded();
    let calls = Arc::new(AtomicU32::new(0));
    let transport = {
        let (fake, calls) = (fake.clone(), Arc::clone(&calls));
        service_fn(move |request: Request<Body>| {
            let (fake, first) = (fake.clone(), calls.fetch_add(1, Ordering::Relaxed) == 0);
            async move {
                if first {
                    return Err(TransportError::connect("refused"));
                }
                fake.oneshot(request).await.map_err(TransportError::broken)
            }
        })
    };
    let front = Client::builder().credential(fake.token()).retry(RetryPolicy::new()).transport(transport);
    SendReply::new(seed::DISPUTE, "hi").send(&front.build().unwrap()).await.unwrap();
    assert_eq!(fake.sent().len(), 1);
    assert_eq!(calls.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_read_is_repeated_and_gives_up_in_time() {
    let fake = FakeFront::seeded();
    fake.fault(Fault::dropped());
    fake.fault(Fault::bad_gateway());
    fake.fault(Fault::truncated());
    GetMe::new().send(&client(&fake)).await.unwrap_err();
    assert_eq!(fake.requests().len(), 3, "a truncated body with status 200 is an answer, if a wrong one");

    let fake = FakeFront::seeded();
    fake.fault(Fault::rate_limited(Duration::from_secs(25)));
    let start = tokio::time::Instant::now();
    let error = GetMe::new().send(&client(&fake)).await.unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!(start.elapsed(), Duration::ZERO, "a pause that does not fit is not begun");
}

#[tokio::test(start_paused = true)]
async fn no_pause_passes_the_time_limit_of_the_call() {
    let fake = FakeFront::seeded();
    fake.fault(Fault::rate_limited(Duration::from_secs(8)));
    let front = Client::builder()
        .credential(fake.token())
        .timeout(Duration::from_secs(5))
        .retry(RetryPolicy::new().budget(Duration::from_secs(60)))
        .transport(fake.clone())
        .build()
        .unwrap();
    // Returns the 429 with its values instead of an uninformative timeout.
    let error = GetMe::new().send(&front).await.unwrap_err();
    assert!(error.is_rate_limited(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_of_the_call_covers_everything() {
    let fake = FakeFront::seeded();
    fake.fault(Fault::delay(Duration::from_secs(31)).on("POST", "/messages"));
    let start = tokio::time::Instant::now();
    let front = Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap();
    let error = SendReply::new(seed::DISPUTE, "hi").send(&front).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(30));
    assert!(error.is_outcome_unknown(), "{error}");

    fake.fault(Fault::delay(Duration::from_secs(31)));
    let error = GetMe::new().send(&front).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}
