//! Wire format, where JSON equality is not enough.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use mcp_core::{
    Context, Filter, HandlerError, NoArguments, Principal, Progress, ProtocolVersion, Registry,
    RegistryError, ToolMethod, ToolOutput, dispatch, jsonrpc::Message, protocol::Params, testing::TestClient,
    tool_fn,
};
use serde_json::json;

use crate::fixtures;

#[tokio::test]
async fn a_list_is_shared_and_its_length_is_known() {
    let server = fixtures::server();
    let body = Bytes::from_static(br#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
    let mut shared = Vec::new();
    for _ in 0..2 {
        let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!() };
        let params = Params::parse(&envelope).and_then(Params::validate).unwrap();
        let request = server.decode(&envelope, params, Context::new()).unwrap();
        let answer = dispatch(request).await.unwrap().into_body(envelope.id());
        assert_eq!(answer.len(), answer.to_bytes().len());
        let [_, list, _] = answer.into_frames();
        assert!(list.starts_with(br#"{""#));
        shared.push(list.as_ptr());
    }
    assert_eq!(shared[0], shared[1]);
}

#[tokio::test]
async fn a_list_is_private_once_it_depends_on_the_caller() {
    let scope = async |client: TestClient| {
        client.request("tools/list", json!({})).await.unwrap()["cacheScope"].as_str().unwrap().to_owned()
    };
    let client = TestClient::new(fixtures::registry());
    assert_eq!(scope(client.clone()).await, "public");
    // A layer that shows everything to this caller may hide tools from the next one.
    assert_eq!(scope(client.clone().filter(&Filter::all())).await, "private");
    assert_eq!(scope(client.clone().caller(Principal::new("u"))).await, "private");
    let reads = Filter::new().methods(["read"]).unwrap();
    assert_eq!(scope(client.filter(&reads)).await, "private");
}

#[tokio::test]
async fn progress_is_sent_only_on_request() {
    let seen: Arc<Mutex<Vec<Bytes>>> = Arc::default();
    let sink = Arc::clone(&seen);
    let client = TestClient::new(fixtures::registry()).context(move |context| {
        context.set_progress_sink(Arc::new(move |progress: Progress| {
            sink.lock().unwrap().push(progress.to_notification());
        }));
    });
    client.call_tool("mixed", json!({})).await.unwrap();
    assert!(seen.lock().unwrap().is_empty());
    let params = json!({ "name": "mixed", "_meta": { "progressToken": "p-1" } });
    client.request("tools/call", params).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(
        seen.as_slice(),
        [
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"p-1","progress":1.0,"total":2.0,"message":"half"}}"#
        ]
    );
}

#[tokio::test]
async fn rate_limits_reach_the_transport_and_the_model() {
    let server = fixtures::server();
    for (tool, header) in [("mixed", "ratelimit-remaining"), ("limited", "retry-after")] {
        let body = Bytes::from(format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{tool}"}}}}"#
        ));
        let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!() };
        let params = Params::parse(&envelope).and_then(Params::validate).unwrap();
        let response = dispatch(server.decode(&envelope, params, Context::new()).unwrap()).await.unwrap();
        assert_eq!(response.is_tool_error(), tool == "limited");
        let mut headers = http::HeaderMap::new();
        response.rate_limit().unwrap().write_headers(&mut headers);
        assert!(headers.contains_key(header));
        let result: serde_json::Value = serde_json::from_slice(&response.result()).unwrap();
        assert!(result["_meta"][mcp_core::RATE_LIMIT_META].is_object(), "{result}");
    }
}

#[tokio::test]
async fn layer_cannot_unhide_a_tool() {
    let server = fixtures::server().filter(&Filter::new().methods(["read", "write"]).unwrap());
    let body = Bytes::from_static(
        br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"a"}}}"#,
    );
    let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!() };
    let params = Params::parse(&envelope).and_then(Params::validate).unwrap();
    let mut request = server.decode(&envelope, params, Context::new()).unwrap();
    assert_eq!(request.method(), "tools/call");
    assert_eq!(request.tool().unwrap().name(), "echo");
    assert_eq!(request.arguments().unwrap(), r#"{"text":"a"}"#);

    let refused = request.refuse(HandlerError::forbidden("not now"));
    assert!(refused.is_tool_error());

    request = request.with_arguments(r#"{"text":"b"}"#);
    let answer = dispatch(request.clone()).await.unwrap().result();
    assert!(answer.windows(16).any(|w| w == br#"{\"said\":\"b\"}"#));

    let tool = request.tool().cloned();
    request.narrow(&Filter::new().methods(["write"]).unwrap());
    assert!(request.tool().is_none());
    // Even a layer that puts the tool back cannot call it.
    if let mcp_core::RequestKind::CallTool { tool: place, .. } = &mut request.call {
        *place = tool;
    }
    assert_eq!(dispatch(request).await.unwrap_err().message(), "unknown tool: echo");
}

#[tokio::test]
async fn missing_structured_content_is_an_error() {
    let tool =
        tool_fn("t", "A tool.", |_: NoArguments| async { Ok::<_, HandlerError>(ToolOutput::text("x")) });
    let client = TestClient::new(Registry::new().with_tool(tool.output::<Vec<String>>()).unwrap());
    let result = client.call_tool("t", json!({})).await.unwrap();
    assert_eq!(result.error().unwrap()["kind"], "internal");
}

#[tokio::test]
async fn all_revisions_list_the_same_tools() {
    let new = TestClient::of(fixtures::server());
    for version in ProtocolVersion::INITIALIZE {
        let old = TestClient::of(fixtures::server()).version(*version);
        assert_eq!(old.connect().await.unwrap()["protocolVersion"], version.as_str());
        assert_eq!(old.tool_names().await.unwrap(), new.tool_names().await.unwrap());
        let a = old.call_tool("echo", json!({ "text": "x" })).await.unwrap();
        let b = new.call_tool("echo", json!({ "text": "x" })).await.unwrap();
        assert_eq!(a.content(), b.content());
        let structured = b.structured().filter(|_| *version > ProtocolVersion::V2025_03_26);
        assert_eq!(a.structured(), structured);
    }
}

#[test]
fn invalid_names_are_refused_and_clones_are_independent() {
    let tool = |name: &str| {
        tool_fn(name, "A tool.", |_: NoArguments| async { Ok::<_, HandlerError>(()) }).method(ToolMethod::Get)
    };
    let registry = Registry::new().with_tool(tool("b")).unwrap().with_tool(tool("a")).unwrap();
    assert_eq!(registry.iter().map(|t| t.name()).collect::<Vec<_>>(), ["a", "b"]);
    let mut other = registry.clone();
    let before = other.view(&Filter::all()).list_bytes();
    other.insert(tool("c")).unwrap();
    assert_eq!((registry.len(), other.len()), (2, 3));
    assert_ne!(before, other.view(&Filter::all()).list_bytes());

    assert_eq!(other.insert(tool("c")), Err(RegistryError::DuplicateName("c".into())));
    assert!(matches!(registry.merge(&other), Err(RegistryError::DuplicateName(_))));
    for name in ["", "a b", "a/b", "é", &"a".repeat(129)] {
        assert!(
            matches!(Registry::new().with_tool(tool(name)), Err(RegistryError::InvalidName(_))),
            "{name}"
        );
    }
    let listed =
        String::from_utf8(other.prefix("acme_").unwrap().view(&Filter::all()).list_bytes().to_vec()).unwrap();
    assert!(listed.contains(r#""name":"acme_c""#));
    let root = tool("x").define(|d| d.with_input_schema(serde_json::Map::new()));
    assert!(matches!(Registry::new().with_tool(root), Err(RegistryError::InvalidSchema { .. })));
}

#[test]
fn fixtures_have_no_lint_findings() {
    assert_eq!(mcp_core::lint::lint(&fixtures::registry()), []);
}
