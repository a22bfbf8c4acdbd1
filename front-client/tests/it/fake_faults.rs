//! The fake: rate limits and faults.

use std::time::Duration;

use front_client::testing::{FakeFront, Fault, RateLimits, seed};
use serde_json::{Value, json};

use crate::raw::{build_request, get, post, request_as, send};

#[tokio::test]
async fn every_answer_has_the_headers_of_the_company_limit() {
    let fake = FakeFront::seeded();
    fake.clock().freeze();
    fake.rate_limit(4);
    let now = fake.clock().now().as_secs();
    for remaining in ["3", "2", "1", "0", "0", "0"] {
        let answer = get(&fake, "/me").await;
        assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (200, remaining));
        assert_eq!(answer.header("x-ratelimit-limit"), "4");
        let reset: u64 = answer.header("x-ratelimit-reset").parse().unwrap();
        assert!((now + 60..=now + 61).contains(&reset));
    }
    // Two requests of the burst passed; the next must wait, with any token.
    let answer = request_as(&fake, &fake.token_with_scopes(["tags:read"]), "GET", "/tags", None).await;
    assert_eq!((answer.status, answer.header("retry-after"), answer.header("x-front-tier")), (429, "60", ""));
    assert_eq!(answer.header("x-ratelimit-burst-remaining"), "0");
    let error = &answer.json()["_error"];
    assert_eq!((&error["title"], &error["status"]), (&json!("Too many requests"), &json!(429)));
    assert_eq!(error["message"], "Rate limit exceeded. Please retry in 60000 milliseconds.");
    fake.advance(Duration::from_secs(60));
    assert_eq!(get(&fake, "/me").await.status, 200);
}

#[tokio::test]
async fn guards_refuse_with_requests_left() {
    let fake = FakeFront::seeded();
    fake.clock().freeze();
    fake.set_rate_limits(RateLimits::plan(50));
    let path = format!("/conversations/{}", seed::DISPUTE);
    for _ in 0..5 {
        assert_eq!(get(&fake, &path).await.status, 200);
    }
    let refused = get(&fake, &path).await;
    assert_eq!(
        (refused.status, refused.header("x-front-tier"), refused.header("retry-after")),
        (429, "2", "1")
    );
    assert_eq!(refused.header("x-ratelimit-remaining"), "45");
    assert_eq!(get(&fake, &format!("/conversations/{}", seed::API_ERROR)).await.status, 200);
    for _ in 0..20 {
        assert_eq!(get(&fake, "/conversations/search/is%3Aopen").await.status, 200);
    }
    assert_eq!(get(&fake, "/conversations/search/is%3Aopen").await.header("x-front-tier"), "search");
}

#[tokio::test]
async fn a_dropped_connection_before_and_after_the_write() {
    let fake = FakeFront::seeded();
    let path = format!("/conversations/{}/messages", seed::DISPUTE);
    for (fault, carried_out) in [(Fault::dropped(), 0), (Fault::dropped().after_write(), 1)] {
        fake.fault(fault.on("POST", "/messages"));
        // Other requests pass.
        assert_eq!(get(&fake, &path).await.status, 200);
        let reply = build_request(&fake, &fake.token(), "POST", &path, Some(json!({ "body": "x" })));
        let error = send(&fake, reply).await.unwrap_err();
        assert_eq!(error.to_string(), "the connection was dropped");
        assert_eq!(fake.sent().len(), carried_out);
    }
    let statuses: Vec<_> =
        fake.requests().iter().filter(|made| made.method == "POST").map(|made| made.status).collect();
    assert_eq!(statuses, [None, Some(202)]);
    assert_eq!(post(&fake, &path, json!({ "body": "x" })).await.status, 202);
}

#[tokio::test]
async fn error_gateway_truncation_and_429_faults() {
    let fake = FakeFront::seeded();
    fake.fault(Fault::status(503).times(2));
    assert_eq!(get(&fake, "/me").await.status, 503);
    assert_eq!(get(&fake, "/me").await.json()["_error"]["status"], 503);
    fake.fault(Fault::bad_gateway());
    let html = get(&fake, "/me").await;
    assert_eq!((html.status, html.header("content-type"), html.json()), (502, "text/html", Value::Null));
    fake.fault(Fault::truncated());
    let half = get(&fake, "/me").await;
    assert_eq!((half.status, half.bytes.is_empty(), half.json()), (200, false, Value::Null));
    fake.fault(Fault::rate_limited(Duration::from_millis(1500)));
    let throttled = get(&fake, "/me").await;
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, "2"));
    assert_eq!(throttled.header("x-ratelimit-remaining"), "0");
    fake.fault(Fault::status(500));
    fake.clear_faults();
    assert_eq!(get(&fake, "/me").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_delay_is_waited_for() {
    let fake = FakeFront::seeded();
    fake.fault(Fault::delay(Duration::from_secs(9)));
    let start = tokio::time::Instant::now();
    assert_eq!(get(&fake, "/me").await.status, 200);
    assert_eq!(start.elapsed(), Duration::from_secs(9));
}

#[tokio::test(start_paused = true)]
async fn latency_is_added_to_every_answer_and_to_a_delay() {
    let fake = FakeFront::seeded();
    fake.set_latency(Duration::from_secs(1));
    let took = async || {
        let start = tokio::time::Instant::now();
        assert_eq!(get(&fake, "/me").await.status, 200);
        start.elapsed().as_secs()
    };
    assert_eq!((took().await, took().await), (1, 1));
    fake.fault(Fault::delay(Duration::from_secs(9)));
    assert_eq!(took().await, 10);
    fake.set_latency(Duration::ZERO);
    assert_eq!(took().await, 0);
}

#[tokio::test(start_paused = true)]
async fn hanging_request_can_be_carried_out() {
    let fake = FakeFront::seeded();
    for (fault, statuses) in [(Fault::hung(), [None]), (Fault::hung().after_write(), [Some(200)])] {
        fake.fault(fault);
        assert!(tokio::time::timeout(Duration::from_secs(86_400), get(&fake, "/me")).await.is_err());
        assert_eq!(fake.requests().iter().map(|made| made.status).collect::<Vec<_>>(), statuses);
        fake.clear_requests();
    }
    assert_eq!(get(&fake, "/me").await.status, 200);
}

#[tokio::test]
async fn an_answer_is_cut_or_changed() {
    let fake = FakeFront::seeded();
    let whole = get(&fake, "/me").await;
    fake.fault(Fault::cut().header("x-cache", "miss"));
    let cut = get(&fake, "/me").await;
    assert_eq!((cut.status, cut.header("x-cache")), (200, "miss"));
    assert_eq!(cut.header("content-length"), whole.bytes.len().to_string());
    assert_eq!(cut.bytes, whole.bytes[..whole.bytes.len() / 2]);
    fake.fault(Fault::prefixed("<b>"));
    assert_eq!(get(&fake, "/me").await.bytes, [b"<b>", &whole.bytes[..]].concat());
    fake.fault(Fault::body(201, "text/plain", "as told"));
    let told = get(&fake, "/me").await;
    assert_eq!(
        (told.status, told.header("content-type"), &told.bytes[..]),
        (201, "text/plain", &b"as told"[..])
    );
    fake.fault(Fault::status(500).times(u32::MAX));
    assert_eq!((get(&fake, "/me").await.status, get(&fake, "/me").await.status), (500, 500));
    assert_eq!(serde_json::to_value(fake.faults()).unwrap(), json!([{ "status": 500, "times": "always" }]));
}

#[tokio::test]
async fn token_and_link_base_can_be_set() {
    let fake = FakeFront::seeded();
    let made = fake.token();
    fake.set_token("chosen");
    fake.set_links("http://127.0.0.1:8849/");
    assert_eq!(fake.token(), "chosen");
    let answer = request_as(&fake, "chosen", "GET", "/me", None).await;
    assert_eq!(answer.json()["_links"]["self"], "http://127.0.0.1:8849/me");
    let refused = request_as(&fake, &made, "GET", "/me", None).await;
    assert_eq!((refused.status, &refused.json()["_error"]["message"]), (401, &json!("Invalid token")));
    let unknown = request_as(&fake, "other", "GET", "/me", None).await;
    assert_eq!(unknown.json()["_error"]["message"], "JSON Web Token error");
}

#[tokio::test]
async fn request_log_is_bounded_and_has_the_host() {
    let fake = FakeFront::seeded();
    fake.set_log_capacity(2);
    for path in ["/me", "/tags?limit=2", "https://acme.api.frontapp.com/inboxes"] {
        get(&fake, path).await;
    }
    let log = fake.requests();
    assert_eq!(log.len(), 2);
    assert_eq!((log[0].path.as_str(), log[0].query.as_str()), ("/tags", "limit=2"));
    assert_eq!((log[1].host.as_deref(), log[1].authorization_present), (Some("acme.api.frontapp.com"), true));
    fake.clear_requests();
    assert!(fake.requests().is_empty());
}
