//! Limits on sizes and durations.

use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use http::Request;
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::json;
use tower::ServiceExt;

use crate::support::{RequestBuilder, mcp, slow_server};

#[tokio::test(start_paused = true)]
async fn read_timeout_reports_no_change() {
    let started = tokio::time::Instant::now();
    let error = RequestBuilder::modern_call("slow", &json!({})).send(&mcp()).await.tool_error();
    assert_eq!(started.elapsed(), mcp_tower::HttpLimits::default().call_timeout);
    assert_eq!(error["kind"], "timeout");
    assert!(error["hint"].as_str().unwrap().contains("nothing was changed"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn write_timeout_reports_outcome_unknown() {
    let mcp = mcp().call_timeout(Duration::from_secs(3));
    for ask in [
        RequestBuilder::modern_call("slow_note", &json!({})),
        RequestBuilder::legacy_call("slow_note", &json!({})),
    ] {
        let error = ask.send(&mcp).await.tool_error();
        assert_eq!(error["kind"], "outcome_unknown");
        assert!(error["message"].as_str().unwrap().contains("3s"), "{error}");
        assert!(error["hint"].as_str().unwrap().contains("may have been made"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn batch_has_one_call_timeout() {
    let slow =
        |id: u8| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": "slow" } });
    let started = tokio::time::Instant::now();
    let (mcp, dropped) = slow_server();
    let answer = RequestBuilder::json(&json!([slow(1), slow(2)])).send(&mcp).await;
    assert_eq!(started.elapsed(), mcp_tower::HttpLimits::default().call_timeout);
    let answers = answer.value();
    let hint = |at: usize| {
        let text = answers[at]["result"]["content"][0]["text"].as_str().unwrap();
        serde_json::from_str::<serde_json::Value>(text).unwrap()["error"]["hint"].as_str().unwrap().to_owned()
    };
    assert!(hint(0).contains("only reads"), "{answers}");
    // A call without remaining time is not started.
    assert!(hint(1).contains("No tool had begun"), "{answers}");
    assert_eq!(dropped.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn unlimited_timeout_is_supported() {
    let mcp = mcp().call_timeout(Duration::MAX);
    RequestBuilder::modern_call("nop", &json!({})).send(&mcp).await.result();
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_is_408() {
    let never = StreamBody::new(futures_util::stream::pending::<Result<Frame<Bytes>, Infallible>>());
    let request = Request::post("/mcp").header("content-type", "application/json").body(never).unwrap();
    let answer = mcp().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 408);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_400() {
    let broken = StreamBody::new(futures_util::stream::iter([
        Ok(Frame::data(Bytes::from_static(b"{"))),
        Err(std::io::Error::other("reset")),
    ]));
    let request = Request::post("/mcp").header("content-type", "application/json").body(broken).unwrap();
    assert_eq!(mcp().oneshot(request).await.unwrap().status(), 400);
}

#[tokio::test]
async fn the_default_body_limit_is_one_mebibyte() {
    let text = |size: usize| RequestBuilder::legacy_call("echo", &json!({ "text": "x".repeat(size) }));
    text(mcp_tower::HttpLimits::default().max_body_bytes).send(&mcp()).await.refused(413, -32600, None);
    text(mcp_tower::HttpLimits::default().max_body_bytes - 200).send(&mcp()).await.result();
}

#[tokio::test]
async fn upstream_rate_limit_becomes_headers() {
    let answer = RequestBuilder::modern_call("fail", &json!({})).send(&mcp()).await;
    assert_eq!(answer.tool_error()["retry_after_ms"], 1500);
    for (name, value) in [
        ("ratelimit-limit", "50"),
        ("ratelimit-remaining", "0"),
        ("ratelimit-reset", "30"),
        ("retry-after", "2"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    let meta = &answer.result()["_meta"][mcp_core::RATE_LIMIT_META];
    assert_eq!(meta["remaining"], 0);
    // A client that accepts only events learns it from the headers too.
    let events = RequestBuilder::modern_call("fail", &json!({}))
        .with("accept", "text/event-stream")
        .send(&mcp())
        .await;
    assert_eq!((events.events().len(), events.header("retry-after")), (1, Some("2")));
    // A response without a rate limit has no such header.
    assert_eq!(RequestBuilder::modern_call("nop", &json!({})).send(&mcp()).await.header("retry-after"), None);
}

#[tokio::test(start_paused = true)]
async fn keep_alive_interval_has_a_minimum() {
    let ask = || {
        RequestBuilder::stateless(
            "tools/call",
            &json!({ "name": "slow_steps", "_meta": { "progressToken": 1 } }),
        )
    };
    let mcp = mcp().call_timeout(Duration::from_secs(10));
    let answer = ask().send(&mcp.clone().keep_alive(Duration::MAX)).await;
    assert_eq!(answer.body.matches(": keep-alive").count(), 0);
    let answer = ask().send(&mcp.keep_alive(Duration::ZERO)).await;
    assert!((8..=10).contains(&answer.body.matches(": keep-alive").count()), "{}", answer.body);
}
