use std::time::Duration;

use mcp_core::{HandlerError, HandlerErrorKind, NoArguments, Principal, Registry, ToolMethod, tool_fn};
use mcp_tower::{BearerKey, Quota, testing::HttpClient};
use serde_json::json;
use tokio::time::{Instant, advance};

#[path = "../limits_per_caller.rs"]
mod recipe;

use recipe::Limits;

#[test]
fn the_program_runs() {
    recipe::main().unwrap();
}

/// Returns clients of Ann and Bob, with a tool that returns at once and one that takes 5 s.
fn host(limits: &Limits) -> (HttpClient, HttpClient) {
    let quick = tool_fn("quick", "Answers.", |_: NoArguments| async { Ok::<_, HandlerError>(()) });
    let slow = tool_fn("slow", "Answers later.", |_: NoArguments| async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        Ok::<_, HandlerError>(())
    });
    let tools = Registry::new().with_tool(quick.method(ToolMethod::Get)).unwrap().with_tool(slow).unwrap();
    let keys = ["ann", "bob"].map(|name| BearerKey::new(name, Principal::new(name)).unwrap());
    let client = HttpClient::new(recipe::app(tools, limits, keys));
    (client.bearer("ann"), client.bearer("bob"))
}

#[tokio::test(start_paused = true)]
async fn caller_beyond_quota_gets_retry_after() {
    let (ann, bob) = host(&Limits { quota: Quota::per_minute(2), ..Limits::default() });
    for _ in 0..2 {
        assert!(!ann.call_tool("quick", json!({})).await.unwrap().is_error());
    }
    let refused = ann.call_tool("quick", json!({})).await.unwrap();
    let error = refused.error().unwrap();
    assert_eq!((&error["kind"], &error["retry_after_ms"]), (&json!("rate_limited"), &json!(30_000)));
    assert_eq!(refused.response().header("retry-after"), Some("30"));
    assert!(!bob.call_tool("quick", json!({})).await.unwrap().is_error());
    assert_eq!(ann.tool_names().await.unwrap().len(), 2, "lists are free");

    advance(Duration::from_secs(30)).await;
    assert!(!ann.call_tool("quick", json!({})).await.unwrap().is_error());
    assert!(ann.call_tool("quick", json!({})).await.unwrap().is_error());
}

#[tokio::test(start_paused = true)]
async fn a_busy_endpoint_refuses_at_once() {
    let (ann, bob) = host(&Limits { concurrent: 1, ..Limits::default() });
    let started = Instant::now();
    let refused = async {
        let refused = bob.call_tool("quick", json!({})).await.unwrap();
        (refused, started.elapsed())
    };
    let (done, (refused, waited)) = tokio::join!(ann.call_tool("slow", json!({})), refused);
    assert!(!done.unwrap().is_error());
    assert_eq!(refused.error_kind(), Some(HandlerErrorKind::Unavailable));
    assert!(refused.error().unwrap()["retry_after_ms"].is_u64());
    assert!(waited < Duration::from_secs(1), "{waited:?}");
    assert!(!bob.call_tool("quick", json!({})).await.unwrap().is_error());
}

#[tokio::test(start_paused = true)]
async fn timed_out_call_reports_possible_change() {
    let (ann, _) = host(&Limits { call: Duration::from_secs(2), ..Limits::default() });
    let late = ann.call_tool("slow", json!({})).await.unwrap();
    assert_eq!(late.error_kind(), Some(HandlerErrorKind::OutcomeUnknown));
    assert!(late.text().contains("may have been made"), "{}", late.text());
}

#[tokio::test]
async fn large_body_is_refused_with_413_after_authentication() {
    let limits = Limits { body_bytes: 1_000, ..Limits::default() };
    let (ann, _) = host(&limits);
    let large = "x".repeat(1_001);
    assert_eq!(ann.post(large.clone()).await.status, 413);
    assert_eq!(ann.bearer("eve").post(large).await.status, 401);
    assert!(!ann.call_tool("quick", json!({})).await.unwrap().is_error());
}
