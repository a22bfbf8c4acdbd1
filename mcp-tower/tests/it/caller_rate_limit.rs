//! Rate limit per caller.

use std::time::Duration;

use mcp_core::{Context, Grant, HandlerError, Principal, ResourceOutput, Server, resource_fn};
use mcp_tower::{
    Mcp,
    layer::{CallerRateLimit, CallerRateLimitLayer, Quota},
};
use serde_json::json;
use tokio::time::advance;

use crate::support::{RequestBuilder, TestResponse, mcp, registry};

type Limited = Mcp<CallerRateLimit<mcp_tower::Dispatch>>;

/// One call per second, two at once.
fn limited() -> Limited {
    mcp().layer(CallerRateLimitLayer::new(Quota::per_minute(60).burst(2)))
}

fn by(caller: &str, ask: RequestBuilder) -> RequestBuilder {
    ask.extension(Grant::new(Principal::new(caller)))
}

async fn call(mcp: &Limited, caller: &str) -> TestResponse {
    by(caller, RequestBuilder::modern_call("nop", &json!({}))).send(mcp).await
}

fn is_refused(answer: &TestResponse) -> bool {
    answer.result()["isError"] == true
}

#[tokio::test(start_paused = true)]
async fn quota_applies_per_caller() {
    let mcp = limited();
    for _ in 0..2 {
        assert!(!is_refused(&call(&mcp, "ann").await));
    }
    let refused = call(&mcp, "ann").await;
    let error = refused.tool_error();
    assert_eq!((&error["kind"], &error["retry_after_ms"]), (&json!("rate_limited"), &json!(1000)));
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("60 calls per minute, 2 at once"), "{message}");
    for (name, value) in [("retry-after", "1"), ("ratelimit-limit", "60"), ("ratelimit-remaining", "0")] {
        assert_eq!(refused.header(name), Some(value), "{name}");
    }
    let meta = &refused.result()["_meta"][mcp_core::RATE_LIMIT_META];
    assert_eq!((&meta["tier"], &meta["retryAfter"]), (&json!("caller"), &json!(1)));

    assert!(!is_refused(&call(&mcp, "bob").await));
    // Clones of the endpoint, one per connection, share their buckets.
    assert!(is_refused(&call(&mcp.clone(), "ann").await));
    advance(Duration::from_secs(1)).await;
    assert!(!is_refused(&call(&mcp, "ann").await));
    assert!(is_refused(&call(&mcp, "ann").await));
}

#[tokio::test(start_paused = true)]
async fn callers_without_a_principal_share_a_bucket() {
    let mcp = limited();
    let anonymous = || RequestBuilder::modern_call("nop", &json!({}));
    for _ in 0..2 {
        assert!(!is_refused(&anonymous().send(&mcp).await));
    }
    assert!(is_refused(&anonymous().send(&mcp).await));
    assert!(!is_refused(&call(&mcp, "ann").await));
}

#[tokio::test(start_paused = true)]
async fn lists_and_pings_do_not_count() {
    let mcp = limited();
    while !is_refused(&call(&mcp, "ann").await) {}
    by("ann", RequestBuilder::stateless("tools/list", &json!({}))).send(&mcp).await.result();
    by("ann", RequestBuilder::stateless("server/discover", &json!({}))).send(&mcp).await.result();
    by("ann", RequestBuilder::initialize_revision("ping", &json!({}))).send(&mcp).await.result();
}

/// A request that is not a call has no tool result to report the refusal.
#[tokio::test(start_paused = true)]
async fn reads_are_refused_with_429_or_with_a_json_rpc_error() {
    let note = resource_fn("desk://a", "note", "A note.", |_: Context| async {
        Ok::<_, HandlerError>(ResourceOutput::text("hello"))
    });
    let server = Server::new(registry().with_resource(note).unwrap());
    let mcp = Mcp::new(server).layer(CallerRateLimitLayer::new(Quota::per_second(1)));
    let read = json!({ "uri": "desk://a" });
    by("ann", RequestBuilder::stateless("resources/read", &read)).send(&mcp).await.result();
    let refused = by("ann", RequestBuilder::stateless("resources/read", &read)).send(&mcp).await;
    refused.refused(429, -32603, Some("1"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    let refused = by("ann", RequestBuilder::initialize_revision("resources/read", &read)).send(&mcp).await;
    refused.refused(200, -32603, Some("1"));
    assert_eq!(refused.header("retry-after"), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn refusal_is_equal_for_hidden_and_unknown_tools() {
    let mcp = limited();
    while !is_refused(&call(&mcp, "ann").await) {}
    let read = mcp_core::Filter::new().methods(["read"]).unwrap();
    let ann = Grant::new(Principal::new("ann")).filter(read);
    let call = |tool| RequestBuilder::modern_call(tool, &json!({})).extension(ann.clone());
    let hidden = call("erase").send(&mcp).await;
    let unknown = call("no_such").send(&mcp).await;
    assert_eq!(hidden.tool_error(), unknown.tool_error());
}

#[tokio::test(start_paused = true)]
async fn key_and_predicate_are_configurable() {
    let layer = CallerRateLimitLayer::new(Quota::per_second(1))
        .key(|request| request.context.caller()?.id().split('@').nth(1).map(str::to_owned))
        .counts(|request| request.tool().is_some_and(|tool| !tool.definition().annotations().read_only));
    let mcp = mcp().layer(layer);
    let note = |caller| by(caller, RequestBuilder::modern_call("note", &json!({})));
    assert!(!is_refused(&note("ann@acme").send(&mcp).await));
    assert!(is_refused(&note("bob@acme").send(&mcp).await));
    assert!(!is_refused(&note("eve@globex").send(&mcp).await));
    assert!(!is_refused(&call(&mcp, "ann@acme").await), "a read is free");
}

#[tokio::test(start_paused = true)]
async fn clones_of_a_layer_share_buckets() {
    let layer = CallerRateLimitLayer::new(Quota::per_second(1));
    let (one, other) = (mcp().layer(layer.clone()), mcp().layer(layer));
    assert!(!is_refused(&call(&one, "ann").await));
    assert!(is_refused(&call(&other, "ann").await));
}

/// Callers beyond the maximum share a bucket, and an emptied bucket is not reset.
#[tokio::test(start_paused = true)]
async fn the_number_of_buckets_is_bounded() {
    let layer = CallerRateLimitLayer::new(Quota::per_minute(1)).max_callers(2);
    let mcp = mcp().layer(layer);
    for caller in ["ann", "bob", "third"] {
        assert!(!is_refused(&call(&mcp, caller).await), "{caller}");
    }
    for caller in ["fourth", "ann", "bob", "third"] {
        assert!(is_refused(&call(&mcp, caller).await), "{caller}");
    }
}
