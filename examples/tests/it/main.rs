//! End-to-end tests: an MCP client on a socket, all layers, and a fake Front.
#![allow(clippy::unwrap_used, reason = "what these tests stand on either works or ends them")]

mod agents;
mod endpoint;
mod hosts;
mod opentelemetry;
mod prometheus;
mod providers;
mod rmcp_server;

use std::time::Duration;

use front_client::{
    Client,
    mcp::{AgentTools, Author},
    testing::{FakeFront, Fault, seed},
};
use mcp_core::{Filter, Server};
use mcp_tower::{FilterLayer, Mcp};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tower_http::add_extension::AddExtensionLayer;

/// Server on a port of its own, with the fake Front behind it.
struct Desk {
    front: FakeFront,
    url: String,
    http: reqwest::Client,
}

impl Desk {
    async fn open(methods: &[&str]) -> Self {
        Self::by(Some(Author::new(seed::SARAH)), methods).await
    }

    /// Starts a host that sets this author for every call, or none.
    async fn by(author: Option<Author>, methods: &[&str]) -> Self {
        let front = FakeFront::seeded();
        let client = Client::builder().credential(front.token()).transport(front.clone()).build().unwrap();
        let tools = AgentTools::new(client).send_wait(Duration::ZERO).send_check(Duration::ZERO).registry();
        let filter = Filter::new().methods(methods).unwrap();
        let mcp = Mcp::new(Server::new(tools)).layer(FilterLayer::new(filter));
        let mut app = axum::Router::new().nest_service("/mcp", mcp);
        if let Some(author) = author {
            app = app.layer(AddExtensionLayer::new(author));
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { front, url, http: reqwest::Client::new() }
    }

    async fn ask(&self, method: &str, params: Value) -> Response {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let request = self.http.post(&self.url).header("content-type", "application/json");
        let request = request.header("mcp-protocol-version", "2025-11-25");
        request.body(body.to_string()).send().await.unwrap()
    }

    async fn call(&self, tool: &str, arguments: Value) -> Response {
        self.ask("tools/call", json!({ "name": tool, "arguments": arguments })).await
    }
}

async fn body(response: Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn reply_to_merged_conversation_is_sent_once() {
    let desk = Desk::open(&["read", "send"]).await;
    let before = desk.front.messages_in(seed::MERGED_INTO).len();
    let arguments = json!({ "conversationId": seed::MERGED, "body": "<p>Done.</p>" });
    let answer = body(desk.call("send_reply", arguments).await).await;
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    assert_eq!(answer["result"]["structuredContent"]["merged_into"], seed::MERGED_INTO);
    assert_eq!(desk.front.messages_in(seed::MERGED_INTO).len(), before + 1);
    assert_eq!(desk.front.sent().len(), 1);
    assert_ne!(desk.front.conversation(seed::MERGED_INTO).unwrap()["status"], "archived");
}

#[tokio::test]
async fn a_429_reaches_the_agent_with_the_normalised_values() {
    let desk = Desk::open(&["read"]).await;
    desk.front.rate_limit(50);
    let limited = loop {
        let answer = desk.call("list_teams", json!({})).await;
        if answer.headers().contains_key("retry-after") {
            break answer;
        }
        assert_eq!(answer.headers()["ratelimit-limit"], "50");
    };
    assert_eq!(limited.status(), StatusCode::OK);
    let header = |name: &str| limited.headers()[name].to_str().unwrap().parse::<u64>().unwrap();
    assert_eq!((header("ratelimit-limit"), header("ratelimit-remaining")), (50, 0));
    let reset = header("ratelimit-reset");
    // A window of 60 seconds, counted from a `Date` in whole seconds.
    assert!((1..=61).contains(&reset), "{reset}");
    let retry_after = header("retry-after");
    let answer = body(limited).await;
    assert_eq!(answer["result"]["isError"], true);
    let text = answer["result"]["content"][0]["text"].as_str().unwrap();
    let error: Value = serde_json::from_str(text).unwrap();
    assert_eq!((&error["error"]["kind"], &error["error"]["status"]), (&json!("rate_limited"), &json!(429)));
    assert!(error["error"]["retry_after_ms"].as_u64().unwrap() <= retry_after * 1000);
    let meta = &answer["result"]["_meta"][mcp_core::RATE_LIMIT_META];
    assert_eq!((&meta["limit"], &meta["remaining"]), (&json!(50), &json!(0)));
}

#[tokio::test]
async fn write_tools_are_hidden_from_readers() {
    let desk = Desk::open(&["read"]).await;
    let list = body(desk.ask("tools/list", json!({})).await).await;
    let tools = list["result"]["tools"].as_array().unwrap();
    assert!(!tools.is_empty() && tools.iter().all(|tool| tool["annotations"]["readOnlyHint"] == true));
    let arguments = json!({ "conversationId": seed::DISPUTE, "body": "hello" });
    let hidden = body(desk.call("send_reply", arguments.clone()).await).await.to_string();
    let unknown = body(desk.call("send_rekly", arguments).await).await.to_string();
    assert_eq!(hidden.replace("send_reply", "send_rekly"), unknown);
    assert!(desk.front.requests().iter().all(|request| request.method == "GET"));
    assert!(desk.front.sent().is_empty());
}

#[tokio::test]
async fn missing_author_refuses_writes() {
    let desk = Desk::by(None, &["read", "write", "send"]).await;
    let (comments, drafts) = (desk.front.comments_in(seed::DISPUTE), desk.front.drafts_in(seed::DISPUTE));
    for tool in ["add_comment", "send_reply", "create_draft"] {
        let arguments = json!({ "conversationId": seed::DISPUTE, "body": "<p>Hello</p>" });
        let answer = body(desk.call(tool, arguments).await).await;
        assert_eq!(answer["result"]["isError"], true, "{tool}: {answer}");
        let text = answer["result"]["content"][0]["text"].as_str().unwrap();
        let error = serde_json::from_str::<Value>(text).unwrap()["error"].clone();
        assert_eq!(error["kind"], "forbidden", "{tool}: {error}");
        assert!(error["hint"].as_str().unwrap().contains("must set one for this caller"), "{tool}: {error}");
    }
    assert!(desk.front.requests().is_empty() && desk.front.sent().is_empty());
    assert_eq!(desk.front.comments_in(seed::DISPUTE), comments);
    assert_eq!(desk.front.drafts_in(seed::DISPUTE), drafts);
}

#[tokio::test]
async fn api_token_author_writes_in_its_name() {
    let desk = Desk::by(Some(Author::api_token()), &["read", "write", "send"]).await;
    for tool in ["add_comment", "send_reply"] {
        let arguments = json!({ "conversationId": seed::DISPUTE, "body": "<p>Hello</p>" });
        let answer = body(desk.call(tool, arguments).await).await;
        assert_eq!(answer["result"]["structuredContent"]["author"], "api token", "{tool}: {answer}");
    }
    assert_eq!(desk.front.comments_in(seed::DISPUTE)[0]["author"]["type"], "api");
    assert_eq!(desk.front.sent()[0]["author_id"], Value::Null);
}

#[tokio::test]
async fn broken_send_is_outcome_unknown_and_not_retried() {
    let desk = Desk::open(&["read", "send"]).await;
    desk.front.fault(Fault::dropped().on("POST", "/messages").after_write());
    desk.front.set_send_delay(Duration::from_secs(3600));
    let arguments = json!({ "conversationId": seed::DISPUTE, "body": "<p>Done.</p>" });
    let answer = body(desk.call("send_reply", arguments).await).await;
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    let error = answer["result"]["content"][0]["text"].as_str().unwrap();
    assert!(error.contains("outcome_unknown"), "{error}");
    assert_eq!(desk.front.sent().len(), 1, "Front carried it out before the connection broke");
}

#[tokio::test]
async fn responses_never_contain_the_token() {
    let desk = Desk::open(&["read", "write", "custom", "send"]).await;
    let list = body(desk.ask("tools/list", json!({})).await).await;
    let token = desk.front.token();
    for fault in [Fault::status(401), Fault::status(500), Fault::status(403)] {
        desk.front.fault(fault.times(100));
        for tool in list["result"]["tools"].as_array().unwrap() {
            let answer = desk.call(tool["name"].as_str().unwrap(), json!({})).await;
            let headers = format!("{:?}", answer.headers());
            let text = answer.text().await.unwrap();
            assert!(!text.contains(&token) && !headers.contains(&token), "{text}");
        }
        desk.front.clear_faults();
    }
}
