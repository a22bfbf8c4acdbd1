//! Hostile input.

use bytes::Bytes;
use mcp_core::{Arguments, RpcError, jsonrpc::Message, protocol::Params, testing::TestClient};
use proptest::prelude::*;
use serde_json::Value;

use crate::fixtures;

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|n| n.to_string()),
        any::<u64>().prop_map(|n| n.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?",
        any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
        // Escapes that a parser might normalise.
        "\"(\\\\u00[46][0-9a-f]|\\\\/|[a-z ]){0,12}\"",
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f32>().prop_map(Value::from),
        prop::sample::select(vec!["", "text", "null", "{}", "[1]", "5", "2.0", "tools/call", "echo"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let key = prop::sample::select(vec![
            "jsonrpc",
            "id",
            "method",
            "params",
            "result",
            "error",
            "_meta",
            "name",
            "arguments",
            "cursor",
            "text",
            "times",
            "progressToken",
            "io.modelcontextprotocol/protocolVersion",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default, rename = "text")]
    _text: String,
    #[serde(default, rename = "times")]
    _times: Vec<u8>,
    #[serde(rename = "name")]
    _name: Option<Box<Self>>,
}

proptest! {
    #[test]
    fn ids_are_echoed_byte_for_byte(id in id()) {
        let body = Bytes::from(format!(r#" {{ "id" : {id} , "jsonrpc":"2.0","method":"ping" }} "#));
        let Ok(Message::Request(envelope)) = Message::parse(&body) else {
            return Err(TestCaseError::fail(format!("{id} is no id")));
        };
        prop_assert_eq!(envelope.id().as_bytes(), id.as_bytes());
        let error = RpcError::internal("x").to_body(Some(envelope.id()));
        let start = format!(r#"{{"jsonrpc":"2.0","id":{id},"error""#);
        prop_assert!(error.starts_with(start.as_bytes()));
    }

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Message::parse(&Bytes::from(bytes));
    }

    #[test]
    fn any_json_is_answered(value in json()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = Bytes::from(value.to_string());
        if let Ok(Message::Request(envelope)) = Message::parse(&body) {
            let _ = Params::parse(&envelope);
        }
        let _ = runtime.block_on(TestClient::new(fixtures::registry()).exchange(body));
    }

    #[test]
    fn any_call_is_answered(arguments in json()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let client = TestClient::new(fixtures::registry());
            let result = client.call_tool("echo", arguments.clone()).await.unwrap();
            assert_eq!(result.is_error(), result.structured().is_none(), "{arguments}");
            if let Some(error) = result.error() {
                assert_eq!(error["kind"], "invalid_arguments");
            }
        });
    }

    #[test]
    fn arguments_never_panic(value in json(), text in any::<String>()) {
        let _ = Arguments::from(value.to_string().as_str()).parse::<Typed>();
        let _ = Arguments::from(text.as_str()).parse::<Typed>();
    }
}

#[tokio::test]
async fn odd_input_gets_protocol_errors() {
    let client = TestClient::of(crate::shop::server());
    let meta = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
    let code = async |id: &str, method: &str, params: &str| {
        let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":{method},"params":{{{params}{meta}}}}}"#);
        match client.exchange(Bytes::from(body)).await {
            Ok(_) => 0,
            Err(error) => error.code(),
        }
    };
    // Half a surrogate pair is not text, wherever it stands; as an id it is only echoed.
    assert_eq!(code("1", r#""\ud800""#, "").await, -32600);
    for (method, params) in [
        ("tools/call", r#""name":"\ud800","#),
        ("prompts/get", r#""name":"\ud800","#),
        ("prompts/get", r#""name":"draft_reply","arguments":{"order":"\ud800"},"#),
        ("resources/read", r#""uri":"\ud800","#),
        ("resources/list", r#""cursor":"\ud800","#),
        (
            "completion/complete",
            r#""ref":{"type":"ref/prompt","name":"\ud800"},"argument":{"name":"a","value":""},"#,
        ),
        ("tools/call", r#""name":"","#),
        ("prompts/get", r#""name":"","#),
        ("resources/read", r#""uri":"","#),
        (
            "completion/complete",
            r#""ref":{"type":"ref/prompt","name":""},"argument":{"name":"","value":""},"#,
        ),
        (
            "completion/complete",
            r#""ref":{"type":"ref/resource","uri":""},"argument":{"name":"","value":""},"#,
        ),
        ("prompts/get", r#""name":"hello","name":"hello","#),
        ("prompts/get", r#""name":"hello","n\u0061me":"hello","#),
        ("prompts/get", r#""name":"draft_reply","arguments":{"order":1e400},"#),
        ("prompts/get", r#""name":"draft_reply","arguments":{"order":99999999999999999999},"#),
        ("tools/call", r#""name":"look_up","requestState":"","#),
        ("tools/call", r#""name":"look_up","inputResponses":[],"#),
    ] {
        assert_eq!(code("1", &format!("{method:?}"), params).await, -32602, "{method} {params}");
    }
    for id in ["0.5", "-0", "1e400", r#""""#, r#""\ud800""#, "99999999999999999999999"] {
        assert_eq!(code(id, r#""server/discover""#, "").await, 0, "{id}");
    }
    for id in ["null", "true", "[1]", "{}"] {
        assert_eq!(code(id, r#""server/discover""#, "").await, -32600, "{id}");
    }
    assert_eq!(code("1", r#""""#, "").await, -32601);
}

#[test]
fn deeply_nested_json_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    for body in [
        deep.clone(),
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{deep}}}"#),
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"echo","arguments":{deep}}}}}"#
        ),
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"echo","arguments":{{"text":{deep}}}}}}}"#
        ),
    ] {
        let _ = runtime.block_on(TestClient::new(fixtures::registry()).exchange(Bytes::from(body)));
    }
}
