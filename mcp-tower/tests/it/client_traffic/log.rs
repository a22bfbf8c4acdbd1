//! Log messages on the stream of the request that enabled them.

use mcp_core::Level;
use mcp_tower::Mcp;
use serde_json::{Value, json};

use super::server;
use crate::support::{RequestBuilder, TestResponse};

fn call(level: &str) -> RequestBuilder {
    let meta = json!({ "io.modelcontextprotocol/logLevel": level });
    RequestBuilder::stateless("tools/call", &json!({ "name": "logs", "_meta": meta }))
}

fn logged(answer: &TestResponse) -> Vec<String> {
    let mut events = answer.events();
    let last = events.pop().unwrap();
    assert_eq!(last["result"]["isError"], false);
    let text = |event: &Value| {
        assert_eq!(event["method"], "notifications/message");
        assert_eq!(event["params"]["logger"], "test");
        format!(
            "{}:{}",
            event["params"]["level"].as_str().unwrap(),
            event["params"]["data"].as_str().unwrap()
        )
    };
    events.iter().map(text).collect()
}

#[tokio::test]
async fn log_level_is_respected() {
    let mcp = Mcp::new(server());
    assert_eq!(logged(&call("debug").send(&mcp).await), ["debug:a", "info:b", "error:c"]);
    assert_eq!(logged(&call("warning").send(&mcp).await), ["error:c"]);
    // Nothing was logged, so the response is JSON.
    call("critical").send(&mcp).await.result();
    call("debug").with("accept", "application/json").send(&mcp).await.result();
    call("loud").send(&mcp).await.refused(400, -32602, Some("1"));
}

#[tokio::test]
async fn logs_are_not_sent_by_default() {
    let mcp = Mcp::new(server());
    RequestBuilder::modern_call("logs", &json!({})).send(&mcp).await.result();
    RequestBuilder::legacy_call("logs", &json!({})).send(&mcp).await.result();
    // A client of an `initialize` revision cannot enable it without a session, not even with the `_meta` of
    // 2026-07-28.
    let meta = json!({ "io.modelcontextprotocol/logLevel": "debug" });
    RequestBuilder::initialize_revision("tools/call", &json!({ "name": "logs", "_meta": meta }))
        .send(&mcp)
        .await
        .result();
    let level = RequestBuilder::initialize_revision("logging/setLevel", &json!({ "level": "debug" }))
        .send(&mcp)
        .await;
    level.refused(200, -32601, Some("1"));
}

#[tokio::test]
async fn host_sets_the_log_level_of_initialize_clients() {
    let mcp = Mcp::new(server().initialize_log_level(Level::Info));
    assert_eq!(
        logged(&RequestBuilder::legacy_call("logs", &json!({})).send(&mcp).await),
        ["info:b", "error:c"]
    );
    RequestBuilder::modern_call("logs", &json!({})).send(&mcp).await.result();
}
