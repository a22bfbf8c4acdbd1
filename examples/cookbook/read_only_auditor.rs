//! A read-only endpoint: for an auditor, a report, or a model that runs unattended.
//!
//! ```sh
//! cargo run -p cookbook --bin read_only_auditor
//! ```
//!
//! Prints the scopes that Front's token needs, the auditor's tools, a search, and a reply that is refused. Three rules
//! keep the endpoint read-only:
//!
//! 1. `FilterLayer` hides every tool that writes or sends, from all callers.
//! 2. Front's token has read scopes only, so Front refuses a write that the filter lets through by mistake.
//! 3. No key has an `Author`, so tools refuse to write comments, drafts and replies.

#![allow(clippy::print_stdout, reason = "a recipe shows what it does")]

use std::{collections::BTreeSet, error::Error};

use axum::Router;
use front_client::{
    Client,
    mcp::{agent_tools, required_scopes},
    testing::{FakeFront, seed},
};
use mcp_core::{Filter, FilterError, Principal, Registry, Server};
use mcp_tower::{BearerAuthLayer, BearerKey, FilterLayer, Mcp, testing::HttpClient};
use serde_json::json;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Allows tools that only read. A tool without a declared access counts as a write.
fn read_only() -> std::result::Result<Filter, FilterError> {
    // It needs an author as well: drafts belong to a teammate.
    let drafts = Filter::new().methods(["list_drafts"])?;
    Ok(Filter::new().methods(["read"])?.and(&drafts.not()))
}

/// Serves `/mcp` to the callers with these keys.
pub(crate) fn app(front: &Client, keys: impl IntoIterator<Item = BearerKey>) -> Result<Router> {
    let server = Server::new(agent_tools(front)).name("audit");
    // A filter of the endpoint holds for keys that are added later, too. A filter of a key would not.
    let mcp = Mcp::new(server).layer(FilterLayer::new(read_only()?));
    Ok(Router::new().nest_service("/mcp", mcp).layer(BearerAuthLayer::new(keys)))
}

/// Returns the scopes that the visible tools need. Create Front's API token with these and no others.
pub(crate) fn scopes(tools: &Registry) -> Result<BTreeSet<&'static str>> {
    let view = tools.view(&read_only()?);
    Ok(view.iter().flat_map(|tool| required_scopes(tool.name())).copied().collect())
}

#[tokio::main]
pub(crate) async fn main() -> Result<()> {
    // A fake Front. With your own account: `Client::new(std::env::var("FRONT_API_TOKEN")?)`.
    let fake = FakeFront::seeded();
    let client = |token: String| Client::builder().credential(token).transport(fake.clone()).build();
    let scopes = scopes(&agent_tools(&client(fake.token())?))?;
    println!("# Scopes of the token\n{}\n", scopes.iter().copied().collect::<Vec<_>>().join(" "));

    let secret = key("AUDITOR_KEY")?;
    let auditor = BearerKey::new(secret.as_str(), Principal::new("auditor"))?;
    let app = app(&client(fake.token_with_scopes(scopes))?, [auditor])?;

    // To serve it: `axum::serve(tokio::net::TcpListener::bind("127.0.0.1:8848").await?, app).await?`.
    let auditor = HttpClient::new(app).bearer(&secret);
    println!("# Tools of the auditor\n{}\n", auditor.tool_names().await?.join(" "));

    let found = auditor.call_tool("search_conversations", json!({ "query": "invoice" })).await?;
    println!("# search_conversations\n{}\n", found.text());

    let reply = json!({ "conversationId": seed::DISPUTE, "body": "You are right." });
    match auditor.call_tool("send_reply", reply).await {
        Ok(sent) => return Err(format!("the auditor sent mail: {}", sent.text()).into()),
        Err(refused) => println!("# send_reply\n{refused}"),
    }
    println!("\nmessages sent: {}", fake.sent().len());
    Ok(())
}

/// Reads a key from the environment. The random key is for the demo: it is never shown and ends with the program.
fn key(variable: &str) -> Result<String> {
    match std::env::var(variable) {
        Ok(key) => Ok(key),
        Err(_) => Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?)),
    }
}
