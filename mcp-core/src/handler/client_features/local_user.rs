//! Local user for elicitation: a function in the host's process.

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

/// Local user for elicitation: a function in the host's process, for agents in that process and for tests.
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
/// let user = LocalUser::new(|params| async move {
///     (params["message"] == "Close all 17 cases?").then(|| json!({ "reason": "spam" }))
/// });
/// // The context to pass to `provider::ToolExport::run` or `dispatch`:
/// let context = Context::new().with_local_user(user);
///
/// let form = Elicitation::form("Close all 17 cases?").field("reason", Field::text());
/// let fields = context.request_client("confirm", form).await?.accepted();
/// assert_eq!(fields.expect("the user accepts")["reason"], "spam");
/// let other = context.request_client("other", Elicitation::form("Delete them?")).await?;
/// assert!(other.accepted().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct LocalUser(Arc<dyn Fn(Value) -> ResponseFuture + Send + Sync>);

impl LocalUser {
    /// Creates a user from a function.
    pub fn new<F, R>(respond: F) -> Self
    where
        F: Fn(Value) -> R + Send + Sync + 'static,
        R: Future<Output = Option<Value>> + Send + 'static,
    {
        Self(Arc::new(move |params| Box::pin(respond(params))))
    }

    /// Returns the client's response to the `params` of an elicitation.
    pub(crate) async fn respond(&self, params: Value) -> Value {
        match (self.0)(params).await {
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
        let params = serde_json::from_slice(&params).map_err(unreadable)?;
        to_raw_value(&self.respond(params).await).map_err(unreadable)
    }

    /// No effect: an in-process agent sets the log level in the [`Context`].
    fn set_log_level(&self, _: Level) {}
}

impl Context {
    /// Sets the local user for the elicitations of the request, as its [connection](Self::with_connection). Other client
    /// capabilities stay unchanged.
    #[must_use]
    pub fn with_local_user(self, user: LocalUser) -> Self {
        let known = self.client_capabilities().and_then(|known| serde_json::from_slice(known).ok());
        let mut capabilities: Map<String, Value> = known.unwrap_or_default();
        capabilities.insert("elicitation".to_owned(), json!({}));
        self.with_client_capabilities(&capabilities).with_connection(Arc::new(user))
    }
}
