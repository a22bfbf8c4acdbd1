//! A panic of a tool or a layer costs one call, and its message is not sent.

use mcp_core::{
    CompletionRequest, Context, HandlerError, Registry, Request, Server, prompt_fn, resource_fn, schemars,
    template_fn,
};
use mcp_tower::Mcp;
use serde_json::json;
use tower::util::MapRequestLayer;

use crate::support::{RequestBuilder, TestResponse, mcp};

fn check(error: &serde_json::Value, body: &str, hint: &str) {
    assert_eq!(error["kind"], "internal");
    assert!(error["hint"].as_str().unwrap().contains(hint), "{error}");
    assert!(!body.contains("hunter2"), "{body}");
}

async fn still_serves(mcp: &Mcp) {
    RequestBuilder::modern_call("nop", &json!({})).send(mcp).await.result();
}

#[tokio::test]
async fn a_tool_that_panics_is_a_failed_call() {
    let mcp = mcp();
    for (tool, hint) in [("burst", "nothing was changed"), ("burst_note", "may have been made")] {
        for ask in
            [RequestBuilder::modern_call(tool, &json!({})), RequestBuilder::legacy_call(tool, &json!({}))]
        {
            let answer = ask.send(&mcp).await;
            check(&answer.tool_error(), &answer.body, hint);
        }
    }
    still_serves(&mcp).await;
}

#[tokio::test]
async fn a_stream_ends_with_the_failure() {
    let mcp = mcp();
    let ask = RequestBuilder::stateless(
        "tools/call",
        &json!({ "name": "burst_note", "_meta": { "progressToken": 1 } }),
    );
    let answer: TestResponse = ask.send(&mcp).await;
    let events = answer.events();
    assert_eq!(events.len(), 2);
    let text = events[1]["result"]["content"][0]["text"].as_str().unwrap();
    let failure: serde_json::Value = serde_json::from_str(text).unwrap();
    check(&failure["error"], &answer.body, "may have been made");
    still_serves(&mcp).await;
}

#[tokio::test]
async fn a_batch_goes_on_after_a_panic() {
    let call = |id: u8, tool: &str| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": tool } });
    let answers = RequestBuilder::json(&json!([call(1, "burst"), call(2, "nop")])).send(&mcp()).await.value();
    assert_eq!(answers[0]["result"]["isError"], true);
    assert_eq!(answers[1]["result"]["isError"], false);
}

#[tokio::test]
async fn a_prompt_a_resource_or_a_completion_that_panics_is_a_failed_request() {
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct One {
        /// Which.
        #[expect(dead_code, reason = "the argument is there to be completed")]
        one: Option<String>,
    }
    fn burst() -> Result<&'static str, HandlerError> {
        panic!("the password is hunter2")
    }
    let prompt = prompt_fn("burst", "Panics.", |_: One| async { burst() })
        .complete("one", |_: CompletionRequest| async { burst().map(|text| [text]) });
    let resource = resource_fn("burst:now", "burst", "Panics.", |_: Context| async { burst() });
    let template = template_fn("burst:{one}/x", "bursts", "Panics.", |_: One| async { burst() });
    let registry = Registry::new().with_prompt(prompt).and_then(|registry| registry.with_resource(resource));
    let mcp = Mcp::new(Server::new(registry.unwrap().with_template(template).unwrap()));
    let complete = json!({
        "ref": { "type": "ref/prompt", "name": "burst" }, "argument": { "name": "one", "value": "" }
    });
    for (method, params) in [
        ("prompts/get", json!({ "name": "burst" })),
        ("resources/read", json!({ "uri": "burst:now" })),
        ("resources/read", json!({ "uri": "burst:a/x" })),
        ("completion/complete", complete),
    ] {
        for ask in
            [RequestBuilder::stateless(method, &params), RequestBuilder::initialize_revision(method, &params)]
        {
            let answer = ask.send(&mcp).await;
            answer.refused(200, -32603, Some("1"));
            assert!(!answer.body.contains("hunter2"), "{}", answer.body);
        }
    }
    RequestBuilder::stateless("prompts/list", &json!({})).send(&mcp).await.result();
}

#[tokio::test]
async fn a_layer_that_panics_is_a_failed_request() {
    let mcp = mcp().layer(MapRequestLayer::new(|request: Request| -> Request {
        panic!("the password of {} is hunter2", request.method())
    }));
    let answer = RequestBuilder::modern_call("note", &json!({})).send(&mcp).await;
    check(&answer.tool_error(), &answer.body, "No tool had begun");
    let answer = RequestBuilder::stateless("tools/list", &json!({})).send(&mcp).await;
    answer.refused(200, -32603, Some("1"));
    assert!(!answer.body.contains("hunter2"));
}
