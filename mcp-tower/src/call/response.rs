//! Responses before a transport writes them.

use bytes::Bytes;
use http::StatusCode;
use mcp_core::{RpcError, Subscription, UpstreamRateLimit, jsonrpc::Id};

/// Response to one request: a JSON-RPC message and its HTTP metadata.
pub(crate) struct CallResponse {
    pub(crate) status: StatusCode,
    pub(crate) message: [Bytes; 3],
    pub(crate) rate_limit: Option<UpstreamRateLimit>,
    /// `true` for a result, `false` for an error.
    pub(crate) ok: bool,
    /// Stream that precedes it.
    pub(crate) subscription: Option<Subscription>,
}

impl CallResponse {
    /// Creates a response with a JSON-RPC error.
    pub(crate) fn error(status: StatusCode, id: Option<&Id>, error: &RpcError) -> Self {
        let message = [error.to_body(id), Bytes::new(), Bytes::new()];
        Self { status, message, rate_limit: None, ok: false, subscription: None }
    }

    /// Returns the message in one piece.
    pub(crate) fn into_message(self) -> Bytes {
        match self.message {
            [whole, a, b] if a.is_empty() && b.is_empty() => whole,
            pieces => pieces.concat().into(),
        }
    }
}
