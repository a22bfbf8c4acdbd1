//! Local user for elicitation: a function in the host's own process.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::{
    Map, Value, json,
    value::{RawValue, to_raw_value},
};

use super::ClientConnection;
use crate::{
    handler::context::Context,
    wire::{jsonrpc::RpcError, log::Level, protocol::ELICIT},
};

type ResponseFuture = Pin<Box<dyn Future<Output = Option<Value>> + Send>>;

/// Local user, played by a function in the host's own process: for agents there, and for tests.
///
/// The function gets the `params` of an elicitation form, with the members `message` and `requestedSchema`
/// (<https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation>). It returns an object of the
/// submitted fields, or `None` to decline. Pages are not supported.
///
/// ```
/// use mcp_core::{Context, client_features::{Elicitation, Field, LocalUser}};
/// use serde_json::json;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let user = LocalUser::new(|question| async move {
///     (question["message"] == "Close all 17 cases?").then(|| json!({ "reason": "spam" }))
/// });
/// // The context to pass to `provider::Offer::run` or `dispatch`:
/// let context = Context::new().with_local_user(user);
///
/// let question = Elicitation::form("Close all 17 cases?").field("reason", Field::text());
/// let answer = context.request_client("sure", question).await?.accepted();
/// assert_eq!(answer.expect("a yes")["reason"], "spam");
/// let no = context.request_client("really", Elicitation::form("Really?")).await?;
/// assert!(no.accepted().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct LocalUser(Arc<dyn Fn(Value) -> ResponseFuture + Send + Sync>);

impl LocalUser {
    /// Creates a user from a function.
    pub fn new<F, R>(answer: F) -> Self
    where
        F: Fn(Value) -> R + Send + Sync + 'static,
        R: Future<Output = Option<Value>> + Send + 'static,
    {
        Self(Arc::new(move |question| Box::pin(answer(question))))
    }

    /// Returns the client's response to the `params` of an elicitation.
    pub(crate) async fn answer(&self, question: Value) -> Value {
        match (self.0)(question).await {
            Some(content) => json!({ "action": "accept", "content": content }),
            None => json!({ "action": "decline" }),
        }
    }
}

impl fmt::Debug for LocalUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalUser").finish_non_exhaustive()
    }
}

#[async_trait]
impl ClientConnection for LocalUser {
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError> {
        if method != ELICIT {
            return Err(RpcError::method_not_found(method));
        }
        let unreadable = |error: serde_json::Error| RpcError::internal(error.to_string());
        let question = serde_json::from_slice(&params).map_err(unreadable)?;
        to_raw_value(&self.answer(question).await).map_err(unreadable)
    }

    /// No effect: an in-process agent sets the log level in the [`Context`].
    fn set_log_level(&self, _: Level) {}
}

impl Context {
    /// Sets the local user that elicitations of the request go to, as the [connection](Self::with_connection). Other client
    /// capabilities stay unchanged.
    #[must_use]
    pub fn with_local_user(self, user: LocalUser) -> Self {
        let known = self.client_capabilities().and_then(|known| serde_json::from_slice(known).ok());
        let mut capabilities: Map<String, Value> = known.unwrap_or_default();
        capabilities.insert("elicitation".to_owned(), json!({}));
        self.with_client_capabilities(&capabilities).with_connection(Arc::new(user))
    }
}
