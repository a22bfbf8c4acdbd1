//! Golden messages of prompts, resources and completion: one snapshot per revision.

use std::{fmt::Write as _, num::NonZeroUsize};

use bytes::Bytes;
use mcp_core::{
    Context, Lifecycle, META_CLIENT_CAPABILITIES, META_PROTOCOL_VERSION, ProtocolVersion, RpcError, dispatch,
    jsonrpc::Message, protocol::Params,
};
use serde_json::{Value, json};

use crate::shop;

async fn answer(version: ProtocolVersion, mut message: Value, pages_of: Option<usize>) -> Value {
    if version.lifecycle() == Lifecycle::Stateless {
        message["params"]["_meta"][META_PROTOCOL_VERSION] = version.as_str().into();
        message["params"]["_meta"][META_CLIENT_CAPABILITIES] = json!({});
    }
    let Ok(Message::Request(envelope)) = Message::parse(&Bytes::from(message.to_string())) else {
        panic!("not a request: {message}")
    };
    let server = match pages_of.and_then(NonZeroUsize::new) {
        Some(size) => shop::server().page_size(size),
        None => shop::server(),
    };
    let result: Result<_, RpcError> = async {
        let context = Context::new().with_protocol_version(version);
        dispatch(server.decode(&envelope, Params::parse(&envelope)?.validate()?, context)?).await
    }
    .await;
    let answer = match result {
        Ok(response) => response.into_body(envelope.id()).to_bytes(),
        Err(error) => error.to_body(Some(envelope.id())),
    };
    serde_json::from_slice(&answer).unwrap()
}

async fn golden(version: ProtocolVersion) -> String {
    let order = |uri: &str| json!({ "uri": uri });
    let complete = |reference: Value, name: &str, value: &str, given: Value| {
        json!({
            "ref": reference, "argument": { "name": name, "value": value }, "context": { "arguments": given }
        })
    };
    let draft = json!({ "type": "ref/prompt", "name": "draft_reply" });
    let opening = match version.lifecycle() {
        Lifecycle::Stateless => ("server/discover", json!({})),
        _ => (
            "initialize",
            json!({
                "protocolVersion": version.as_str(), "capabilities": {},
                "clientInfo": { "name": "c", "version": "1" }
            }),
        ),
    };
    let cases = [
        opening,
        ("tools/list", json!({})),
        ("tools/call", json!({ "name": "look_up" })),
        ("prompts/list", json!({})),
        ("prompts/get", json!({ "name": "draft_reply", "arguments": { "order": "7", "tone": "warm" } })),
        ("prompts/get", json!({ "name": "hello" })),
        ("prompts/get", json!({ "name": "draft_reply", "arguments": { "tone": "warm" } })),
        ("prompts/get", json!({ "name": "draft_reply", "arguments": { "order": "seven" } })),
        ("prompts/get", json!({ "name": "nobody" })),
        ("prompts/get", json!({})),
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        ("resources/read", order("shop://policy")),
        ("resources/read", order("shop://logo")),
        ("resources/read", order("shop://ledger")),
        ("resources/read", order("shop://orders/7")),
        ("resources/read", order("shop://orders/7/items/a%20cup")),
        ("resources/read", order("shop://orders/8")),
        ("resources/read", order("shop://orders/x")),
        ("resources/read", order("shop://orders/13")),
        ("resources/read", order("shop://nothing")),
        ("resources/read", json!({ "uri": 7 })),
        ("completion/complete", complete(draft.clone(), "author", "ad", json!({}))),
        ("completion/complete", complete(draft.clone(), "author", "", json!({ "tone": "short" }))),
        ("completion/complete", complete(draft.clone(), "tone", "", json!({}))),
        ("completion/complete", complete(draft, "nothing", "", json!({}))),
        (
            "completion/complete",
            complete(
                json!({ "type": "ref/resource", "uri": "shop://orders/{number}" }),
                "number",
                "7",
                json!({}),
            ),
        ),
        (
            "completion/complete",
            complete(json!({ "type": "ref/prompt", "name": "nobody" }), "a", "", json!({})),
        ),
        ("completion/complete", json!({ "ref": { "type": "ref/tool" } })),
        ("resources/subscribe", order("shop://policy")),
    ];
    let mut text = String::new();
    for (method, params) in cases {
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let answer = answer(version, message, None).await;
        writeln!(text, "-> {method} {params}\n<- {answer}\n").unwrap();
    }
    let mut params = json!({});
    for _ in 0..2 {
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "prompts/list", "params": params });
        let mut answer = answer(version, message, Some(2)).await;
        let prompts = answer["result"]["prompts"].as_array().unwrap();
        let names: Vec<_> = prompts.iter().map(|prompt| prompt["name"].clone()).collect();
        let next = answer["result"]["nextCursor"].take();
        writeln!(text, "page after {}: {}, then {next}", params["cursor"], json!(names)).unwrap();
        params = json!({ "cursor": next });
    }
    text
}

#[tokio::test]
async fn v2026_07_28() {
    insta::assert_snapshot!("revision_2026_07_28", golden(ProtocolVersion::V2026_07_28).await);
}

#[tokio::test]
async fn v2025_11_25() {
    insta::assert_snapshot!("revision_2025_11_25", golden(ProtocolVersion::V2025_11_25).await);
}

#[tokio::test]
async fn v2025_06_18() {
    insta::assert_snapshot!("revision_2025_06_18", golden(ProtocolVersion::V2025_06_18).await);
}

#[tokio::test]
async fn v2025_03_26() {
    insta::assert_snapshot!("revision_2025_03_26", golden(ProtocolVersion::V2025_03_26).await);
}
