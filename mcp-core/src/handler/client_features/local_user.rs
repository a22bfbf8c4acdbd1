//! A user in the same process.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::{
    Map, Value, json,
    value::{RawValue, to_raw_value},
};

use super::Peer;
use crate::{
    handler::context::Context,
    wire::{jsonrpc::RpcError, log::Level, protocol::ELICIT},
};

type Answering = Pin<Box<dyn Future<Output = Option<Value>> + Send>>;

/// A user who is asked in the same process, by a function: for an agent that runs there, and for tests of what asks.
///
/// The function gets what a client would show its user, with the members `message` and `requestedSchema`
/// (<https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation>). It returns an object of what the user
/// fills in, or `None` for a no. Only forms are put to it, no pages.
///
/// ```
/// use mcp_core::{Context, ask::{Elicitation, Field, User}};
/// use serde_json::json;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let user = User::new(|question| async move {
///     (question["message"] == "Close all 17 cases?").then(|| json!({ "reason": "spam" }))
/// });
/// // What `provider::Offer::run` and `dispatch` hand to a tool:
/// let context = Context::new().with_user(user);
///
/// let question = Elicitation::form("Close all 17 cases?").field("reason", Field::text());
/// let answer = context.ask("sure", question).await?.accepted();
/// assert_eq!(answer.expect("a yes")["reason"], "spam");
/// let no = context.ask("really", Elicitation::form("Really?")).await?;
/// assert!(no.accepted().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct User(Arc<dyn Fn(Value) -> Answering + Send + Sync>);

impl User {
    /// A user for whom this function answers.
    pub fn new<F, R>(answer: F) -> Self
    where
        F: Fn(Value) -> R + Send + Sync + 'static,
        R: Future<Output = Option<Value>> + Send + 'static,
    {
        Self(Arc::new(move |question| Box::pin(answer(question))))
    }

    /// What a client answers that has put the `params` of a question to this user.
    pub(crate) async fn answer(&self, question: Value) -> Value {
        match (self.0)(question).await {
            Some(content) => json!({ "action": "accept", "content": content }),
            None => json!({ "action": "decline" }),
        }
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").finish_non_exhaustive()
    }
}

#[async_trait]
impl Peer for User {
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError> {
        if method != ELICIT {
            return Err(RpcError::method_not_found(method));
        }
        let unreadable = |error: serde_json::Error| RpcError::internal(error.to_string());
        let question = serde_json::from_slice(&params).map_err(unreadable)?;
        to_raw_value(&self.answer(question).await).map_err(unreadable)
    }

    /// Does nothing: who runs an agent in its own process says so in the [`Context`].
    fn set_log_level(&self, _: Level) {}
}

impl Context {
    /// Says who is asked while the request runs: the [peer](Self::with_peer) for an agent in the same process. What else
    /// the client can do stays as it is.
    #[must_use]
    pub fn with_user(self, user: User) -> Self {
        let known = self.client_capabilities().and_then(|known| serde_json::from_slice(known).ok());
        let mut capabilities: Map<String, Value> = known.unwrap_or_default();
        capabilities.insert("elicitation".to_owned(), json!({}));
        self.with_client_capabilities(&capabilities).with_peer(Arc::new(user))
    }
}
