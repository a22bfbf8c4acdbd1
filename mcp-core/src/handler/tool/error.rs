//! Tool errors.

use std::{borrow::Cow, fmt, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::wire::{jsonrpc::RpcError, upstream_rate_limit::UpstreamRateLimit};

/// Machine-readable kind of a tool error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HandlerErrorKind {
    /// The arguments are invalid.
    InvalidArguments,
    /// The record does not exist.
    NotFound,
    /// The upstream rejected the credentials.
    Unauthorized,
    /// The caller lacks permission.
    Forbidden,
    /// Too many requests.
    RateLimited,
    /// The state of the record does not allow the operation.
    Conflict,
    /// No response in time.
    Timeout,
    /// The upstream cannot be reached or is down. Nothing was changed.
    Unavailable,
    /// The upstream may or may not have performed the operation.
    OutcomeUnknown,
    /// The upstream's response is invalid.
    Upstream,
    /// User input is required: a request to the client is open, or cannot be sent.
    InputRequired,
    /// The tool was not run: a layer returned a result in its place, for example that of a dry run.
    NotRun,
    /// Internal error of the server.
    Internal,
}

impl HandlerErrorKind {
    /// Returns the name as written on the wire.
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
            Self::NotRun => "not_run",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for HandlerErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Error of a tool, phrased so that the model can correct its call.
///
/// It is sent as a result with `isError` and one text block
/// `{"error":{"kind","message","status"?,"retry_after_ms"?,"hint"?,"vendor_message"?}}`. The model reads the message and
/// the hint, so they must not contain secrets. Words of the upstream are untrusted text: they belong in the vendor
/// message, not in the message. The source is not sent; it is for logs.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::{HandlerErrorKind, HandlerError};
///
/// let error = HandlerError::new(HandlerErrorKind::RateLimited, "Front allows no more calls for now")
///     .with_status(429)
///     .with_retry_after(Duration::from_secs(2))
///     .with_hint("Wait, then repeat the call unchanged.");
/// assert_eq!(error.to_json()["error"]["retry_after_ms"], 2000);
/// ```
pub struct HandlerError(Box<Repr>);

struct Repr {
    kind: HandlerErrorKind,
    message: Cow<'static, str>,
    status: Option<u16>,
    retry_after: Option<Duration>,
    hint: Option<Cow<'static, str>>,
    vendor_message: Option<String>,
    meta: Map<String, Value>,
    rate_limit: Option<UpstreamRateLimit>,
    protocol: Option<RpcError>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Maximum length of a message or a hint, in characters. A message may repeat an argument or a text of an upstream, which
/// may have megabytes.
const MAX_MESSAGE: usize = 4_000;

/// Cuts the middle of a text over the limit: its start names the fault, its end often states the expectation.
fn limited(text: Cow<'static, str>) -> Cow<'static, str> {
    if text.len() <= MAX_MESSAGE {
        return text;
    }
    let count = text.chars().count();
    if count <= MAX_MESSAGE {
        return text;
    }
    let start = text.char_indices().nth(MAX_MESSAGE / 2).map_or(text.len(), |(at, _)| at);
    let end = text.char_indices().rev().nth(MAX_MESSAGE / 4).map_or(0, |(at, _)| at);
    let missing = text[start..end].chars().count();
    format!("{} ⟦…{missing} more characters⟧ {}", &text[..start], &text[end..]).into()
}

impl HandlerError {
    /// Creates an error with a message of one sentence. A message over 4,000 characters loses its middle.
    pub fn new(kind: HandlerErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Repr {
            kind,
            message: limited(message.into()),
            status: None,
            retry_after: None,
            hint: None,
            vendor_message: None,
            meta: Map::new(),
            rate_limit: None,
            protocol: None,
            source: None,
        }))
    }

    /// Creates an error for invalid arguments.
    pub fn invalid_arguments(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(HandlerErrorKind::InvalidArguments, message)
    }

    /// Creates an error for a record that does not exist.
    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(HandlerErrorKind::NotFound, message)
    }

    /// Creates an error for a caller that lacks permission.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(HandlerErrorKind::Forbidden, message)
    }

    /// Creates an internal error.
    pub fn internal(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(HandlerErrorKind::Internal, message)
    }

    /// Sets the hint that tells the model how to correct the call. A hint over 4,000 characters loses its middle.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(limited(hint.into()));
        self
    }

    /// Changes the message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.0.message = message.into();
        self
    }

    /// Sets the upstream's own words about the failure, which may repeat what others wrote. The model reads them apart
    /// from the message.
    #[must_use]
    pub fn with_vendor_message(mut self, words: impl Into<String>) -> Self {
        self.0.vendor_message = Some(words.into());
        self
    }

    /// Adds a member to the `_meta` of the tool's result.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.meta.insert(key.into(), value.into());
        self
    }

    /// Sets the time to wait before the next attempt.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Duration) -> Self {
        self.0.retry_after = Some(retry_after);
        self
    }

    /// Sets the upstream's HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Adds the upstream's rate limit.
    #[must_use]
    pub fn with_rate_limit(mut self, rate_limit: UpstreamRateLimit) -> Self {
        self.0.rate_limit = Some(rate_limit);
        self
    }

    /// Sets the source, for logs. The model does not see it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Returns the kind.
    #[must_use]
    pub const fn kind(&self) -> HandlerErrorKind {
        self.0.kind
    }

    /// Returns the message for the model.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the hint that tells the model how to correct the call.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Returns the upstream's own words about the failure. They are untrusted text.
    #[must_use]
    pub fn vendor_message(&self) -> Option<&str> {
        self.0.vendor_message.as_deref()
    }

    /// Returns the members of the result's `_meta`.
    #[must_use]
    pub const fn meta(&self) -> &Map<String, Value> {
        &self.0.meta
    }

    /// Returns the upstream's HTTP status.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the time to wait before the next attempt.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the upstream's rate limit.
    #[must_use]
    pub const fn rate_limit(&self) -> Option<&UpstreamRateLimit> {
        self.0.rate_limit.as_ref()
    }

    /// Returns the JSON that the model reads.
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
            vendor_message: self.0.vendor_message.as_deref(),
        };
        serde_json::json!({ "error": error })
    }

    pub(crate) fn with_protocol_error(mut self, error: Option<RpcError>) -> Self {
        self.0.protocol = error;
        self
    }

    /// Returns the equivalent protocol error, where the response to a 2026-07-28 request needs one.
    pub(crate) const fn protocol_error(&self) -> Option<&RpcError> {
        self.0.protocol.as_ref()
    }

    pub(crate) fn into_rate_limit(self) -> Option<UpstreamRateLimit> {
        let Repr { rate_limit, retry_after, .. } = *self.0;
        match (rate_limit, retry_after) {
            (Some(mut limit), wait) => {
                limit.retry_after = limit.retry_after.or(wait);
                Some(limit)
            }
            (None, Some(wait)) => {
                Some(UpstreamRateLimit { retry_after: Some(wait), ..UpstreamRateLimit::default() })
            }
            (None, None) => None,
        }
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    kind: HandlerErrorKind,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor_message: Option<&'a str>,
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind, self.0.message)
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerError")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("status", &self.0.status)
            .field("retry_after", &self.0.retry_after)
            .field("hint", &self.0.hint)
            .field("vendor_message", &self.0.vendor_message)
            .field("rate_limit", &self.0.rate_limit)
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for HandlerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn long_message_loses_its_middle() {
        let message = format!("no tag is called {}; list them", "ä".repeat(1_000_000));
        let error = HandlerError::not_found(message).with_hint("h".repeat(50_000));
        assert!(
            error.message().starts_with("no tag is called ää") && error.message().ends_with("ää; list them")
        );
        assert!(error.message().contains("more characters⟧"));
        assert!(error.message().chars().count() <= 4_000);
        assert!(error.hint().is_some_and(|hint| hint.chars().count() <= 4_000));
        let short = HandlerError::internal("ä".repeat(MAX_MESSAGE));
        assert_eq!(short.message().chars().count(), MAX_MESSAGE);
    }

    #[test]
    fn as_str_agrees_with_serde() {
        for kind in [
            HandlerErrorKind::InvalidArguments,
            HandlerErrorKind::OutcomeUnknown,
            HandlerErrorKind::RateLimited,
        ] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(serde_json::from_value::<HandlerErrorKind>(kind.as_str().into()).unwrap(), kind);
        }
    }

    #[test]
    fn vendor_message_is_apart_from_the_message() {
        let error = HandlerError::not_found("there is no order 7").with_vendor_message("No such order");
        assert_eq!(
            error.to_json()["error"],
            serde_json::json!({
                "kind": "not_found", "message": "there is no order 7", "vendor_message": "No such order"
            })
        );
        assert!(!error.to_string().contains("No such order"));
    }

    #[test]
    fn source_is_not_serialised() {
        let error = HandlerError::internal("no luck").with_source("token abc");
        assert!(error.source().is_some());
        assert!(!error.to_json().to_string().contains("abc"));
        assert!(!error.to_string().contains("abc"));
    }
}
