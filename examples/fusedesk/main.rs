//! Two workflows of a support team, run by a real MCP client against a fake FuseDesk.
//!
//! ```sh
//! cargo run -p example-fusedesk
//! ```
//!
//! A server is mounted in axum on a local port, the official Rust client (`rmcp`) connects to it, and a few lines
//! of Rust replace the decisions of a model. It prints each call with its result, the summary of a case, a drafted
//! mail and the timeline of a customer. The workflows use the tool set `api`, with one tool for each operation.
//! The last step uses the set `agent` for the timeline, which no single operation of FuseDesk returns.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use axum::Router;
use fusedesk_client::{
    FuseDesk,
    mcp::{agent_tools, api_tools},
    testing::{FakeDesk, seed},
};
use mcp_core::{Filter, Server};
use mcp_tower::{FilterLayer, Mcp};
use rmcp::{
    RoleClient, ServiceExt, model::CallToolRequestParams, service::RunningService,
    transport::StreamableHttpClientTransport,
};
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let desk = FakeDesk::seeded();
    let url = serve(&desk).await?;
    println!("MCP server at {url}, over a fake FuseDesk\n");
    let agent = Agent { session: ().serve(StreamableHttpClientTransport::from_uri(url)).await? };

    println!("# 1. Support case triage: what does alex@example.com have open?\n");
    let triaged = triage(&agent, "alex@example.com").await?;
    println!("\n{triaged}\n");

    println!("# 2. Chat audit: what did our rep promise, and to whom is the follow-up?\n");
    let draft = follow_up(&agent, seed::PROMISE).await?;
    println!("\n{draft}\n");

    println!("# 3. Everything of one customer, in one order\n");
    let kinds = timeline(&agent, seed::ELENA).await?;

    agent.session.cancel().await?;
    check(&desk, &triaged, &draft, &kinds)
}

/// Mounts the tools in axum. The agent may only read: a person sends its drafts.
async fn serve(desk: &FakeDesk) -> Result<String> {
    let client = FuseDesk::base_url(desk.base_url())
        .builder()
        .credential(desk.api_key())
        .transport(desk.clone())
        .build()?;
    let tools = api_tools(&client).merge(&agent_tools(&client))?;
    let server = Server::new(tools).name("fusedesk");
    let mcp = Mcp::new(server).layer(FilterLayer::new(Filter::new().methods(["read"])?));
    let app = Router::new().nest_service("/mcp", mcp);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/mcp", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(url)
}

/// Finds the customer by address, and a case opened in the last two days. Summarises the case, or drafts an
/// acknowledgement if there is none.
async fn triage(agent: &Agent, address: &str) -> Result<String> {
    let found = agent.call("list_all_fuse_desk_contacts", json!({ "search": address })).await?;
    let contact = items(&found).first().ok_or("no contact has this address")?;
    let crm_id = &contact["crmId"];
    let two_days = json!({ "after": "-2 days" }).to_string();
    let cases = agent
        .call(
            "list_all_fuse_desk_cases",
            json!({ "contactid": [crm_id], "status": "active", "date_opened": two_days, "orderby": "date_opened desc" }),
        )
        .await?;
    let Some(case) = items(&cases).first() else {
        return Ok(format!(
            "Hi {}, thank you for writing: we have your message and will be back today.",
            text(contact, "firstName")
        ));
    };
    let read = agent.call("get_single_fuse_desk_case_by_id", json!({ "caseId": case["id"] })).await?;
    let history = read["history"].as_array().map(Vec::as_slice).unwrap_or_default();
    let last = history.last().map(|entry| text(entry, "note")).unwrap_or_default();
    Ok(format!(
        "  {} has the {} case {} “{}”: {} It has {} entries, the last is: {}",
        text(contact, "firstName"),
        text(&read, "status"),
        read["id"],
        text(&read, "summary"),
        shorten(text(&read, "details")),
        history.len(),
        shorten(last),
    ))
}

/// Reads the transcript, extracts the rep's promise, finds the customer by name, and drafts the mail.
async fn follow_up(agent: &Agent, chat: &str) -> Result<String> {
    let chat = agent.call("get_single_fuse_desk_chat_by_id", json!({ "chatId": chat })).await?;
    let messages = chat["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let promise = messages
        .iter()
        .filter(|message| text(message, "sender") == "rep")
        .map(|message| text(message, "message"))
        .find(|message| message.contains("will"))
        .ok_or("the rep made no promise")?;
    let name = text(&chat, "clientName");
    let found = agent.call("list_all_fuse_desk_contacts", json!({ "search": name })).await?;
    let contact = items(&found).first().ok_or("no contact has this name")?;
    Ok(format!(
        "  To: {}\n  Hi {}, in our chat I told you: “{promise}” The technical team is on it, and I will write again as \
         soon as they are done.",
        text(contact, "emailAddress"),
        text(contact, "firstName"),
    ))
}

/// Returns the kinds of the entries in a customer's timeline.
async fn timeline(agent: &Agent, contact: &str) -> Result<Vec<String>> {
    let found =
        agent.call("fusedesk_customer_timeline", json!({ "customer": contact, "limit": 100 })).await?;
    let entries = found["entries"].as_array().map(Vec::as_slice).unwrap_or_default();
    for entry in entries {
        println!("  {} {}", text(entry, "at"), text(entry, "kind"));
    }
    let mut kinds: Vec<String> = entries.iter().map(|entry| text(entry, "kind").to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    Ok(kinds)
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

fn items(value: &Value) -> &[Value] {
    value["items"].as_array().map(Vec::as_slice).unwrap_or_default()
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

/// Checks the result, because the example also runs as a test.
fn check(desk: &FakeDesk, triaged: &str, draft: &str, kinds: &[String]) -> Result<()> {
    let expect = [
        ("the open case of the customer was found", triaged.contains(&seed::EXPORT.to_string())),
        ("the follow-up goes to the customer of the chat", draft.contains("@")),
        ("the follow-up repeats the promise", draft.contains("will")),
        ("the timeline has more than cases", kinds.len() >= 3),
        ("nothing was sent", desk.sent_emails().is_empty()),
    ];
    match expect.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err(format!("expected: {what}").into()),
        None => Ok(()),
    }
}
