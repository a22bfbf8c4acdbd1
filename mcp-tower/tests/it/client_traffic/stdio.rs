//! A pipe as a session.

use mcp_core::{HandlerError, NoArguments, Registry, Server, prompt_fn};
use mcp_tower::{Change, LiveServer, Stdio, SubscriptionLimits};
use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf, duplex, split,
};

use super::{registry, server};

struct Client {
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    writer: WriteHalf<DuplexStream>,
}

impl Client {
    fn new(capabilities: &Value) -> (Self, Value) {
        Self::of(Stdio::new(server()), capabilities)
    }

    fn of(stdio: Stdio, capabilities: &Value) -> (Self, Value) {
        let (here, there) = duplex(4096);
        let (reader, writer) = split(there);
        tokio::spawn(stdio.serve(reader, writer));
        let (reader, writer) = split(here);
        let client = json!({ "name": "c", "version": "1" });
        let params =
            json!({ "protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": client });
        let initialize = json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params });
        (Self { lines: BufReader::new(reader).lines(), writer }, initialize)
    }

    async fn say(&mut self, message: &Value) {
        self.writer.write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }

    async fn hear(&mut self) -> Value {
        serde_json::from_str(&self.lines.next_line().await.unwrap().unwrap()).unwrap()
    }

    async fn ask(&mut self, id: u8, method: &str, params: Value) -> Value {
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })).await;
        self.hear().await
    }
}

#[tokio::test]
async fn initialize_client_gets_elicitation() {
    let (mut client, initialize) = Client::new(&json!({ "elicitation": {} }));
    client.say(&initialize).await;
    assert_eq!(client.hear().await["result"]["capabilities"]["logging"], json!({}));
    let question = client.ask(1, "tools/call", json!({ "name": "confirm" })).await;
    assert_eq!(question["method"], "elicitation/create");
    let result = json!({ "action": "accept", "content": { "sure": true } });
    client.say(&json!({ "jsonrpc": "2.0", "id": question["id"], "result": result })).await;
    assert_eq!(client.hear().await["result"]["structuredContent"]["result"], "sure: true");

    assert_eq!(client.ask(2, "logging/setLevel", json!({ "level": "error" })).await["result"], json!({}));
    let logged = client.ask(3, "tools/call", json!({ "name": "logs" })).await;
    assert_eq!(logged["params"]["data"], "c");
    assert_eq!(client.hear().await["id"], 3);
}

#[tokio::test]
async fn last_initialize_wins() {
    let (mut client, mut initialize) = Client::new(&json!({ "elicitation": {} }));
    let second = initialize.clone();
    initialize["params"]["protocolVersion"] = "2025-03-26".into();
    initialize["params"]["capabilities"] = json!({});
    client.say(&initialize).await;
    assert_eq!(client.hear().await["result"]["protocolVersion"], "2025-03-26");
    let refused = client.ask(1, "tools/call", json!({ "name": "confirm" })).await;
    assert_eq!(refused["result"]["isError"], true);
    client.say(&second).await;
    assert_eq!(client.hear().await["result"]["protocolVersion"], "2025-11-25");
    let question = client.ask(2, "tools/call", json!({ "name": "confirm" })).await;
    assert_eq!(question["method"], "elicitation/create");
}

#[tokio::test]
async fn cancelled_request_drops_its_elicitation() {
    let (mut client, initialize) = Client::new(&json!({ "elicitation": {} }));
    client.say(&initialize).await;
    client.hear().await;
    let question = client.ask(1, "tools/call", json!({ "name": "confirm" })).await;
    client
        .say(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } }))
        .await;
    client.say(&json!({ "jsonrpc": "2.0", "id": question["id"], "result": { "action": "cancel" } })).await;
    assert_eq!(client.ask(2, "ping", json!({})).await["id"], 2);
}

#[tokio::test]
async fn stateless_client_sends_capabilities_with_each_request() {
    let (mut client, _) = Client::new(&json!({}));
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} },
        "io.modelcontextprotocol/logLevel": "error",
    });
    let logged = client.ask(1, "tools/call", json!({ "name": "logs", "_meta": meta })).await;
    assert_eq!(logged["method"], "notifications/message");
    assert_eq!(client.hear().await["id"], 1);
    let asked = client.ask(2, "tools/call", json!({ "name": "confirm", "_meta": meta })).await;
    assert_eq!(asked["result"]["resultType"], "input_required");
}

/// Server with items of every kind, so that every list can change.
fn everything() -> Server {
    let prompt = prompt_fn("greet", "Greets.", |_: NoArguments| async { Ok::<_, HandlerError>("Hello.") });
    Server::new(registry().with_prompt(prompt).unwrap())
}

#[tokio::test]
async fn initialize_client_gets_list_changed_notifications() {
    let live = LiveServer::new(everything());
    let (mut client, initialize) = Client::of(Stdio::live(live.clone()), &json!({}));
    // The server runs now. Changes before `initialize` are not announced.
    client.ask(0, "ping", json!({})).await;
    live.notify(Change::lists());
    client.say(&initialize).await;
    let capabilities = client.hear().await["result"]["capabilities"].take();
    assert_eq!(capabilities["prompts"], json!({ "listChanged": true }));
    assert_eq!(capabilities["resources"], json!({ "listChanged": true, "subscribe": true }));
    client.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })).await;
    // The response shows that the notification before it was read.
    assert_eq!(client.ask(1, "resources/subscribe", json!({ "uri": "doc:a" })).await["result"], json!({}));
    live.notify(Change::resource("doc:b"));
    live.notify(Change::resource("doc:a"));
    assert_eq!(client.hear().await["params"], json!({ "uri": "doc:a" }));
    live.replace(Server::new(Registry::new()));
    for list in ["tools", "prompts", "resources"] {
        let method = format!("notifications/{list}/list_changed");
        assert_eq!(client.hear().await, json!({ "jsonrpc": "2.0", "method": method }));
    }
    assert_eq!(client.ask(2, "tools/list", json!({})).await["result"]["tools"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn stateless_subscription_ends_on_cancel_or_disconnect() {
    let live = LiveServer::new(everything());
    let (mut client, _) = Client::of(Stdio::live(live.clone()), &json!({}));
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let wishes = json!({ "promptsListChanged": true, "resourceSubscriptions": ["doc:a"] });
    let params = json!({ "_meta": meta, "notifications": wishes });
    for id in [1, 2] {
        let granted = client.ask(id, "subscriptions/listen", params.clone()).await;
        assert_eq!(granted["method"], "notifications/subscriptions/acknowledged");
        assert_eq!(granted["params"]["notifications"], wishes);
    }
    client
        .say(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } }))
        .await;
    assert_eq!(client.ask(3, "server/discover", json!({ "_meta": meta })).await["id"], 3);
    // A subscription is not a call: it outlasts the call timeout.
    tokio::time::advance(mcp_tower::StdioLimits::default().call_timeout * 2).await;
    live.replace(Server::new(Registry::new()));
    let changed = client.hear().await;
    assert_eq!(changed["method"], "notifications/prompts/list_changed");
    assert_eq!(changed["params"]["_meta"], json!({ "io.modelcontextprotocol/subscriptionId": 2 }));

    let left = tokio::time::Instant::now();
    client.writer.shutdown().await.unwrap();
    let end = client.hear().await;
    assert_eq!((&end["id"], &end["result"]["resultType"]), (&json!(2), &json!("complete")));
    assert!(client.lines.next_line().await.unwrap().is_none());
    assert_eq!(left.elapsed().as_secs(), 0, "the program does not wait for what listens");
}

#[tokio::test]
async fn fixed_server_refuses_subscriptions() {
    let (mut client, _) = Client::new(&json!({}));
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({ "_meta": meta, "notifications": { "toolsListChanged": true } });
    assert_eq!(client.ask(1, "subscriptions/listen", params).await["error"]["code"], -32601);

    let mut limits = SubscriptionLimits::default();
    limits.max = 0;
    let crowded = Stdio::live(LiveServer::with_limits(everything(), limits));
    let (mut client, _) = Client::of(crowded, &json!({}));
    let params = json!({ "_meta": meta, "notifications": { "toolsListChanged": true } });
    assert_eq!(client.ask(1, "subscriptions/listen", params).await["error"]["code"], -32603);
}
