//! Errors of elicitation, sampling and roots.

use crate::{
    handler::tool::{HandlerError, HandlerErrorKind},
    wire::{jsonrpc::RpcError, protocol::ProtocolVersion},
};

/// Error of elicitation, sampling or roots.
///
/// Handlers usually return it with `?`: it converts to [`HandlerError`] and to [`RpcError`].
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ClientRequestError {
    /// The request is being sent to the client. The handler ends here and runs again when the response arrives.
    #[error("the request to the client is pending; the call continues with the response")]
    Pending,
    /// The client did not declare the capability.
    #[error("the client did not declare the capability {}", .0.join("."))]
    MissingCapability(&'static [&'static str]),
    /// The client's protocol revision does not have the request.
    #[error("protocol revision {0} does not support this request to the client")]
    UnsupportedRevision(ProtocolVersion),
    /// The client cannot be reached: the request is of an `initialize` revision without a session, or came in without a
    /// transport.
    #[error(
        "this connection cannot carry requests to the client; open a session, or use revision 2026-07-28"
    )]
    NoConnection,
    /// The request state was not issued by this server for this request.
    #[error("{0}")]
    InvalidState(RpcError),
    /// The response does not match the request.
    #[error("the response to {key:?} is invalid: {fault}")]
    #[non_exhaustive]
    InvalidResponse {
        /// Key of the request.
        key: String,
        /// Description of the error.
        fault: String,
    },
    /// The client responded with an error, disconnected or timed out.
    #[error("the request to the client failed: {0}")]
    Failed(RpcError),
    /// The request is invalid, which is a bug in the handler.
    #[error("invalid request to the client: {0}")]
    InvalidRequest(&'static str),
}

impl ClientRequestError {
    /// Returns `true` if the request is being sent to the client, so that the handler only has to return.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        matches!(self, Self::Pending)
    }

    /// Returns the protocol error for a request of 2026-07-28, where the protocol has one.
    fn protocol_error(&self) -> Option<RpcError> {
        match self {
            Self::MissingCapability(path) => Some(RpcError::missing_capability_at(path)),
            Self::InvalidState(error) => Some(error.clone()),
            Self::InvalidResponse { .. } => Some(RpcError::invalid_params(self.to_string())),
            _ => None,
        }
    }
}

impl From<ClientRequestError> for HandlerError {
    fn from(error: ClientRequestError) -> Self {
        let kind = match &error {
            ClientRequestError::InvalidRequest(_) => HandlerErrorKind::Internal,
            _ => HandlerErrorKind::InputRequired,
        };
        let protocol = error.protocol_error();
        Self::new(kind, error.to_string()).with_protocol_error(protocol)
    }
}

impl From<ClientRequestError> for RpcError {
    fn from(error: ClientRequestError) -> Self {
        error.protocol_error().unwrap_or_else(|| match &error {
            ClientRequestError::InvalidRequest(_) => Self::internal(error.to_string()),
            _ => Self::invalid_request(error.to_string()),
        })
    }
}
