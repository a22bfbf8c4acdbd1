//! Refused requests.

use http::StatusCode;
use mcp_core::{RpcError, jsonrpc::Id};

use crate::{call::response::CallResponse, live::subscribers::TooManyStreams};

/// Refused request and its response.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) id: Option<Id>,
    pub(crate) error: RpcError,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, error: RpcError) -> Self {
        Self { status, id: None, error }
    }

    /// Refuses a request before its body is parsed.
    pub(crate) fn plain(status: StatusCode, message: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::new(status, RpcError::invalid_request(message))
    }

    /// Refuses a notification stream because there are too many.
    pub(crate) fn too_many_streams(id: Option<Id>, error: TooManyStreams) -> Self {
        let status = match error {
            TooManyStreams::Server => StatusCode::SERVICE_UNAVAILABLE,
            TooManyStreams::Caller => StatusCode::TOO_MANY_REQUESTS,
        };
        Self { status, id, error: error.to_error() }
    }

    /// Refuses an unknown or closed session, or that of another caller.
    pub(crate) fn unknown_session(id: Option<Id>) -> Self {
        let error =
            RpcError::invalid_request("the session is unknown or has ended; open one with initialize");
        Self { status: StatusCode::NOT_FOUND, id, error }
    }
}

impl From<Refusal> for CallResponse {
    fn from(Refusal { status, id, error }: Refusal) -> Self {
        Self::error(status, id.as_ref(), &error)
    }
}
