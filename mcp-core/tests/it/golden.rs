//! Golden messages, one file per protocol revision: a request as bytes, the response as JSON.

use bytes::Bytes;
use mcp_core::{Context, ProtocolVersion, RpcError, dispatch, jsonrpc::Message, protocol::Params};
use serde::Deserialize;
use serde_json::Value;

use crate::fixtures;

#[derive(Deserialize)]
struct Case {
    name: String,
    send: Value,
    answer: Value,
}

async fn answer(body: &Bytes, version: ProtocolVersion) -> Bytes {
    let envelope = match Message::parse(body) {
        Ok(Message::Request(envelope)) => envelope,
        Ok(other) => panic!("not a request: {other:?}"),
        Err(rejected) => return rejected.error.to_body(rejected.id.as_ref()),
    };
    let result: Result<_, RpcError> = async {
        let params = Params::parse(&envelope)?.validate()?;
        let context = Context::new().with_protocol_version(version);
        dispatch(fixtures::server().decode(&envelope, params, context)?).await
    }
    .await;
    match result {
        Ok(response) => response.into_body(envelope.id()).to_bytes(),
        Err(error) => error.to_body(Some(envelope.id())),
    }
}

async fn check(version: ProtocolVersion, file: &str) {
    let cases: Vec<Case> = serde_json::from_str(file).unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let body = Bytes::from(serde_json::to_string(&case.send).unwrap());
        let answer = answer(&body, version).await;
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer, case.answer, "{version}: {}\n{answer}", case.name);
    }
}

#[tokio::test]
async fn v2026_07_28() {
    check(ProtocolVersion::V2026_07_28, include_str!("golden/2026-07-28.json")).await;
}

#[tokio::test]
async fn v2025_11_25() {
    check(ProtocolVersion::V2025_11_25, include_str!("golden/2025-11-25.json")).await;
}

#[tokio::test]
async fn v2025_06_18() {
    check(ProtocolVersion::V2025_06_18, include_str!("golden/2025-06-18.json")).await;
}

#[tokio::test]
async fn v2025_03_26() {
    check(ProtocolVersion::V2025_03_26, include_str!("golden/2025-03-26.json")).await;
}
