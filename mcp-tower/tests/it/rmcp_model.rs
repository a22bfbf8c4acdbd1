//! Responses, parsed by the model types of the official Rust SDK: nothing is refused and nothing lost.

use mcp_core::{
    Content, HandlerError, NoArguments, Server, ToolMethod, ToolOutput, UpstreamRateLimit,
    schemars::{self, JsonSchema},
    tool_fn,
};
use mcp_tower::Mcp;
use rmcp::model::{CallToolResult, DiscoverResult, InitializeResult, JsonRpcError, ListToolsResult};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::support::{RequestBuilder, STATELESS, registry};

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    /// Nobody has it.
    Open,
    Closed,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Search {
    /// Search text.
    query: String,
    /// State to match.
    state: Option<State>,
    tags: Option<Vec<String>>,
    /// Maximum number of results.
    limit: Option<u32>,
}

#[derive(Serialize, JsonSchema)]
struct Found {
    /// Names found.
    names: Vec<String>,
    next_cursor: Option<String>,
}

fn mcp() -> Mcp {
    let search = tool_fn("search", "Searches.", |_: Search| async {
        Ok::<_, HandlerError>(Found { names: vec!["a".into()], next_cursor: None })
    });
    let all = tool_fn("all_content", "Answers in every form.", |_: NoArguments| async {
        let mut limit = UpstreamRateLimit::default();
        limit.remaining = Some(3);
        Ok::<_, HandlerError>(
            ToolOutput::json(&json!({ "n": 1 }))?
                .with_content(Content::text("text"))
                .with_content(Content::image("AA==", "image/png"))
                .with_content(Content::audio("AA==", "audio/wav"))
                .with_content(Content::resource_link("file:///a", "a"))
                .with_content(Content::text_resource("file:///a", "text/plain", "a"))
                .with_content(Content::blob_resource("file:///a", "image/png", "AA=="))
                .with_meta("example/who", "me")
                .with_rate_limit(limit),
        )
    });
    let registry = registry()
        .with_tool(search.method(ToolMethod::List).output::<Found>())
        .unwrap()
        .with_tool(all.method(ToolMethod::Get))
        .unwrap();
    Mcp::new(Server::new(registry).name("n").title("T").version("1").instructions("Be kind."))
}

/// Parses a result as a type of the SDK and serialises it again.
#[track_caller]
pub(crate) fn keeps<T: DeserializeOwned + Serialize>(result: &Value) -> T {
    let read: T = serde_json::from_value(result.clone()).unwrap_or_else(|error| panic!("{error}: {result}"));
    assert_eq!(serde_json::to_value(&read).unwrap(), *result);
    read
}

/// The same request for 2026-07-28 and for 2025-11-25.
fn both(method: &str, params: &Value) -> [RequestBuilder; 2] {
    [
        RequestBuilder::stateless(method, params),
        RequestBuilder::initialize_revision(method, params).with("mcp-protocol-version", "2025-11-25"),
    ]
}

#[tokio::test]
async fn discover_and_initialize() {
    let mcp = mcp();
    let discovered: DiscoverResult =
        keeps(&RequestBuilder::stateless("server/discover", &json!({})).send(&mcp).await.result());
    assert_eq!(discovered.supported_versions.len(), 1);
    assert_eq!(discovered.supported_versions[0].as_str(), STATELESS);
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "c", "version": "1" } });
    let initialized: InitializeResult =
        keeps(&RequestBuilder::initialize_revision("initialize", &params).send(&mcp).await.result());
    assert_eq!(initialized.server_info.title.as_deref(), Some("T"));
    assert_eq!(initialized.instructions.as_deref(), Some("Be kind."));
}

#[tokio::test]
async fn lists_and_every_definition_in_them() {
    let mcp = mcp();
    for ask in both("tools/list", &json!({})) {
        let list: ListToolsResult = keeps(&ask.send(&mcp).await.result());
        let ours: Vec<_> = mcp.server().view().iter().cloned().collect();
        assert_eq!(list.tools.len(), ours.len());
        for (theirs, ours) in list.tools.iter().zip(ours) {
            let definition = ours.definition();
            assert_eq!(theirs.name, definition.name());
            assert_eq!(theirs.title.as_deref(), Some(definition.title()));
            assert_eq!(theirs.description.as_deref(), Some(definition.description()));
            assert_eq!(*theirs.input_schema, *definition.input_schema());
            assert_eq!(theirs.output_schema.as_deref(), definition.output_schema());
            let (hints, own) = (theirs.annotations.as_ref().unwrap(), definition.annotations());
            assert_eq!(hints.read_only_hint, Some(own.read_only));
            assert_eq!(hints.destructive_hint, Some(own.destructive));
            assert_eq!(hints.idempotent_hint, Some(own.idempotent));
            assert_eq!(hints.open_world_hint, Some(own.open_world));
        }
    }
}

#[tokio::test]
async fn results_of_calls() {
    let mcp = mcp();
    let call =
        |name: &str, arguments: Value| both("tools/call", &json!({ "name": name, "arguments": arguments }));
    for ask in call("all_content", json!({})) {
        let result: CallToolResult = keeps(&ask.send(&mcp).await.result());
        assert_eq!(result.content.len(), 7);
        assert_eq!(result.structured_content, Some(json!({ "n": 1 })));
        assert_eq!(result.is_error, Some(false));
        let meta = result.meta.unwrap();
        assert!(meta.contains_key("example/who") && meta.contains_key(mcp_core::RATE_LIMIT_META));
    }
    for ask in call("search", json!({ "query": "x" })) {
        let result: CallToolResult = keeps(&ask.send(&mcp).await.result());
        assert_eq!(result.structured_content, Some(json!({ "names": ["a"], "next_cursor": null })));
    }
    for (name, arguments) in [("fail", json!({})), ("search", json!({ "query": 1 })), ("burst", json!({}))] {
        for ask in call(name, arguments.clone()) {
            let result: CallToolResult = keeps(&ask.send(&mcp).await.result());
            assert_eq!((result.is_error, result.structured_content), (Some(true), None));
        }
    }
}

#[tokio::test]
async fn errors() {
    let mcp = mcp();
    let version = RequestBuilder::stateless("tools/list", &json!({}))
        .swap(STATELESS, "2099-01-01")
        .with("mcp-protocol-version", "2099-01-01");
    for ask in [
        version,
        RequestBuilder::modern_call("nope", &json!({})),
        RequestBuilder::modern_call("needs_sampling", &json!({})),
        RequestBuilder::initialize_revision("nope", &json!({})),
        RequestBuilder::raw("{"),
        RequestBuilder::raw(r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#),
    ] {
        let error: JsonRpcError = keeps(&ask.send(&mcp).await.value());
        assert!(!error.error.message.is_empty());
    }
}
