//! Tests of your own login in front of the endpoint, without a socket.
//!
//! ```sh
//! cargo run -p cookbook --bin test_your_host
//! cargo test -p cookbook test_your_host
//! ```
//!
//! The tests at the end are the recipe: `HttpClient` calls the whole app as an MCP client does, login included.
//! They cover requests without a session, the tools of each user and the author of a user's writes. The program
//! prints the same for a reader.

#![allow(clippy::print_stdout, reason = "a recipe shows what it does")]

use std::{
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use front_client::{
    Client,
    mcp::agent_tools,
    testing::{FakeFront, seed},
};
use mcp_core::{Filter, Grant, Principal, Server};
use mcp_tower::{Mcp, testing::HttpClient};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A user of the app.
#[derive(Clone)]
pub(crate) struct User {
    name: &'static str,
    teammate: &'static str,
    /// Access of the user's agent.
    may: &'static [&'static str],
}

/// Users by session id. Replaces the session store of the app.
#[derive(Clone, Default)]
pub(crate) struct Logins(Arc<Mutex<HashMap<String, User>>>);

impl Logins {
    fn log_in(&self, user: User) -> Result<String> {
        let id = format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), user);
        Ok(id)
    }

    fn log_out(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    fn user(&self, id: &str) -> Option<User> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}

/// Sets the grant from the session. Requests without a session get 401.
async fn identify(
    State(logins): State<Logins>,
    mut request: Request,
    next: Next,
) -> std::result::Result<Response, StatusCode> {
    let session = request.headers().get("x-session").and_then(|session| session.to_str().ok());
    let user = session.and_then(|id| logins.user(id)).ok_or(StatusCode::UNAUTHORIZED)?;
    let filter = Filter::new().methods(user.may).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let grant = Grant::new(Principal::new(user.name)).filter(filter).author(user.teammate);
    request.extensions_mut().insert(grant);
    Ok(next.run(request).await)
}

pub(crate) fn app(front: &Client, logins: Logins) -> Router {
    let mcp = Mcp::new(Server::new(agent_tools(front)).name("app"));
    Router::new().nest_service("/mcp", mcp).layer(from_fn_with_state(logins, identify))
}

const ANN: User = User { name: "ann", teammate: seed::SARAH, may: &["read", "write"] };
const BOB: User = User { name: "bob", teammate: seed::DAVID, may: &["read"] };

#[tokio::main]
pub(crate) async fn main() -> Result<()> {
    let (fake, logins) = (FakeFront::seeded(), Logins::default());
    let front = Client::builder().credential(fake.token()).transport(fake).build()?;
    let client = HttpClient::new(app(&front, logins.clone()));
    println!("without a login: {}", client.tool_names().await.err().ok_or("it was served")?);
    let (ann, bob) = (logins.log_in(ANN)?, logins.log_in(BOB)?);
    println!("Ann sees {}", client.header("x-session", &ann).tool_names().await?.join(" "));
    println!("Bob sees {}", client.header("x-session", &bob).tool_names().await?.join(" "));
    logins.log_out(&ann);
    let gone = client.header("x-session", &ann).tool_names().await.err();
    println!("after the logout: {}", gone.ok_or("it was served")?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Builds the app over a fake, and a client without a session.
    fn host() -> (FakeFront, Logins, HttpClient) {
        let (fake, logins) = (FakeFront::seeded(), Logins::default());
        let front = Client::builder().credential(fake.token()).transport(fake.clone()).build().unwrap();
        let client = HttpClient::new(app(&front, logins.clone()));
        (fake, logins, client)
    }

    #[tokio::test]
    async fn request_without_session_gets_401() {
        let (fake, logins, client) = host();
        let ended = logins.log_in(ANN).unwrap();
        logins.log_out(&ended);
        for client in
            [client.clone(), client.header("x-session", "guessed"), client.header("x-session", &ended)]
        {
            assert_eq!(client.tool_names().await.unwrap_err().status(), StatusCode::UNAUTHORIZED);
            let refused = client.call_tool("list_tags", json!({})).await.unwrap_err();
            assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        }
        assert!(fake.requests().is_empty());
    }

    #[tokio::test]
    async fn user_writes_as_own_author() {
        let (fake, logins, client) = host();
        let ann = client.header("x-session", &logins.log_in(ANN).unwrap());
        let comment = json!({ "conversationId": seed::DISPUTE, "body": "Called her." });
        let commented = ann.call_tool("add_comment", comment).await.unwrap();
        assert!(!commented.is_error(), "{}", commented.text());
        let comments = fake.comments_in(seed::DISPUTE);
        let comment = comments.iter().find(|comment| comment["body"] == "Called her.").unwrap();
        assert_eq!(comment["author"]["id"], ANN.teammate);
    }

    #[tokio::test]
    async fn arguments_cannot_set_the_author() {
        let (fake, logins, client) = host();
        let ann = client.header("x-session", &logins.log_in(ANN).unwrap());
        let comment =
            json!({ "conversationId": seed::DISPUTE, "body": "As David.", "author_id": BOB.teammate });
        assert!(ann.call_tool("add_comment", comment).await.unwrap().is_error());
        assert!(!fake.comments_in(seed::DISPUTE).iter().any(|comment| comment["body"] == "As David."));
    }

    #[tokio::test]
    async fn hidden_tool_looks_unknown() {
        let (fake, logins, client) = host();
        let bob = client.header("x-session", &logins.log_in(BOB).unwrap());
        assert!(!bob.tool_names().await.unwrap().iter().any(|tool| tool == "add_comment"));
        let hidden = bob.call_tool("add_comment", json!({})).await.unwrap_err();
        let unknown = bob.call_tool("add_commend", json!({})).await.unwrap_err();
        assert_eq!(hidden.to_string().replace("add_comment", "add_commend"), unknown.to_string());
        assert!(fake.requests().is_empty());
    }
}
