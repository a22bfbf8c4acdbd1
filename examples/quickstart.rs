//! Three workflows that teams ask an agent for, run by a real MCP client against a fake Front.
//!
//! ```sh
//! cargo run -p examples --example quickstart
//! ```
//!
//! The server is mounted in axum on a local port, the official Rust client (`rmcp`) connects to it, and a few lines
//! of Rust stand in for the model. Prints the URL of the server, each call with its result, and after each workflow
//! the state in Front: tags, assignees, drafts, comments. Ends with an error if the state is wrong.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use axum::Router;
use front_client::{
    Client,
    mcp::{Author, agent_tools},
    testing::{FakeFront, seed},
};
use mcp_core::{Filter, Server};
use mcp_tower::{FilterLayer, Mcp};
use rmcp::{
    RoleClient, ServiceExt, model::CallToolRequestParams, service::RunningService,
    transport::StreamableHttpClientTransport,
};
use serde_json::{Value, json};
use tower_http::add_extension::AddExtensionLayer;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let front = FakeFront::seeded();
    let url = serve(&front).await?;
    println!("MCP server at {url}, over a fake Front\n");
    let agent = Agent { session: ().serve(StreamableHttpClientTransport::from_uri(url)).await? };

    println!("# 1. Triage and routing: billing disputes to Sarah, errors of the API to David\n");
    let routed = triage(&agent).await?;
    for conversation in &routed {
        show(&front, conversation);
    }

    println!("\n# 2. A draft that knows the customer\n");
    draft(&agent, seed::DISPUTE).await?;
    for draft in front.drafts_in(seed::DISPUTE) {
        println!("  in Front: a draft for {}: {}", seed::DISPUTE, draft["text"]);
    }
    println!("  in Front: {} messages sent", front.sent().len());

    println!("\n# 3. What waits for more than 24 hours\n");
    let late = escalate(&agent).await?;
    for conversation in &late {
        show(&front, conversation);
    }

    agent.session.cancel().await?;
    check(&front, &routed, &late)
}

/// Mounts the tools in axum. The agent may read and write, but not send: it cannot mail a customer.
async fn serve(front: &FakeFront) -> Result<String> {
    let client = Client::builder().credential(front.token()).transport(front.clone()).build()?;
    let server = Server::new(agent_tools(&client)).name("quickstart");
    let mcp = Mcp::new(server).layer(FilterLayer::new(Filter::new().methods(["read", "write"])?));
    // The author is the host's decision, never the model's: here it is always Sarah.
    let app = Router::new().nest_service("/mcp", mcp).layer(AddExtensionLayer::new(Author::new(seed::SARAH)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/mcp", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(url)
}

/// Tags and assigns unassigned conversations of the inbox, by the customer's last message.
async fn triage(agent: &Agent) -> Result<Vec<String>> {
    let found =
        agent.call("search_conversations", json!({"query": "", "filters": {"status": "unassigned"}})).await?;
    let mut routed = Vec::new();
    for conversation in items(&found, "conversations") {
        let id = text(conversation, "id");
        let read = agent
            .call("read_conversation", json!({"conversationId": id, "limit": 5, "include": ["message"]}))
            .await?;
        let message = items(&read, "entries").last().map(|entry| text(&entry["body"], "text").to_lowercase());
        let message = message.unwrap_or_default();
        let (tag, teammate) = if ["dispute", "charged"].iter().any(|word| message.contains(word)) {
            ("Finance", "Sarah")
        } else if ["error", "webhook"].iter().any(|word| message.contains(word)) {
            ("Engineering", "David")
        } else {
            continue;
        };
        let people = agent.call("list_teammates", json!({"name_query": teammate})).await?;
        let teammate =
            items(&people, "teammates").first().map(|person| text(person, "id")).unwrap_or_default();
        agent.call("tag_conversation", json!({"conversationId": id, "addTags": [tag]})).await?;
        agent.call("assign_conversation", json!({"conversationId": id, "assigneeId": teammate})).await?;
        routed.push(id.to_owned());
    }
    Ok(routed)
}

/// Reads the conversation and the customer, and leaves a draft for a human to send.
async fn draft(agent: &Agent, conversation: &str) -> Result<()> {
    let read = agent.call("read_conversation", json!({"conversationId": conversation})).await?;
    let contact = text(&read["conversation"]["recipient"], "contact_id");
    let customer = agent.call("read_contact", json!({"contactId": contact})).await?;
    let name = text(&customer, "name").split(' ').next().unwrap_or("there");
    let tier = &customer["custom_fields"]["Tier"];
    let body = format!(
        "Hi {name},\n\nthank you for writing. As our {} customer you are first in line: I am looking into the charge \
         now and will come back to you today.\n\nSarah",
        tier.as_str().unwrap_or("valued"),
    );
    agent
        .call("create_draft", json!({"conversationId": conversation, "body": body, "bodyFormat": "plain"}))
        .await?;
    Ok(())
}

/// Tags overdue conversations, and tells their assignees.
async fn escalate(agent: &Agent) -> Result<Vec<String>> {
    let found = agent
        .call("search_conversations", json!({"query": "", "filters": {"status": "open"}, "limit": 100}))
        .await?;
    let mut late = Vec::new();
    for conversation in items(&found, "conversations") {
        let Some(hours) = conversation["waiting_hours"].as_f64().filter(|hours| *hours > 24.0) else {
            continue;
        };
        let id = text(conversation, "id");
        let assignee = conversation["assignee"]["email"]
            .as_str()
            .map_or_else(|| "team".to_owned(), |email| format!("@{email}"));
        let comment = format!(
            "{assignee} this customer has waited for {hours:.0} hours: {}",
            text(conversation, "subject")
        );
        agent.call("tag_conversation", json!({"conversationId": id, "addTags": ["SLA Breach"]})).await?;
        agent.call("add_comment", json!({"conversationId": id, "body": comment})).await?;
        late.push(id.to_owned());
    }
    Ok(late)
}

/// Stands in for the model: calls tools and reads their results.
struct Agent {
    session: RunningService<RoleClient, ()>,
}

impl Agent {
    async fn call(&self, tool: &'static str, arguments: Value) -> Result<Value> {
        println!("  → {tool} {arguments}");
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        let result =
            self.session.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await?;
        let answer = serde_json::to_value(&result)?;
        if result.is_error == Some(true) {
            return Err(format!("{tool} failed: {}", answer["content"][0]["text"]).into());
        }
        let value = answer["structuredContent"].clone();
        println!("  ← {}", shorten(&value.to_string()));
        Ok(value)
    }
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(160) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

/// Prints a conversation's current state in Front.
fn show(front: &FakeFront, id: &str) {
    let Some(conversation) = front.conversation(id) else { return };
    let tags: Vec<_> = items(&conversation, "tags").iter().map(|tag| text(tag, "name")).collect();
    println!(
        "  in Front: {id} “{}” is {}, {}, tagged {tags:?}, {} comments",
        text(&conversation, "subject"),
        text(&conversation, "status"),
        conversation["assignee"]["email"].as_str().map_or("nobody's".into(), |email| format!("of {email}")),
        front.comments_in(id).len(),
    );
}

/// Checks the result, because the example also runs as a test.
fn check(front: &FakeFront, routed: &[String], late: &[String]) -> Result<()> {
    let assignee = |id| front.conversation(id).map(|conversation| conversation["assignee"]["id"].clone());
    let drafts = front.drafts_in(seed::DISPUTE);
    let draft = drafts.first().map(|draft| text(draft, "text")).unwrap_or_default();
    let expect = [
        ("the dispute is Sarah's", assignee(seed::DISPUTE) == Some(seed::SARAH.into())),
        ("the error is David's", assignee(seed::API_ERROR) == Some(seed::DAVID.into())),
        ("four or more were routed", routed.len() >= 4),
        ("the draft knows the customer", draft.contains("Hi Elena") && draft.contains("Platinum")),
        ("the oldest was escalated", late.iter().any(|id| id == seed::OVERDUE)),
        ("nothing was sent", front.sent().is_empty()),
    ];
    match expect.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err(format!("expected: {what}").into()),
        None => Ok(()),
    }
}
