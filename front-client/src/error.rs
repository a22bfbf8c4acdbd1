//! What can go wrong in a call, and what the caller can do about it.

mod check;
#[cfg(test)]
mod tests;

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::{BoxError, Operation, RateLimit, TransportError, redact::redact};

/// How much of an error body that is not JSON is kept, in bytes.
pub const MAX_ERROR_BODY_BYTES: usize = 2048;

/// The failure of a call.
///
/// `Display` is one line without secrets, query strings or sources; [`source`](StdError::source) has the cause.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<(Method, Operation)>,
    status: Option<StatusCode>,
    api: Option<ApiError>,
    body: Option<String>,
    rate_limit: Option<RateLimit>,
    retry_after: Option<Duration>,
    source: Option<BoxError>,
}

/// What kind of failure it is: what a caller decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request was not sent: an argument is wrong.
    InvalidRequest,
    /// 400, 413, 422 …: Front refused the request as it is.
    Rejected,
    /// 401: the token is missing, malformed, unknown or expired.
    Unauthorized,
    /// 403: the token lacks a scope, or the plan or account does not allow it.
    Forbidden,
    /// 404: it does not exist, or the token cannot see it.
    NotFound,
    /// 409: somebody else changed it first, such as a draft with a newer version.
    Conflict,
    /// 429: wait for [`Error::retry_after`].
    RateLimited,
    /// A redirect that could not be followed.
    Redirect,
    /// 5xx on a call that changes nothing.
    Server,
    /// No connection was made: nothing was carried out.
    Connect,
    /// The time limit passed, or the connection broke, on a call that changes nothing.
    Interrupted,
    /// A call that writes failed after it may have reached Front. It is not known whether it was carried out: read
    /// the resource before you repeat it.
    OutcomeUnknown,
    /// A custom field was set, but the value read afterwards is the old one: another writer overwrote it.
    LostUpdate,
    /// The answer is not of the documented form. The call was carried out.
    Decode,
    /// The answer is larger than the client's limit.
    TooLarge,
    /// A list whose pages repeat, leave the API's hosts, or exceed the stream's limits.
    Pagination,
    /// Anything else, such as an error of the host's own layer.
    Other,
}

impl ErrorKind {
    /// The kind as one word, for a log or a metric; it does not change between versions.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::Rejected => "rejected",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::Redirect => "redirect",
            Self::Server => "server",
            Self::Connect => "connect",
            Self::Interrupted => "interrupted",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::LostUpdate => "lost_update",
            Self::Decode => "decode",
            Self::TooLarge => "too_large",
            Self::Pagination => "pagination",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The `_error` object of Front's answers. Every field may be missing.
///
/// The form is documented at <https://dev.frontapp.com/reference/response-body-structure>.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ApiError {
    /// The status again.
    #[serde(deserialize_with = "crate::de::lenient")]
    pub status: Option<u16>,
    /// A short name, such as `Bad request`.
    #[serde(deserialize_with = "crate::de::lenient")]
    pub title: Option<String>,
    /// What is wrong.
    #[serde(deserialize_with = "crate::de::lenient")]
    pub message: Option<String>,
    /// One entry per fault of the body, such as `body.name: missing`.
    #[serde(deserialize_with = "crate::de::lenient")]
    pub details: Vec<String>,
}

impl Error {
    /// An error of this kind.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            status: None,
            api: None,
            body: None,
            rate_limit: None,
            retry_after: None,
            source: None,
        }))
    }

    /// The request is wrong; it was not sent.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_operation(mut self, method: Method, operation: Operation) -> Self {
        self.0.operation.get_or_insert((method, operation));
        self
    }

    /// Names a failure of the stack by what it means for the caller.
    pub(crate) fn from_stack(error: BoxError, writes: bool) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(error) => return *error,
            Err(error) => error,
        };
        if let Some(transport) = error.downcast_ref::<TransportError>() {
            let kind = transport.error_kind(writes);
            return Self::new(kind, transport.to_string()).with_source(error);
        }
        if error.is::<tower::timeout::error::Elapsed>() {
            let kind = if writes { ErrorKind::OutcomeUnknown } else { ErrorKind::Interrupted };
            return Self::new(kind, "the time limit passed").with_source(error);
        }
        Self::new(ErrorKind::Other, "a layer of the client failed").with_source(error)
    }

    /// From an answer that is not a success.
    pub(crate) fn from_response(
        method: &Method,
        operation: Option<Operation>,
        response: &Response<Bytes>,
    ) -> Self {
        let status = response.status();
        let writes = !method.is_safe();
        let kind = match status.as_u16() {
            401 => ErrorKind::Unauthorized,
            403 => ErrorKind::Forbidden,
            404 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::RateLimited,
            300..400 => ErrorKind::Redirect,
            400..500 => ErrorKind::Rejected,
            500..600 if writes => ErrorKind::OutcomeUnknown,
            500..600 => ErrorKind::Server,
            _ => ErrorKind::Other,
        };
        let api = ApiError::from_body(response.body());
        let mut error = Self::new(kind, message(kind, status, api.as_ref(), operation.as_ref()));
        // The layer may be missing in a stack of the host's own.
        let rate_limit = response.extensions().get::<RateLimit>().cloned();
        let rate_limit = rate_limit.or_else(|| RateLimit::read(status, response.headers(), response.body()));
        error.0.retry_after = rate_limit.as_ref().and_then(|limit| limit.retry_after);
        error.0.rate_limit = rate_limit;
        error.0.status = Some(status);
        error.0.operation = operation.map(|operation| (method.clone(), operation));
        if api.is_none() && !response.body().is_empty() {
            let body = response.body();
            let kept = &body[..body.len().min(MAX_ERROR_BODY_BYTES)];
            error.0.body = Some(redact(&String::from_utf8_lossy(kept)));
        }
        error.0.api = api;
        error
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, where there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// What Front said, where the body was its error object.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.api.as_ref()
    }

    /// The first [`MAX_ERROR_BODY_BYTES`] of a body that is not Front's error object, such as a proxy's HTML page.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// How long to wait before the call may be repeated.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The rate limit that the answer reported.
    #[must_use]
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.0.rate_limit.as_ref()
    }

    /// How to find out whether a write was carried out, in a clause for people and models; only on
    /// [`ErrorKind::OutcomeUnknown`]. Front has no idempotency key: a reply that is sent again may arrive twice.
    #[must_use]
    pub fn check(&self) -> Option<&'static str> {
        if self.0.kind != ErrorKind::OutcomeUnknown {
            return None;
        }
        Some(check::advice(self.operation()))
    }

    /// The method and path template of the call.
    #[must_use]
    pub fn operation(&self) -> Option<(&Method, &'static str)> {
        self.0.operation.as_ref().map(|(method, operation)| (method, operation.path))
    }

    /// The scopes that the operation needs; of use on a [`ErrorKind::Forbidden`].
    #[must_use]
    pub fn required_scopes(&self) -> &'static [&'static str] {
        self.0.operation.as_ref().map_or(&[], |(_, operation)| operation.scopes)
    }

    /// The request was not sent, because an argument is wrong.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.0.kind == ErrorKind::InvalidRequest
    }

    /// It does not exist, or the token cannot see it.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// The token is not accepted.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.0.kind == ErrorKind::Unauthorized
    }

    /// The token or the plan does not allow it.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.0.kind == ErrorKind::Forbidden
    }

    /// Too many requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Somebody else changed it first.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.0.kind == ErrorKind::Conflict
    }

    /// It is not known whether a write was carried out.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.kind == ErrorKind::OutcomeUnknown
    }

    /// The same call may be sent again without the danger of doing it twice.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::RateLimited | ErrorKind::Connect | ErrorKind::Server | ErrorKind::Interrupted
        )
    }
}

impl ApiError {
    fn from_body(body: &[u8]) -> Option<Self> {
        let mut value: Value = serde_json::from_slice(body).ok()?;
        // One old page of the documentation calls `_error` a list.
        let error = match value.get_mut("_error")?.take() {
            Value::Array(mut entries) if !entries.is_empty() => entries.swap_remove(0),
            error => error,
        };
        let mut error: Self = serde_json::from_value(error.is_object().then_some(error)?).ok()?;
        error.title = error.title.as_deref().map(redact);
        error.message = error.message.as_deref().map(redact);
        error.details.iter_mut().for_each(|detail| *detail = redact(detail));
        Some(error)
    }
}

fn message(
    kind: ErrorKind,
    status: StatusCode,
    api: Option<&ApiError>,
    operation: Option<&Operation>,
) -> String {
    let mut text = format!("Front answered {}", status.as_u16());
    if let Some(api) = api {
        if let Some(message) = api.message.as_ref().or(api.title.as_ref()) {
            text.push_str(": ");
            text.push_str(message);
        }
        if !api.details.is_empty() {
            text.push_str(&format!(" ({})", api.details.join("; ")));
        }
    }
    match (kind, operation) {
        (ErrorKind::Forbidden, Some(operation)) if !operation.scopes.is_empty() => {
            text.push_str(&format!("; the operation needs {}", operation.scopes.join(", ")));
        }
        (ErrorKind::Unauthorized, _) => {
            text.push_str("; the API token is missing, malformed, unknown or expired");
        }
        (ErrorKind::NotFound, _) => {
            text.push_str(
                "; it does not exist, or the token cannot see it: private resources need a token with the \
                 private namespace, and the consent of their teammate",
            );
        }
        _ => {}
    }
    text
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((method, operation)) = &self.0.operation {
            write!(f, "{method} {}: ", operation.path)?;
        }
        f.write_str(&self.0.message)?;
        match self.check() {
            Some(check) => write!(f, "; it is not known whether the write was carried out: {check}"),
            None => Ok(()),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// The body of a successful answer is not what the operation promises.
#[derive(Debug, thiserror::Error)]
#[error("the answer is not of the documented form")]
pub struct DecodeError(#[source] BoxError);

impl DecodeError {
    /// With this cause.
    pub fn new(cause: impl Into<BoxError>) -> Self {
        Self(cause.into())
    }
}

impl From<serde_json::Error> for DecodeError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.into())
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::new(ErrorKind::Decode, "the answer is not of the documented form; the call was carried out")
            .with_source(error.0)
    }
}
