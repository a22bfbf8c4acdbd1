//! Why there is no answer.

use crate::{
    handler::tool::{ErrorKind, ToolError},
    wire::{jsonrpc::RpcError, protocol::ProtocolVersion},
};

/// Why there is no answer to a question.
///
/// A handler usually hands it on with `?`: it turns into a [`ToolError`] and into an [`RpcError`].
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// The client is asked now. The handler ends here, and runs again when the answer is there.
    #[error("the user is asked first")]
    Pending,
    /// The client did not declare that it can be asked this.
    #[error("the client cannot ask its user: it did not declare the capability {}", .0.join("."))]
    MissingCapability(&'static [&'static str]),
    /// The revision that the client speaks does not have the question.
    #[error("the client cannot be asked this: revision {0} of the protocol does not have it")]
    TooOld(ProtocolVersion),
    /// There is no way to ask: the request is of a handshake era and belongs to no session, or came over no transport.
    #[error("the client cannot be asked over this connection")]
    Unreachable,
    /// The request state is not one that this server made for this request.
    #[error("{0}")]
    BadState(RpcError),
    /// The answer does not fit the question.
    #[error("the answer to {key:?} cannot be used: {fault}")]
    #[non_exhaustive]
    BadAnswer {
        /// The key of the question.
        key: String,
        /// What is wrong.
        fault: String,
    },
    /// The client answered with an error, went away or took too long.
    #[error("the client did not answer: {0}")]
    Failed(RpcError),
    /// A fault of the handler: the question cannot be put.
    #[error("the question cannot be put: {0}")]
    BadQuestion(&'static str),
}

impl AskError {
    /// Whether the client is asked now, so that the handler only has to end.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        matches!(self, Self::Pending)
    }

    /// What a request of 2026-07-28 is answered: the error of the protocol where it has one.
    fn protocol_error(&self) -> Option<RpcError> {
        match self {
            Self::MissingCapability(path) => Some(RpcError::missing_capability_at(path)),
            Self::BadState(error) => Some(error.clone()),
            Self::BadAnswer { .. } => Some(RpcError::invalid_params(self.to_string())),
            _ => None,
        }
    }
}

impl From<AskError> for ToolError {
    fn from(error: AskError) -> Self {
        let kind = match &error {
            AskError::BadQuestion(_) => ErrorKind::Internal,
            _ => ErrorKind::InputRequired,
        };
        let protocol = error.protocol_error();
        Self::new(kind, error.to_string()).with_protocol_error(protocol)
    }
}

impl From<AskError> for RpcError {
    fn from(error: AskError) -> Self {
        error.protocol_error().unwrap_or_else(|| match &error {
            AskError::BadQuestion(_) => Self::internal(error.to_string()),
            _ => Self::invalid_request(error.to_string()),
        })
    }
}
