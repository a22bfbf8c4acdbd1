//! A pipe is a session.

use mcp_tower::Stdio;
use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf, duplex, split,
};

use super::server;

struct Client {
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    writer: WriteHalf<DuplexStream>,
}

impl Client {
    fn new(capabilities: &Value) -> (Self, Value) {
        let (here, there) = duplex(4096);
        let (reader, writer) = split(there);
        tokio::spawn(Stdio::new(server()).serve(reader, writer));
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
async fn a_client_of_a_handshake_era_is_asked() {
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
async fn a_question_of_a_request_that_is_cancelled_is_no_more() {
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
async fn a_client_of_2026_07_28_says_it_with_each_request() {
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
