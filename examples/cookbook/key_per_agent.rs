//! A key for each agent, with its own tools and its own author, in Front and in FuseDesk.
//!
//! ```sh
//! cargo run -p cookbook --bin key_per_agent
//! ```
//!
//! Prints the tools of three agents behind one endpoint, and one call of each with its author. The keys are read from
//! `KEY_OF_ROUTER`, `KEY_OF_DRAFTER` and `KEY_OF_CASES`. Without them the program makes random ones.

#![allow(clippy::print_stdout, reason = "a recipe shows what it does")]

use std::error::Error;

use axum::Router;
use front_client::{mcp::Author as FrontAuthor, testing as front_testing};
use fusedesk_client::{FuseDesk, RepUserId, mcp::Author as FuseDeskAuthor, testing as desk_testing};
use mcp_core::{Filter, Principal, Registry, Server};
use mcp_tower::{BearerAuthLayer, BearerKey, Mcp, testing::HttpClient};
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Secrets of the three agents.
pub(crate) struct Keys {
    pub(crate) router: String,
    pub(crate) drafter: String,
    pub(crate) cases: String,
}

/// Serves the tools of both vendors at `/mcp`.
pub(crate) fn app(tools: Registry, keys: &Keys) -> Result<Router> {
    // Routes conversations and comments as Sarah. A tag is the subject of a tool; FuseDesk's tools have other tags.
    let router = Filter::new().methods(["read", "write"])?.tags(["conversations", "teammates", "tags"])?;
    // Reads conversations and contacts, and drafts as David. The name of a tool allows that tool alone.
    let drafter = Filter::new().methods(["read", "create_draft"])?.tags(["conversations", "contacts"])?;
    // Reads FuseDesk, and adds notes as Mia.
    let cases = Filter::new().methods(["read", "fusedesk_add_note"])?.tags(["cases", "customers"])?;
    for filter in [&router, &drafter, &cases] {
        // Fails at start if a name or a tag is misspelt: it would allow nothing.
        filter.check(&tools)?;
    }

    let router = BearerKey::new(keys.router.as_str(), Principal::new("router"))?
        .filter(router)
        .extension(FrontAuthor::new(front_testing::seed::SARAH));
    let drafter = BearerKey::new(keys.drafter.as_str(), Principal::new("drafter"))?
        .filter(drafter)
        .extension(FrontAuthor::new(front_testing::seed::DAVID));
    // No author of Front: its tools refuse to write, even if the filter is widened by mistake.
    let cases = BearerKey::new(keys.cases.as_str(), Principal::new("cases"))?
        .filter(cases)
        .extension(FuseDeskAuthor::new(RepUserId::new(desk_testing::seed::MIA)));

    let mcp = Mcp::new(Server::new(tools).name("agents"));
    Ok(Router::new().nest_service("/mcp", mcp).layer(BearerAuthLayer::new([router, drafter, cases])))
}

/// Returns the tools of both vendors. With your own accounts, leave out `transport`.
pub(crate) fn tools(front: &front_testing::FakeFront, desk: &desk_testing::FakeDesk) -> Result<Registry> {
    let front = front_client::Client::builder().credential(front.token()).transport(front.clone()).build()?;
    let desk =
        FuseDesk::app(desk.app())?.builder().credential(desk.api_key()).transport(desk.clone()).build()?;
    Ok(front_client::mcp::agent_tools(&front).merge(&fusedesk_client::mcp::agent_tools(&desk))?)
}

#[tokio::main]
pub(crate) async fn main() -> Result<()> {
    let (front, desk) = (front_testing::FakeFront::seeded(), desk_testing::FakeDesk::seeded());
    let keys =
        Keys { router: key("KEY_OF_ROUTER")?, drafter: key("KEY_OF_DRAFTER")?, cases: key("KEY_OF_CASES")? };
    let client = HttpClient::new(app(tools(&front, &desk)?, &keys)?);

    let conversation = front_testing::seed::DISPUTE;
    let comment = json!({ "conversationId": conversation, "body": "A double charge; finance has it." });
    show(&client.bearer(&keys.router), "router", "add_comment", comment).await?;
    let draft = json!({ "conversationId": conversation, "body": "We are looking into it." });
    show(&client.bearer(&keys.drafter), "drafter", "create_draft", draft).await?;
    let note = json!({ "case_id": desk_testing::seed::DISPUTE, "note": "The provider confirms the charge." });
    show(&client.bearer(&keys.cases), "cases", "fusedesk_add_note", note).await?;
    println!("messages sent: {}", front.sent().len() + desk.sent_emails().len());
    Ok(())
}

/// Prints the tools of an agent, and one call with its author.
async fn show(agent: &HttpClient, name: &str, tool: &str, arguments: Value) -> Result<()> {
    println!("# {name}\nsees {}", agent.tool_names().await?.join(" "));
    let result = agent.call_tool(tool, arguments).await?;
    let author = result.structured().ok_or(result.text())?["author"].clone();
    println!("calls {tool}: in the name of {author}\n");
    Ok(())
}

/// Reads a key from the environment. The random key is for the demo: it is never shown and ends with the program.
fn key(variable: &str) -> Result<String> {
    match std::env::var(variable) {
        Ok(key) => Ok(key),
        Err(_) => Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?)),
    }
}
