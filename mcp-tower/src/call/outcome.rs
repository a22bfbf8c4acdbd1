//! Outcome of a request, for spans and metrics.

use std::{borrow::Cow, time::Instant};

use mcp_core::{HandlerError, HandlerErrorKind, Response, RpcError};
use tower::{BoxError, load_shed::error::Overloaded, timeout::error::Elapsed};

use super::error::find;

/// Outcome of an MCP request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    InputRequired,
    Tool(HandlerErrorKind),
    Rpc(i32),
    Timeout,
    Overloaded,
    Failed,
    Panicked,
    Cancelled,
}

impl Outcome {
    /// Returns the outcome of a response.
    pub(crate) fn of(result: &Result<Response, BoxError>) -> Self {
        let error = match result {
            Ok(response) => {
                return match response.tool_error() {
                    Some(kind) => Self::Tool(kind),
                    None if response.is_input_required() => Self::InputRequired,
                    None => Self::Ok,
                };
            }
            Err(error) => &**error,
        };
        if let Some(error) = find::<RpcError>(error) {
            Self::Rpc(error.code())
        } else if let Some(error) = find::<HandlerError>(error) {
            Self::Tool(error.kind())
        } else if find::<Elapsed>(error).is_some() {
            Self::Timeout
        } else if find::<Overloaded>(error).is_some() {
            Self::Overloaded
        } else {
            Self::Failed
        }
    }

    /// Returns the outcome of a dropped request. `polling` is `true` if it was dropped while it ran.
    pub(crate) fn of_dropped(polling: bool, deadline: Option<Instant>) -> Self {
        let now = tokio::time::Instant::now().into_std();
        match deadline {
            _ if polling => Self::Panicked,
            Some(deadline) if now >= deadline => Self::Timeout,
            _ => Self::Cancelled,
        }
    }

    /// Returns `error.type` of OpenTelemetry's conventions; `None` if the request succeeded.
    pub(crate) fn error_type(self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::Ok | Self::InputRequired => return None,
            Self::Rpc(code) => code.to_string().into(),
            Self::Failed => "_OTHER".into(),
            other => other.as_str().into(),
        })
    }

    /// Returns the outcome as one of a fixed set of words.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::InputRequired => "input_required",
            Self::Tool(_) => "tool_error",
            Self::Rpc(_) => "rpc_error",
            Self::Timeout => "timeout",
            Self::Overloaded => "overloaded",
            Self::Failed => "failed",
            Self::Panicked => "panic",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns the kind of the tool error.
    pub(crate) const fn tool_error(self) -> Option<&'static str> {
        match self {
            Self::Tool(kind) => Some(kind.as_str()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn layer_errors_map_to_outcomes() {
        let of = |error: BoxError| Outcome::of(&Err(error));
        assert_eq!(of(RpcError::internal("x").into()), Outcome::Rpc(-32603));
        assert_eq!(of(HandlerError::not_found("x").into()), Outcome::Tool(HandlerErrorKind::NotFound));
        assert_eq!(of(Elapsed::new().into()), Outcome::Timeout);
        assert_eq!(of(Overloaded::new().into()), Outcome::Overloaded);
        assert_eq!(of("the password is hunter2".into()).error_type().as_deref(), Some("_OTHER"));
    }

    #[test]
    fn dropped_request_is_timeout_or_cancelled() {
        let now = Instant::now();
        assert_eq!(Outcome::of_dropped(false, None), Outcome::Cancelled);
        assert_eq!(Outcome::of_dropped(false, Some(now + Duration::from_secs(60))), Outcome::Cancelled);
        assert_eq!(Outcome::of_dropped(false, Some(now)), Outcome::Timeout);
        assert_eq!(Outcome::of_dropped(true, Some(now)), Outcome::Panicked);
    }
}
