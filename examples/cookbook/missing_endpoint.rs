//! An endpoint that the client lacks: call it, and offer it to the model as a tool.
//!
//! ```sh
//! cargo run -p cookbook --bin missing_endpoint
//! ```
//!
//! Prints the response of the endpoint to `execute` and to a typed call, and the results of two tools: one for the
//! endpoint, and one that calls it several times. `GET /conversations/{conversation_id}/mood` is fictional. It
//! represents an endpoint that Front added after this release of the client.

#![allow(clippy::print_stdout, reason = "a recipe shows what it does")]

use std::error::Error;

use client_core::mcp::{Call, ToolSet, endpoint};
use front_client::{
    Body, Client, ConversationId, Endpoint, Front,
    http::{Method, Request, Response},
    mcp::agent_tools,
    testing::{FakeFront, seed},
};
use mcp_core::{
    Filter, Registry, Server,
    schemars::{self, JsonSchema},
};
use mcp_tower::{FilterLayer, Mcp, testing::HttpClient};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower::{ServiceExt, service_fn};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Reads the mood of the customer of a conversation.
// A model reads these comments: they describe the tool and its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetMood {
    /// Conversation: id cnv_….
    pub(crate) conversation_id: ConversationId,
    /// Number of newest messages to consider, 1 to 50. Defaults to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) messages: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Mood {
    /// Mood, in one word.
    pub(crate) mood: String,
    /// From -1, angry, to 1, happy.
    pub(crate) score: f64,
}

impl Endpoint for GetMood {
    type Vendor = Front;
    type Output = Mood;
    const METHOD: Method = Method::GET;
    // Fields that the path does not name go into the query, or into the body of a POST.
    const PATH: &'static str = "/conversations/{conversation_id}/mood";
    const SCOPES: &'static [&'static str] = &["conversations:read"];

    fn validate(&self) -> std::result::Result<(), String> {
        match self.messages {
            Some(0 | 51..) => Err("messages must be 1 to 50".to_owned()),
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FindUnhappy {
    /// Conversations to check: up to 10 ids cnv_….
    conversation_ids: Vec<ConversationId>,
}

#[derive(Serialize, JsonSchema)]
struct Unhappy {
    /// Unhappy conversations, unhappiest first.
    conversation_ids: Vec<ConversationId>,
}

/// Returns the agent tools and two more.
pub(crate) fn tools(front: &Client) -> Result<Registry> {
    let set = ToolSet::new(front.clone()).call_budget(10);
    // `get` is a tool that only reads. For an endpoint that mails customers: `endpoint::create::<…>(…).sending()`.
    let mood = endpoint::get::<GetMood>("get_mood").output::<Mood>().tags(["conversations"]);
    let find = async |call: Call<Front>, FindUnhappy { conversation_ids }| {
        let mut found = Vec::new();
        for conversation_id in conversation_ids {
            let mood =
                call.send(&GetMood { conversation_id: conversation_id.clone(), messages: None }).await?;
            found.push((mood.score, conversation_id));
        }
        found.retain(|(score, _)| *score < 0.0);
        found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        Ok(Unhappy { conversation_ids: found.into_iter().map(|(_, id)| id).collect() })
    };
    let find = set.tool("find_unhappy", "Finds the conversations with unhappy customers.", find);
    let find = find.method(mcp_core::ToolMethod::List).tags(["conversations"]);
    Ok(agent_tools(front).merge(&set.endpoints([mood])?)?.with_tool(find)?)
}

#[tokio::main]
pub(crate) async fn main() -> Result<()> {
    let front = client(&FakeFront::seeded())?;

    println!("# execute: once, without a type");
    let request = Request::get(format!("/conversations/{}/mood?messages=5", seed::DISPUTE)).body(())?;
    println!("{}\n", String::from_utf8_lossy(front.execute(request).await?.body()));

    println!("# A typed call");
    let mood = GetMood { conversation_id: seed::DISPUTE.into(), messages: Some(5) }.send(&front).await?;
    println!("{mood:?}\n");

    // On a socket, put a `BearerAuthLayer` around it, as the other recipes do.
    let reads = FilterLayer::new(Filter::new().methods(["read"])?);
    let agent = HttpClient::new(Mcp::new(Server::new(tools(&front)?)).layer(reads));
    for (tool, arguments) in [
        ("get_mood", json!({ "conversation_id": seed::DISPUTE, "messages": 5 })),
        ("get_mood", json!({ "conversation_id": seed::DISPUTE, "messages": 500 })),
        ("find_unhappy", json!({ "conversation_ids": [seed::API_ERROR, seed::DISPUTE] })),
    ] {
        println!("# The tool {tool} {arguments}");
        println!("{}\n", agent.call_tool(tool, arguments).await?.text());
    }
    Ok(())
}

/// Returns a client of a fake with the new endpoint, for tests. All other requests go to the fake.
pub(crate) fn client(fake: &FakeFront) -> Result<Client> {
    let token = fake.token();
    let fake = fake.clone();
    let wire = service_fn(move |request: Request<Body>| {
        let fake = fake.clone();
        async move {
            let path = request.uri().path().strip_suffix("/mood");
            let mood = path.and_then(|path| match path.rsplit('/').next()? {
                seed::DISPUTE => Some(r#"{ "mood": "angry", "score": -0.8, "since": 1700000000 }"#),
                seed::API_ERROR => Some(r#"{ "mood": "patient", "score": 0.2 }"#),
                _ => None,
            });
            match mood {
                Some(mood) => Ok(Response::new(axum::body::Body::from(mood))),
                None => fake.oneshot(request).await.map(|response| response.map(axum::body::Body::new)),
            }
        }
    });
    Ok(Client::builder().credential(token).transport(wire).build()?)
}
