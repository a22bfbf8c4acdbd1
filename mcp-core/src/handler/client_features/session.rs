//! A client that can be asked while its request runs.

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::value::RawValue;

use crate::wire::{
    jsonrpc::RpcError,
    log::Level,
    protocol::{SUBSCRIBE, UNSUBSCRIBE},
};

/// The client at the other end of a connection that remembers it: a session or a pipe of the handshake eras, or an agent
/// in the same process.
///
/// A transport puts one into the [`Context`](crate::Context) of each request. Requests of 2026-07-28 have none: they
/// ask by `input_required`.
#[async_trait]
pub trait Peer: Send + Sync {
    /// Sends a request to the client, on the stream of the request that is being carried out, and waits for its result.
    ///
    /// # Errors
    ///
    /// The error that the client answers, or -32603 when it went away or took too long.
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError>;

    /// Remembers from which level on the client wants log messages (`logging/setLevel`).
    fn set_log_level(&self, level: Level);

    /// Remembers whether the client wants word of changes of a resource (`resources/subscribe`, `resources/unsubscribe`).
    ///
    /// # Errors
    ///
    /// -32601 where nobody would tell it, as it is unless it is implemented; -32602 when it wants word of too many.
    fn set_subscribed(&self, uri: &str, subscribed: bool) -> Result<(), RpcError> {
        let _ = uri;
        Err(RpcError::method_not_found(if subscribed { SUBSCRIBE } else { UNSUBSCRIBE }))
    }
}
