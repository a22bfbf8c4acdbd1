//! Elicitation by `input_required`.

use mcp_core::{Grant, Principal};
use mcp_tower::Mcp;
use serde_json::{Value, json};

use super::server;
use crate::support::RequestBuilder;

fn call(capabilities: &Value) -> Value {
    json!({ "name": "confirm", "_meta": { "io.modelcontextprotocol/clientCapabilities": capabilities } })
}

#[tokio::test]
async fn call_resumes_with_the_response() {
    let mcp = Mcp::new(server());
    let mut call = call(&json!({ "elicitation": {} }));
    let asked = RequestBuilder::stateless("tools/call", &call).send(&mcp).await;
    assert_eq!(asked.header("content-type"), Some("application/json"));
    let asked = asked.result();
    assert_eq!(asked["resultType"], "input_required");
    assert_eq!(asked["inputRequests"]["sure"]["method"], "elicitation/create");

    call["inputResponses"] = json!({ "sure": { "action": "accept", "content": { "sure": true } } });
    call["requestState"] = asked["requestState"].clone();
    let done = RequestBuilder::stateless("tools/call", &call).send(&mcp).await.result();
    assert_eq!(done["structuredContent"]["result"], "sure: true");

    // Any replica with the same key accepts the response, but only from the same caller.
    let node = Mcp::new(server());
    RequestBuilder::stateless("tools/call", &call).send(&node).await.result();
    let other = RequestBuilder::stateless("tools/call", &call)
        .extension(Grant::new(Principal::new("eve")))
        .send(&node)
        .await;
    other.refused(200, -32602, Some("1"));
}

#[tokio::test]
async fn missing_elicitation_capability_is_an_error() {
    let answer = RequestBuilder::stateless("tools/call", &call(&json!({ "sampling": {} })))
        .send(&Mcp::new(server()))
        .await;
    answer.refused(400, -32021, Some("1"));
    assert_eq!(
        answer.value()["error"]["data"],
        json!({ "requiredCapabilities": { "elicitation": { "form": {} } } })
    );
}

#[tokio::test]
async fn initialize_client_without_session_gets_an_error() {
    let error =
        RequestBuilder::legacy_call("confirm", &json!({})).send(&Mcp::new(server())).await.tool_error();
    assert_eq!(error["kind"], "input_required");
}
