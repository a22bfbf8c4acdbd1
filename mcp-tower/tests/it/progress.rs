//! Progress notifications over server-sent events.

use std::time::Duration;

use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::support::{RequestBuilder, mcp};

fn steps(tool: &str) -> RequestBuilder {
    RequestBuilder::stateless("tools/call", &json!({ "name": tool, "_meta": { "progressToken": "t-1" } }))
}

fn check(events: &[Value]) {
    let (answer, progress) = events.split_last().unwrap();
    let values: Vec<_> = progress
        .iter()
        .map(|event| {
            assert_eq!(event["method"], "notifications/progress");
            assert_eq!(event["params"]["progressToken"], "t-1");
            assert_eq!(event["params"]["total"], 100.0);
            event["params"]["progress"].as_f64().unwrap()
        })
        .collect();
    assert_eq!(values, [0.0, 50.0, 100.0]);
    assert_eq!(answer["id"], 1);
    assert_eq!(answer["result"]["structuredContent"], json!({ "done": true }));
}

#[tokio::test]
async fn progress_opens_a_stream() {
    let answer = steps("steps").send(&mcp()).await;
    check(&answer.events());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-accel-buffering"), Some("no"));
    assert_eq!(answer.header("content-length"), None);

    let initialize_revision = json!({ "name": "steps", "_meta": { "progressToken": "t-1" } });
    let initialize_revision = RequestBuilder::initialize_revision("tools/call", &initialize_revision)
        .with("mcp-protocol-version", "2025-11-25");
    check(&initialize_revision.send(&mcp()).await.events());
}

#[tokio::test]
async fn first_progress_is_sent_before_the_result() {
    let mut body = steps("slow_steps").open(&mcp()).await.into_body();
    let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(
        frame
            .starts_with(b"event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"")
    );
}

#[tokio::test]
async fn immediate_progress_opens_a_stream() {
    let events = steps("blink").send(&mcp()).await.events();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["params"]["progress"], 1.0);
    assert_eq!(events[1]["result"]["isError"], false);
}

#[tokio::test]
async fn response_without_progress_is_json() {
    let answer = steps("nop").send(&mcp()).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.result();
}

#[tokio::test]
async fn response_without_token_is_json() {
    let answer = RequestBuilder::modern_call("steps", &json!({})).send(&mcp()).await;
    assert_eq!(answer.result()["structuredContent"], json!({ "done": true }));
}

#[tokio::test]
async fn a_client_that_takes_only_json_gets_json() {
    for ask in [steps("steps").with("accept", "application/json"), steps("steps").without("accept")] {
        assert_eq!(ask.send(&mcp()).await.result()["structuredContent"], json!({ "done": true }));
    }
}

#[tokio::test(start_paused = true)]
async fn silent_stream_is_kept_alive_until_timeout() {
    let mcp = mcp().keep_alive(Duration::from_secs(10)).call_timeout(Duration::from_secs(25));
    let answer = steps("slow_steps").send(&mcp).await;
    assert_eq!(answer.body.matches(": keep-alive\n\n").count(), 2, "{}", answer.body);
    let events = answer.events();
    assert_eq!(events.len(), 2);
    assert!(events[1]["result"]["content"][0]["text"].as_str().unwrap().contains("timeout"));
}
