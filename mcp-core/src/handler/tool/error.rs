//! What a tool says when it fails.

use std::{borrow::Cow, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::wire::{jsonrpc::RpcError, rate_limit::RateLimit};

/// Why a tool failed, in a word that programs can rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The arguments do not fit.
    InvalidArguments,
    /// The thing does not exist.
    NotFound,
    /// The upstream does not know who we are.
    Unauthorized,
    /// The caller may not do this.
    Forbidden,
    /// Too many calls.
    RateLimited,
    /// The thing is in a state that does not allow this.
    Conflict,
    /// No answer in time.
    Timeout,
    /// The upstream cannot be reached or is down; nothing was done.
    Unavailable,
    /// The upstream may or may not have done it.
    OutcomeUnknown,
    /// The upstream answered something that makes no sense.
    Upstream,
    /// The user must be asked, and is being asked or cannot be.
    InputRequired,
    /// A fault of the server.
    Internal,
}

impl ErrorKind {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArguments => "invalid_arguments",
            Self::NotFound => "not_found",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::RateLimited => "rate_limited",
            Self::Conflict => "conflict",
            Self::Timeout => "timeout",
            Self::Unavailable => "unavailable",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Upstream => "upstream",
            Self::InputRequired => "input_required",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The failure of a tool, in words that let the model mend its call.
///
/// It becomes a result with `isError` and one text block
/// `{"error":{"kind","message","status"?,"retry_after_ms"?,"hint"?}}`. The message and the hint reach the model, so
/// they must hold no secret; a source stays here, for logs.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::{ErrorKind, ToolError};
///
/// let error = ToolError::new(ErrorKind::RateLimited, "Front allows no more calls for now")
///     .with_status(429)
///     .with_retry_after(Duration::from_secs(2))
///     .with_hint("Wait, then repeat the call unchanged.");
/// assert_eq!(error.to_json()["error"]["retry_after_ms"], 2000);
/// ```
pub struct ToolError(Box<Repr>);

struct Repr {
    kind: ErrorKind,
    message: Cow<'static, str>,
    status: Option<u16>,
    retry_after: Option<Duration>,
    hint: Option<Cow<'static, str>>,
    rate_limit: Option<RateLimit>,
    protocol: Option<RpcError>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl ToolError {
    /// A failure of a kind, with one sentence about it.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Repr {
            kind,
            message: message.into(),
            status: None,
            retry_after: None,
            hint: None,
            rate_limit: None,
            protocol: None,
            source: None,
        }))
    }

    /// The arguments do not fit.
    pub fn invalid_arguments(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidArguments, message)
    }

    /// The thing does not exist.
    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::NotFound, message)
    }

    /// The caller may not do this.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Forbidden, message)
    }

    /// A fault of the server.
    pub fn internal(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// Says how to mend the call.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Says how long to wait before a second try.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Duration) -> Self {
        self.0.retry_after = Some(retry_after);
        self
    }

    /// Adds the upstream's HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Adds what the upstream said about its limits.
    #[must_use]
    pub fn with_rate_limit(mut self, rate_limit: RateLimit) -> Self {
        self.0.rate_limit = Some(rate_limit);
        self
    }

    /// Keeps the error beneath, for logs. The model does not see it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The sentence that the model reads.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// How to mend the call.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The upstream's HTTP status.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// How long to wait before a second try.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What the upstream said about its limits.
    #[must_use]
    pub const fn rate_limit(&self) -> Option<&RateLimit> {
        self.0.rate_limit.as_ref()
    }

    /// The object that the model reads.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let error = Wire {
            kind: self.0.kind,
            status: self.0.status,
            message: &self.0.message,
            retry_after_ms: self
                .0
                .retry_after
                .map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
            hint: self.0.hint.as_deref(),
        };
        serde_json::json!({ "error": error })
    }

    pub(crate) fn with_protocol_error(mut self, error: Option<RpcError>) -> Self {
        self.0.protocol = error;
        self
    }

    /// The error of the protocol that says the same, where a modern request is to be answered with that.
    pub(crate) const fn protocol_error(&self) -> Option<&RpcError> {
        self.0.protocol.as_ref()
    }

    pub(crate) fn into_rate_limit(self) -> Option<RateLimit> {
        let Repr { rate_limit, retry_after, .. } = *self.0;
        match (rate_limit, retry_after) {
            (Some(mut limit), wait) => {
                limit.retry_after = limit.retry_after.or(wait);
                Some(limit)
            }
            (None, Some(wait)) => Some(RateLimit { retry_after: Some(wait), ..RateLimit::default() }),
            (None, None) => None,
        }
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    kind: ErrorKind,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind, self.0.message)
    }
}

impl fmt::Debug for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("status", &self.0.status)
            .field("retry_after", &self.0.retry_after)
            .field("hint", &self.0.hint)
            .field("rate_limit", &self.0.rate_limit)
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for ToolError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn words_agree_with_serde() {
        for kind in [ErrorKind::InvalidArguments, ErrorKind::OutcomeUnknown, ErrorKind::RateLimited] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(serde_json::from_value::<ErrorKind>(kind.as_str().into()).unwrap(), kind);
        }
    }

    #[test]
    fn the_source_stays_inside() {
        let error = ToolError::internal("no luck").with_source("token abc");
        assert!(error.source().is_some());
        assert!(!error.to_json().to_string().contains("abc"));
        assert!(!error.to_string().contains("abc"));
    }
}
