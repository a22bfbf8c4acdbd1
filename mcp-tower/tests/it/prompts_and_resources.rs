//! Prompts, resources and completion over HTTP, also parsed by the official Rust SDK.

use axum::Router;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mcp_core::{
    CompletionRequest, Content, ContentAnnotations, Context, Grant, HandlerError, Icon, IconTheme,
    NoArguments, Principal, PromptMessage, PromptOutput, Registry, ResourceDefinition, ResourceOutput, Role,
    Server, prompt_fn, resource_fn,
    schemars::{self, JsonSchema},
    template_fn, tool_fn,
};
use mcp_tower::{Mcp, layer::FilterLayer};
use rmcp::{
    ClientLifecycleMode, ClientServiceExt,
    model::{
        CompleteResult, DiscoverResult, GetPromptRequestParams, GetPromptResult, InitializeResult,
        ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ProtocolVersion,
        ReadResourceRequestParams, ReadResourceResult, ResourceContents,
    },
    transport::StreamableHttpClientTransport,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    rmcp_model::keeps,
    support::{RequestBuilder, mcp as tools_only},
};

#[derive(Deserialize, JsonSchema)]
struct Greeting {
    /// Name to greet.
    name: String,
}

fn server() -> Server {
    let icon = || [Icon::new("https://example.com/i.png").sizes(["any"]).theme(IconTheme::Light)];
    let greet = prompt_fn("greet", "Greets somebody.", |args: Greeting| async move {
        Ok::<_, HandlerError>(
            PromptOutput::new([
                PromptMessage::user(format!("Greet {}.", args.name)),
                PromptMessage::assistant(Content::image("AA==", "image/png")),
                PromptMessage::user(Content::from(
                    ResourceDefinition::new("demo://läden/1", "shop").with_title("Shop").with_size(3),
                )),
            ])
            .with_meta("example/n", 1),
        )
    });
    let names =
        |request: CompletionRequest| async move { Ok::<_, HandlerError>(request.choose(["Ada", "Bob"])) };
    let shop = template_fn("demo://läden/{name}", "shop", "A shop.", |args: Greeting| async move {
        match args.name.as_str() {
            "nobody" => Err(HandlerError::not_found("there is no such shop")),
            name => Ok(format!("The shop of {name}")),
        }
    });
    let logo = resource_fn("demo://logo", "logo", "The logo.", |context: Context| async move {
        let caller = context.caller().map(|caller| caller.id().to_owned());
        Ok::<_, HandlerError>(ResourceOutput::bytes([0]).with_meta("example/caller", caller))
    });
    let hints = ContentAnnotations::new().audience([Role::User, Role::Assistant]).priority(0.5);
    let ping = tool_fn("ping", "Answers.", |_: NoArguments| async { Ok::<_, HandlerError>("pong") });
    let registry = Registry::new()
        .with_tool(ping.icons(icon()).define(|tool| tool.with_meta("example/n", 1)))
        .unwrap()
        .with_prompt(greet.icons(icon()).define(|p| p.with_meta("example/n", 1)).complete("name", names))
        .unwrap()
        .with_template(
            shop.icons(icon()).annotations(hints.clone()).mime_type("text/plain").complete("name", names),
        )
        .unwrap()
        .with_resource(
            logo.icons(icon())
                .mime_type("image/png")
                .annotations(hints.last_modified("2025-01-12T15:00:58Z"))
                .define(|logo| logo.with_size(1).with_meta("example/n", 1)),
        )
        .unwrap();
    Server::new(registry)
        .name("shelf")
        .version("1")
        .icons(icon())
        .description("D")
        .website("https://example.com/")
}

fn mcp() -> Mcp {
    Mcp::new(server())
}

fn complete() -> Value {
    json!({
        "ref": { "type": "ref/prompt", "name": "greet" }, "argument": { "name": "name", "value": "b" },
        "context": { "arguments": { "other": "x" } }
    })
}

/// Read request with a non-ASCII URI, so that the header is base64.
fn read_shop(name: &str) -> RequestBuilder {
    let uri = format!("demo://läden/{name}");
    let ask = RequestBuilder::stateless("resources/read", &json!({ "uri": "x" }));
    ask.swap(r#""uri":"x""#, &format!(r#""uri":"{uri}""#))
        .with("mcp-name", &format!("=?base64?{}?=", STANDARD.encode(&uri)))
}

#[tokio::test]
async fn sdk_parses_results_of_all_revisions() {
    let mcp = mcp();
    for stateless in [true, false] {
        let send = async |method: &str, params: Value| {
            let ask = if stateless {
                RequestBuilder::stateless(method, &params)
            } else {
                RequestBuilder::initialize_revision(method, &params)
            };
            ask.with("mcp-protocol-version", if stateless { "2026-07-28" } else { "2025-11-25" })
                .send(&mcp)
                .await
                .result()
        };
        if stateless {
            let found: DiscoverResult = keeps(&send("server/discover", json!({})).await);
            assert!(found.capabilities.prompts.is_some() && found.capabilities.completions.is_some());
        } else {
            let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "c", "version": "1" } });
            let found: InitializeResult = keeps(&send("initialize", params).await);
            assert_eq!(found.server_info.icons.unwrap().len(), 1);
            assert!(found.capabilities.resources.is_some());
        }
        let prompts: ListPromptsResult = keeps(&send("prompts/list", json!({})).await);
        assert_eq!(prompts.prompts[0].arguments.as_ref().unwrap()[0].required, Some(true));
        let resources: ListResourcesResult = keeps(&send("resources/list", json!({})).await);
        assert_eq!(resources.resources[0].size, Some(1));
        let templates: ListResourceTemplatesResult =
            keeps(&send("resources/templates/list", json!({})).await);
        assert_eq!(templates.resource_templates[0].uri_template, "demo://läden/{name}");
        let read: ReadResourceResult = keeps(&send("resources/read", json!({ "uri": "demo://logo" })).await);
        assert_eq!(read.contents.len(), 1);
        let params = json!({ "name": "greet", "arguments": { "name": "Ada" } });
        let prompt: GetPromptResult = keeps(&send("prompts/get", params).await);
        assert_eq!(prompt.messages.len(), 3);
        let completed: CompleteResult = keeps(&send("completion/complete", complete()).await);
        assert_eq!(completed.completion.values, ["Bob"]);
    }
}

#[tokio::test]
async fn the_header_names_the_prompt_or_the_uri() {
    let mcp = mcp();
    let prompt = || {
        RequestBuilder::stateless("prompts/get", &json!({ "name": "greet", "arguments": { "name": "Ada" } }))
    };
    let resource = || RequestBuilder::stateless("resources/read", &json!({ "uri": "demo://logo" }));
    for ask in [prompt, resource] {
        ask().send(&mcp).await.result();
        ask().without("mcp-name").send(&mcp).await.refused(400, -32020, Some("1"));
        ask().with("mcp-name", "other").send(&mcp).await.refused(400, -32020, Some("1"));
    }
    let read = read_shop("Bücher").send(&mcp).await.result();
    assert_eq!(read["contents"][0]["text"], "The shop of Bücher");
    // Methods without a target have no such header, and it is ignored if sent.
    for (method, params) in
        [("prompts/list", json!({})), ("resources/list", json!({})), ("completion/complete", complete())]
    {
        RequestBuilder::stateless(method, &params).send(&mcp).await.result();
        RequestBuilder::stateless(method, &params).with("mcp-name", "other").send(&mcp).await.result();
    }
}

#[tokio::test]
async fn unknown_items_have_the_status_of_the_revision() {
    // Unknown methods are 404, unknown resources are in band.
    for method in ["prompts/list", "prompts/get", "resources/list", "resources/read", "completion/complete"] {
        let params = json!({ "name": "n", "uri": "n" });
        let ask = RequestBuilder::stateless(method, &params).with("mcp-name", "n");
        ask.send(&tools_only()).await.refused(404, -32601, Some("1"));
        RequestBuilder::initialize_revision(method, &params).send(&tools_only()).await.refused(
            200,
            -32601,
            Some("1"),
        );
    }
    let gone = read_shop("nobody").send(&mcp()).await;
    gone.refused(200, -32602, Some("1"));
    assert_eq!(gone.value()["error"]["data"]["uri"], "demo://läden/nobody");
    let params = json!({ "uri": "demo://nothing" });
    RequestBuilder::stateless("resources/read", &params).send(&mcp()).await.refused(200, -32602, Some("1"));
    RequestBuilder::initialize_revision("resources/read", &params).send(&mcp()).await.refused(
        200,
        -32002,
        Some("1"),
    );
    // A missing member is not in band.
    RequestBuilder::stateless("resources/read", &json!({})).with("mcp-name", "x").send(&mcp()).await.refused(
        400,
        -32020,
        Some("1"),
    );
    RequestBuilder::stateless("completion/complete", &json!({})).send(&mcp()).await.refused(
        400,
        -32602,
        Some("1"),
    );
}

#[tokio::test]
async fn filters_apply_per_caller() {
    let ask = || RequestBuilder::stateless("resources/read", &json!({ "uri": "demo://logo" }));
    let read = ask().extension(Grant::new(Principal::new("ada"))).send(&mcp()).await.result();
    assert_eq!(read["_meta"]["example/caller"], "ada");
    assert_eq!(read["cacheScope"], "private");
    let filtered = mcp().layer(FilterLayer::new(mcp_core::Filter::new().methods(["greet"]).unwrap()));
    ask().send(&filtered).await.refused(200, -32602, Some("1"));
    let list = RequestBuilder::stateless("prompts/list", &json!({})).send(&filtered).await.result();
    assert_eq!(list["prompts"].as_array().unwrap().len(), 1);
    let list =
        RequestBuilder::initialize_revision("resources/list", &json!({})).send(&filtered).await.result();
    assert!(list["resources"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn resources_are_read_in_a_batch() {
    let body = json!([
        { "jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": { "uri": "demo://logo" } },
        { "jsonrpc": "2.0", "id": 2, "method": "prompts/get", "params": { "name": "greet", "arguments": { "name": "Ada" } } },
        { "jsonrpc": "2.0", "id": 3, "method": "resources/read", "params": { "uri": "demo://nothing" } }
    ]);
    let answers = RequestBuilder::json(&body).send(&mcp()).await.value();
    assert_eq!(answers[0]["result"]["contents"][0]["blob"], "AA==");
    assert_eq!(answers[1]["result"]["messages"][2]["content"]["text"], "Shop: demo://läden/1");
    assert_eq!(answers[2]["error"]["code"], -32002);
}

async fn drive(mode: ClientLifecycleMode) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mcp = Mcp::new(server().page_size(std::num::NonZeroUsize::MIN));
        axum::serve(listener, Router::new().nest_service("/mcp", mcp)).await.unwrap();
    });
    let client = ().serve_with_lifecycle(StreamableHttpClientTransport::from_uri(url), mode).await.unwrap();

    assert_eq!(client.list_all_prompts().await.unwrap()[0].name, "greet");
    assert_eq!(client.list_all_resources().await.unwrap()[0].uri, "demo://logo");
    assert_eq!(client.list_all_resource_templates().await.unwrap()[0].name, "shop");
    let read = client.read_resource(ReadResourceRequestParams::new("demo://läden/Ada")).await.unwrap();
    let ResourceContents::TextResourceContents { text, .. } = &read.contents[0] else { panic!("text") };
    assert_eq!(text, "The shop of Ada");
    assert!(client.read_resource(ReadResourceRequestParams::new("demo://nothing")).await.is_err());
    let arguments = json!({ "name": "Ada" }).as_object().cloned().unwrap();
    let prompt = GetPromptRequestParams::new("greet").with_arguments(arguments);
    assert_eq!(client.get_prompt(prompt).await.unwrap().messages.len(), 3);
    assert_eq!(client.complete_prompt_simple("greet", "name", "a").await.unwrap(), ["Ada"]);
    assert_eq!(client.complete_resource_simple("demo://läden/{name}", "name", "b").await.unwrap(), ["Bob"]);

    client.cancel().await.unwrap();
    server.abort();
}

#[tokio::test]
async fn sdk_works_with_initialize() {
    drive(ClientLifecycleMode::Initialize).await;
}

#[tokio::test]
async fn sdk_works_stateless() {
    drive(ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }).await;
}
