//! A 429 arrives with values that a program can use.

use std::time::Duration;

use front_client::{
    Client, Endpoint, ErrorKind,
    api::{identity::GetMe, tags::ListTags},
    layer::RetryPolicy,
    testing::{FakeFront, Fault, RateLimits},
};

fn builder(fake: &FakeFront) -> front_client::ClientBuilder {
    Client::builder().credential(fake.token())
}

#[tokio::test]
async fn a_429_arrives_with_the_normalised_values() {
    let fake = FakeFront::seeded();
    fake.set_rate_limits(RateLimits::plan(2).burst(0));
    let front = builder(&fake).transport(fake.clone()).build().unwrap();
    assert_eq!(front.rate_limit(), None);

    let response = front.call(&GetMe::new()).await.unwrap();
    assert_eq!(response.headers()["ratelimit-limit"], "2");
    assert_eq!(response.headers()["ratelimit-remaining"], "1");
    let reset: u64 = response.headers()["ratelimit-reset"].to_str().unwrap().parse().unwrap();
    // A minute, plus the fraction of a second that `Date` omits.
    assert!((1..=61).contains(&reset), "{reset}");
    assert_eq!(front.rate_limit().unwrap().remaining, Some(1));

    GetMe::new().send(&front).await.unwrap();
    let error = GetMe::new().send(&front).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let limit = error.rate_limit().unwrap();
    assert_eq!((limit.limit, limit.remaining), (Some(2), Some(0)));
    assert!(limit.tier.is_some());
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::ZERO && wait <= Duration::from_secs(60), "{wait:?}");
    let latest = front.rate_limit().unwrap();
    assert_eq!((latest.remaining, latest.tier.clone()), (Some(0), limit.tier.clone()));

    // Headers for callers that pass the response on.
    let response = front.exchange(http::Request::get("/me").body(()).unwrap()).await.unwrap();
    let seconds: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test(start_paused = true)]
async fn retry_waits_for_retry_after() {
    let fake = FakeFront::seeded();
    fake.fault(Fault::rate_limited(Duration::from_secs(3)));
    let front = builder(&fake).retry(RetryPolicy::new()).transport(fake.clone()).build().unwrap();
    let start = tokio::time::Instant::now();
    ListTags::new().send(&front).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(3), "{:?}", start.elapsed());

    // Nothing is repeated by default.
    fake.fault(Fault::rate_limited(Duration::from_secs(3)));
    let front = builder(&fake).transport(fake.clone()).build().unwrap();
    assert!(ListTags::new().send(&front).await.unwrap_err().is_rate_limited());
}
