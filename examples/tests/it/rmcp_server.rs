//! The registry inside rmcp, tested with rmcp's client in each protocol revision.

#![expect(deprecated, reason = "log messages are, and are served for as long as clients ask for them")]

#[allow(dead_code, reason = "an example's main is not called here")]
#[path = "../../rmcp_server/main.rs"]
mod example;
mod pipe;
mod recorder;
mod tools;

use std::time::Duration;

use axum::Extension;
use front_client::testing::{FakeFront, seed};
use mcp_core::{Filter, Grant, Principal, Registry, Server};
use rmcp::{
    ClientLifecycleMode, ClientServiceExt as _, RoleClient, ServiceError,
    model::{
        CallToolRequest, CallToolRequestParams, CallToolResult, ClientRequest, GetPromptRequestParams,
        LoggingLevel, ProtocolVersion, ReadResourceRequestParams, RequestMetaObject, ServerNotification,
        SetLevelRequestParams, SubscriptionFilter,
    },
    service::{PeerRequestOptions, RunningService},
    transport::StreamableHttpClientTransport,
};
use serde_json::{Value, json};
use tokio::{sync::watch, time::timeout};

use recorder::{Received, Recorder};
use tools::Dropped;

/// Timeout of every wait in a test.
const TEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Shop on a socket, with the fake Front behind its desk.
struct Shop {
    front: FakeFront,
    url: String,
    dropped: Dropped,
    servers: watch::Sender<Server>,
}

/// A client of the shop.
struct TestClient {
    client: RunningService<RoleClient, Recorder>,
    received: watch::Receiver<Received>,
    modern: bool,
}

impl Shop {
    /// Starts a shop with a filter that a layer of the host inserts into each request.
    async fn open(filter: Filter) -> Self {
        let (front, dropped) = (FakeFront::seeded(), Dropped::default());
        let (servers, watched) = watch::channel(tools::server(&front, &dropped));
        let app = example::app(watched).await.unwrap();
        let app = app.layer(Extension(Grant::new(Principal::new("ann")).filter(filter)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, app).await });
        Self { front, url, dropped, servers }
    }

    async fn welcome(&self, version: ProtocolVersion, lifecycle: ClientLifecycleMode) -> TestClient {
        let (received, hears) = watch::channel(Received::default());
        let transport = StreamableHttpClientTransport::from_uri(self.url.as_str());
        let listener = Recorder { received, version: version.clone() };
        let client = listener.serve_with_lifecycle(transport, lifecycle).await.unwrap();
        let server = client.peer().peer_info().and_then(|info| info.server_info.clone());
        assert_eq!(server.map(|server| server.name).as_deref(), Some("shop"));
        TestClient { client, received: hears, modern: version == ProtocolVersion::V_2026_07_28 }
    }

    /// Connects a client in each protocol revision.
    async fn clients(&self) -> Vec<TestClient> {
        let modern = ProtocolVersion::V_2026_07_28;
        let preferred_versions = vec![modern.clone()];
        let handshakes =
            [ProtocolVersion::V_2025_03_26, ProtocolVersion::V_2025_06_18, ProtocolVersion::V_2025_11_25];
        let mut clients =
            vec![self.welcome(modern, ClientLifecycleMode::Discover { preferred_versions }).await];
        for version in handshakes {
            clients.push(self.welcome(version, ClientLifecycleMode::Initialize).await);
        }
        clients
    }
}

fn request(tool: &'static str, arguments: Value) -> CallToolRequestParams {
    CallToolRequestParams::new(tool).with_arguments(arguments.as_object().cloned().unwrap_or_default())
}

/// Returns the value of a result from its text, which every revision has.
fn value(answer: &CallToolResult) -> Value {
    serde_json::from_str(&answer.content[0].as_text().unwrap().text).unwrap()
}

impl TestClient {
    async fn call(&self, tool: &'static str, arguments: Value) -> Result<CallToolResult, ServiceError> {
        timeout(TEST_TIMEOUT, self.client.call_tool(request(tool, arguments)))
            .await
            .expect("an answer in time")
    }

    async fn hears(&mut self, what: impl FnMut(&Received) -> bool) {
        timeout(TEST_TIMEOUT, self.received.wait_for(what)).await.expect("to be told in time").unwrap();
    }
}

fn all() -> Filter {
    Filter::new().methods(["read", "write", "custom", "send"]).unwrap()
}

#[tokio::test]
async fn shop_tools_and_desk_tools_are_listed_together() {
    let shop = Shop::open(all()).await;
    for client in shop.clients().await {
        let tools = client.client.list_all_tools().await.unwrap();
        let names: Vec<_> = tools.iter().map(|tool| tool.name.as_ref()).collect();
        assert!(
            ["order_status", "add_comment", "count"].iter().all(|name| names.contains(name)),
            "{names:?}"
        );
        assert!(!names.contains(&"send_reply"), "a tool that sends is hidden");
        let status = client.call("order_status", json!({ "number": 7 })).await.unwrap();
        assert_eq!(status.content[0].as_text().unwrap().text, "Order 7 is on its way.");

        let prompts = client.client.list_all_prompts().await.unwrap();
        let names: Vec<_> = prompts.iter().map(|prompt| prompt.name.as_str()).collect();
        assert!(["apologise", "farewell"].iter().all(|name| names.contains(name)), "{names:?}");
        let prompt = client.client.get_prompt(GetPromptRequestParams::new("apologise")).await.unwrap();
        assert_eq!(prompt.messages.len(), 1);
    }
}

#[tokio::test]
async fn call_uses_the_hosts_principal() {
    let shop = Shop::open(all()).await;
    for (number, client) in shop.clients().await.into_iter().enumerate() {
        let before = shop.front.comments_in(seed::DISPUTE).len();
        // The same caller's equal comment would not be written again.
        let body = format!("Looking into it, {number}.");
        let comment = json!({ "conversationId": seed::DISPUTE, "body": body });
        let answer = client.call("add_comment", comment).await.unwrap();
        assert_eq!(answer.is_error, Some(false), "{answer:?}");
        let comments = serde_json::to_value(shop.front.comments_in(seed::DISPUTE)).unwrap();
        assert_eq!(comments.as_array().unwrap().len(), before + 1);
        assert!(comments.to_string().contains(seed::SARAH));
        let answer = client.call("whoami", json!({})).await.unwrap();
        assert_eq!(value(&answer), json!({ "caller": "ann" }));
    }
}

#[tokio::test]
async fn hidden_tools_are_unknown() {
    let shop = Shop::open(Filter::new().methods(["read"]).unwrap()).await;
    for client in shop.clients().await {
        let tools = client.client.list_all_tools().await.unwrap();
        assert!(tools.iter().any(|tool| tool.name == "count"));
        assert!(tools.iter().all(|tool| tool.name != "add_comment"));
        for tool in ["add_comment", "send_reply", "no_such_tool"] {
            match client.call(tool, json!({})).await {
                Err(ServiceError::McpError(error)) => {
                    assert_eq!(error.code.0, -32602);
                    assert!(error.message.contains("unknown tool"), "{error:?}");
                }
                other => panic!("{tool}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn progress_and_log_messages_arrive() {
    let shop = Shop::open(all()).await;
    for mut client in shop.clients().await {
        let mut count = request("count", json!({}));
        if client.modern {
            let mut meta = RequestMetaObject::new();
            meta.set_log_level(LoggingLevel::Info);
            count.meta = Some(meta);
        } else {
            client.client.set_level(SetLevelRequestParams::new(LoggingLevel::Info)).await.unwrap();
        }
        let answer = client.client.call_tool(count).await.unwrap();
        assert_eq!(value(&answer), json!({ "counted": 3 }));
        client.hears(|received| received.progress == [1.0, 2.0, 3.0] && received.log == ["begun"]).await;
    }
}

#[tokio::test]
async fn tool_and_prompt_use_elicitation() {
    let shop = Shop::open(all()).await;
    for client in shop.clients().await {
        // Elicitation was added after 2025-03-26.
        let version = client.client.peer().peer_info().map(|info| info.protocol_version.clone());
        let can_ask = version != Some(ProtocolVersion::V_2025_03_26);
        let answer = client.call("close_day", json!({})).await.unwrap();
        assert_eq!(answer.is_error, Some(!can_ask), "{version:?}: {answer:?}");
        if !can_ask {
            continue;
        }
        assert_eq!(value(&answer), json!({ "closed": true }));
        let farewell = GetPromptRequestParams::new("farewell")
            .with_arguments(json!({ "tier": "Gold" }).as_object().unwrap().clone());
        let prompt = timeout(TEST_TIMEOUT, client.client.get_prompt(farewell)).await.unwrap().unwrap();
        let prompt = serde_json::to_value(&prompt).unwrap();
        assert_eq!(prompt["messages"][0]["content"]["text"], "Say good night to all of Gold: true.");
    }
}

#[tokio::test]
async fn a_call_that_is_cancelled_is_dropped() {
    let shop = Shop::open(all()).await;
    for (n, mut client) in shop.clients().await.into_iter().enumerate() {
        let call = ClientRequest::CallToolRequest(CallToolRequest::new(request("slow", json!({}))));
        let options = PeerRequestOptions::no_options();
        let running = client.client.peer().send_cancellable_request(call, options).await.unwrap();
        client.hears(|received| received.progress == [1.0]).await;
        assert_eq!(shop.dropped.count(), n);
        running.cancel(None).await.unwrap();
        let dropped = async {
            while shop.dropped.count() == n {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(TEST_TIMEOUT, dropped).await.expect("the call to be dropped");
    }
}

#[tokio::test]
async fn resources_completions_and_errors_are_forwarded() {
    let shop = Shop::open(all()).await;
    for connected in shop.clients().await {
        let client = &connected.client;
        let templates = client.list_all_resource_templates().await.unwrap();
        assert!(templates.iter().any(|template| template.uri_template == "desk://promises/{tier}"));
        let read = async |tier| {
            client.read_resource(ReadResourceRequestParams::new(format!("desk://promises/{tier}"))).await
        };
        let promise = serde_json::to_value(read("Platinum").await.unwrap()).unwrap();
        assert_eq!(promise["contents"][0]["text"], "Within four hours.");
        let error = read("Tin").await.unwrap_err().to_string();
        assert!(error.contains("nothing is promised to Tin"), "{error}");

        assert_eq!(client.complete_prompt_simple("farewell", "tier", "pl").await.unwrap(), ["Platinum"]);

        // A tool error is a result for the model.
        let missing = json!({ "conversationId": "cnv_zzzzzz" });
        let answer = connected.call("read_conversation", missing).await.unwrap();
        assert_eq!(answer.is_error, Some(true), "{answer:?}");
    }
}

#[tokio::test]
async fn replaced_server_sends_list_changed() {
    let shop = Shop::open(all()).await;
    let mut clients = shop.clients().await;
    let mut streams = Vec::new();
    for client in clients.iter().filter(|client| client.modern) {
        let wishes = SubscriptionFilter::builder().tools_list_changed().build();
        streams.push(timeout(TEST_TIMEOUT, client.client.peer().listen(wishes)).await.unwrap().unwrap());
    }
    assert_eq!(streams.len(), 1);
    shop.servers.send(Server::new(Registry::new())).unwrap();
    for stream in &mut streams {
        let news = timeout(TEST_TIMEOUT, stream.next()).await.unwrap().unwrap();
        assert!(matches!(news, Some(ServerNotification::ToolListChangedNotification(_))), "{news:?}");
    }
    for client in &mut clients {
        if !client.modern {
            client.hears(|received| received.tools_changed == 1).await;
        }
        let tools = client.client.list_all_tools().await.unwrap();
        assert_eq!(tools.iter().map(|tool| tool.name.as_ref()).collect::<Vec<_>>(), ["order_status"]);
    }
}
