//! Errors of calls.

mod display;
#[cfg(test)]
mod tests;
mod transport;
mod vendor_text;

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use http::{Method, Response, StatusCode};

pub use transport::TransportError;
use vendor_text::vendor_message;
pub(crate) use vendor_text::without_credential;

use crate::{BoxError, operation::Operation, rate_limit::RateLimit, redact::redact, vendor::Vendor};

/// Maximum number of bytes kept of an HTML body with a success status.
const MAX_SNIPPET_BYTES: usize = 200;

/// Message of [`ErrorKind::Decode`].
const NOT_DOCUMENTED: &str = "the response is not of the documented form";

/// Maximum number of bytes kept of an error body that is not in the vendor's format.
const MAX_ERROR_BODY_BYTES: usize = 2048;

/// Error of a call.
///
/// `Display` is one line without secrets, query strings, sources or characters that nobody sees. At most 2,000
/// characters of the client's words and 500 of the vendor's are shown. [`source`](StdError::source) returns the
/// cause, which may show more. [`report`](Self::report) is one line with all causes that is safe to log.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    /// The event, in the client's words.
    message: String,
    /// The vendor's words about it, in one visible line.
    vendor_message: Option<String>,
    /// Meaning and advice, in the client's words: empty, or with a semicolon in front.
    explanation: String,
    operation: Option<(Method, Operation)>,
    status: Option<StatusCode>,
    api: Option<ApiError>,
    body: Option<String>,
    rate_limit: Option<RateLimit>,
    retry_after: Option<Duration>,
    /// Advice on how to find out whether a write was carried out.
    advice: Option<&'static str>,
    source: Option<BoxError>,
}

/// Kind of an [`Error`], for decisions in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request was not sent: an argument is wrong.
    InvalidRequest,
    /// 400, 413, 422 …: the vendor refused the request.
    Rejected,
    /// 401: the token is missing, malformed, unknown or expired.
    Unauthorized,
    /// 403: the token lacks a scope, or the plan or account does not allow it.
    Forbidden,
    /// 404: it does not exist, or the token cannot see it.
    NotFound,
    /// 409: the resource was changed meanwhile, such as a draft with a newer version.
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
    /// A write failed after it may have reached the vendor. It is unknown whether it was carried out: read the
    /// resource before you repeat it.
    OutcomeUnknown,
    /// A field was set, but reading it again returned the old value: another writer overwrote it.
    LostUpdate,
    /// The response is not in the documented format. The call was carried out, except perhaps if the response is HTML.
    Decode,
    /// The response is larger than the client's limit.
    TooLarge,
    /// The pages of a list repeat, leave the API's hosts, or exceed the stream's limits.
    Pagination,
    /// Anything else, such as an error of the host's own layer.
    Other,
}

impl ErrorKind {
    /// Returns the kind as one word for logs and metrics. Stable between versions.
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

/// Vendor's description of a failure. Every field may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// Status, if the body repeats it.
    pub status: Option<u16>,
    /// Vendor's error code.
    pub code: Option<String>,
    /// Short title, such as `Bad request`.
    pub title: Option<String>,
    /// Description of the error.
    pub message: Option<String>,
    /// One entry per invalid field of the body, such as `body.name: missing`.
    pub details: Vec<String>,
}

impl Error {
    /// Creates an error of this kind, for the layers of a vendor.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            vendor_message: None,
            explanation: String::new(),
            operation: None,
            status: None,
            api: None,
            body: None,
            rate_limit: None,
            retry_after: None,
            advice: None,
            source: None,
        }))
    }

    /// Creates an [`ErrorKind::InvalidRequest`]: an argument is wrong, nothing was sent.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// Returns the error with this cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Sets the operation and the vendor, unless they are set already.
    #[must_use]
    pub fn with_operation<V: Vendor>(mut self, method: Method, operation: Operation) -> Self {
        self.0.operation.get_or_insert((method, operation));
        self.advised::<V>()
    }

    /// Adds the vendor's advice for writes with an unknown outcome.
    fn advised<V: Vendor>(mut self) -> Self {
        if self.0.kind == ErrorKind::OutcomeUnknown {
            self.0.advice = Some(V::advice(self.operation()));
        }
        self
    }

    /// Maps an error of the stack to its meaning for the caller.
    #[must_use]
    pub fn from_stack<V: Vendor>(error: BoxError, writes: bool) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(error) => return *error,
            Err(error) => error,
        };
        // The new error takes over the message of the unwrapped one, so its source is the cause of that.
        let error = match error.downcast::<TransportError>() {
            Ok(transport) => {
                let mut error = Self::new(transport.error_kind(writes), transport.to_string());
                error.0.source = transport.into_cause();
                return error.advised::<V>();
            }
            Err(error) => error,
        };
        if error.is::<tower::timeout::error::Elapsed>() {
            let kind = if writes { ErrorKind::OutcomeUnknown } else { ErrorKind::Interrupted };
            return Self::new(kind, "the time limit passed").advised::<V>();
        }
        Self::new(ErrorKind::Other, "a layer of the client failed").with_source(error)
    }

    /// Creates an error from a failure response.
    #[must_use]
    pub fn from_response<V: Vendor>(
        method: &Method,
        operation: Option<Operation>,
        response: &Response<Bytes>,
    ) -> Self {
        let status = response.status();
        let writes = !method.is_safe();
        let api = V::read_error(response).map(ApiError::redacted);
        // A failure with a success status may state another status in its body.
        let stated = api.as_ref().and_then(|api| api.status).filter(|_| status.is_success());
        let kind = V::error_kind(status, api.as_ref()).unwrap_or(match stated.unwrap_or(status.as_u16()) {
            401 => ErrorKind::Unauthorized,
            403 => ErrorKind::Forbidden,
            404 => ErrorKind::NotFound,
            // The server or a proxy before it gave up waiting. It may have received the request.
            408 if writes => ErrorKind::OutcomeUnknown,
            408 => ErrorKind::Server,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::RateLimited,
            300..400 => ErrorKind::Redirect,
            400..500 => ErrorKind::Rejected,
            500..600 if writes => ErrorKind::OutcomeUnknown,
            500..600 => ErrorKind::Server,
            _ if status.is_success() => ErrorKind::Rejected,
            _ => ErrorKind::Other,
        });
        let mut error = Self::new(kind, format!("{} returned {}", V::NAME, status.as_u16()));
        error.0.vendor_message = api.as_ref().and_then(vendor_message);
        error.0.explanation = explanation::<V>(kind, operation.as_ref());
        // A custom stack may lack the layer.
        let rate_limit = response.extensions().get::<RateLimit>().cloned();
        let rate_limit =
            rate_limit.or_else(|| RateLimit::read::<V>(status, response.headers(), response.body()));
        error.0.retry_after = rate_limit.as_ref().and_then(|limit| limit.retry_after);
        error.0.rate_limit = rate_limit;
        error.0.status = Some(status);
        error.0.operation = operation.map(|operation| (method.clone(), operation));
        if api.is_none() && !response.body().is_empty() {
            error.0.body = Some(beginning(response.body(), MAX_ERROR_BODY_BYTES));
        }
        error.0.api = api;
        error.advised::<V>()
    }

    /// Creates an error from a success response with an unexpected body.
    pub(crate) fn from_decode<V: Vendor>(
        error: DecodeError,
        method: &Method,
        operation: Option<Operation>,
        response: &Response<Bytes>,
    ) -> Self {
        let mut error = Self::from(error);
        error.0.status = Some(response.status());
        error.0.rate_limit = response.extensions().get::<RateLimit>().cloned();
        error.0.operation = operation.map(|operation| (method.clone(), operation));
        // HTML is a page of a proxy, or a PHP warning in front of the JSON. It contains no customer's text, and its sender
        // decides whether a write was carried out.
        if response.body().trim_ascii_start().starts_with(b"<") {
            error.0.body = Some(beginning(response.body(), MAX_SNIPPET_BYTES));
            error.0.message = "the response begins with HTML where JSON is due".to_owned();
            if !method.is_safe() {
                error.0.message.push_str("; the write may have been carried out: ");
                error.0.message.push_str(V::advice(error.operation()));
            }
        } else if !method.is_safe() {
            error.0.message.push_str("; the call was carried out");
        }
        error
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the HTTP status, if there was a response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the vendor's description, if the response is in the vendor's format.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.0.api.as_ref()
    }

    /// The first 2,048 bytes of a failure that is not in the vendor's form, such as a proxy's HTML page; the
    /// first 200 bytes of a success that is HTML where JSON is due.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Returns the time to wait before the call may be repeated.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the rate limit of the response.
    #[must_use]
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.0.rate_limit.as_ref()
    }

    /// Returns a clause for people and models that says how to find out whether a write was carried out. Set only on
    /// [`ErrorKind::OutcomeUnknown`]. Without an idempotency key, a reply that is sent again may arrive twice.
    #[must_use]
    pub fn verification_hint(&self) -> Option<&'static str> {
        if self.0.kind != ErrorKind::OutcomeUnknown {
            return None;
        }
        Some(self.0.advice.unwrap_or("read the resource before you repeat it"))
    }

    /// Returns the method and path template of the call.
    #[must_use]
    pub fn operation(&self) -> Option<(&Method, &'static str)> {
        self.0.operation.as_ref().map(|(method, operation)| (method, operation.path))
    }

    /// Returns `true` if the method of the call changes nothing, as GET and HEAD. `false` if the operation is unknown.
    #[cfg(feature = "mcp")]
    pub(crate) fn is_read(&self) -> bool {
        self.operation().is_some_and(|(method, _)| method.is_safe())
    }

    /// Returns the scopes that the operation needs. Useful with [`ErrorKind::Forbidden`].
    #[must_use]
    pub fn required_scopes(&self) -> &'static [&'static str] {
        self.0.operation.as_ref().map_or(&[], |(_, operation)| operation.scopes)
    }

    /// Returns `true` if the request was not sent because an argument is wrong.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.0.kind == ErrorKind::InvalidRequest
    }

    /// Returns `true` if the resource does not exist, or the token cannot see it.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Returns `true` if the token is not accepted.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.0.kind == ErrorKind::Unauthorized
    }

    /// Returns `true` if the token or the plan does not allow the call.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.0.kind == ErrorKind::Forbidden
    }

    /// Returns `true` if there were too many requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Returns `true` if the resource was changed meanwhile.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.0.kind == ErrorKind::Conflict
    }

    /// Returns `true` if it is unknown whether a write was carried out.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.kind == ErrorKind::OutcomeUnknown
    }

    /// Returns `true` if the call can be repeated without the risk of carrying it out twice.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::RateLimited | ErrorKind::Connect | ErrorKind::Server | ErrorKind::Interrupted
        )
    }
}

impl ApiError {
    /// Creates an empty description.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what is wrong.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Sets the vendor's code for it.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Removes credentials that the response echoes.
    fn redacted(mut self) -> Self {
        let texts = [&mut self.code, &mut self.title, &mut self.message];
        texts.into_iter().flatten().chain(&mut self.details).for_each(|text| *text = redact(text));
        self
    }
}

/// Returns the first bytes of a body as text, without credentials.
fn beginning(body: &[u8], bytes: usize) -> String {
    redact(&String::from_utf8_lossy(&body[..body.len().min(bytes)]))
}

fn explanation<V: Vendor>(kind: ErrorKind, operation: Option<&Operation>) -> String {
    let mut text = String::new();
    if let (ErrorKind::Forbidden, Some(operation)) = (kind, operation)
        && !operation.scopes.is_empty()
    {
        text.push_str(&format!("; the operation needs {}", operation.scopes.join(", ")));
    }
    if let Some(clause) = V::explain(kind) {
        text.push_str("; ");
        text.push_str(clause);
    }
    text
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// Error of a successful response with an unexpected body.
#[derive(Debug, thiserror::Error)]
#[error("{NOT_DOCUMENTED}")]
pub struct DecodeError(#[source] BoxError);

impl DecodeError {
    /// Returns the error with this cause.
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
        Self::new(ErrorKind::Decode, NOT_DOCUMENTED).with_source(error.0)
    }
}
