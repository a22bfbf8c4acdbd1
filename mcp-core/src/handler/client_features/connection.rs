//! Connection to a client that accepts requests while its own request runs.

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::value::RawValue;

use crate::wire::{
    jsonrpc::RpcError,
    log::Level,
    protocol::{SUBSCRIBE, UNSUBSCRIBE},
};

/// Stateful connection to a client: a session or a pipe of an `initialize` revision, or an agent in the same
/// process.
///
/// A transport puts it into the [`Context`](crate::Context) of each request. Requests of 2026-07-28 have none: they
/// use `input_required`.
#[async_trait]
pub trait ClientConnection: Send + Sync {
    /// Sends a request to the client, on the stream of the current request, and waits for its result.
    ///
    /// # Errors
    ///
    /// The error that the client responds with, or -32603 if it disconnected or timed out.
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError>;

    /// Sets the client's minimum log level (`logging/setLevel`).
    fn set_log_level(&self, level: Level);

    /// Subscribes the client to changes of a resource, or unsubscribes it (`resources/subscribe`,
    /// `resources/unsubscribe`).
    ///
    /// # Errors
    ///
    /// -32601 if subscriptions are not supported, which is the default implementation; -32602 if there are too
    /// many.
    fn set_subscribed(&self, uri: &str, subscribed: bool) -> Result<(), RpcError> {
        let _ = uri;
        Err(RpcError::method_not_found(if subscribed { SUBSCRIBE } else { UNSUBSCRIBE }))
    }
}
