//! Responses for tests.

use std::{fmt, ops::Deref};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use mcp_core::{
    RpcError,
    protocol::{MESSAGE, PROGRESS},
    testing::CallResult,
};
use serde_json::Value;

use super::event::Events;

/// HTTP response, read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct HttpResponse {
    /// HTTP status.
    pub status: StatusCode,
    /// Response headers.
    pub headers: HeaderMap,
    /// Body: JSON, or a whole event stream.
    pub body: Bytes,
}

impl HttpResponse {
    /// Returns the value of a header; `None` if it is absent or not visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body as text.
    ///
    /// # Panics
    ///
    /// Panics if the body is not UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    /// Returns the body as JSON.
    ///
    /// # Panics
    ///
    /// Panics if the body is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let text = self.text();
        serde_json::from_str(text).unwrap_or_else(|error| panic!("the body is not JSON: {error}: {text:?}"))
    }

    /// Returns the messages of the body: one for JSON, or those of an event stream.
    ///
    /// # Panics
    ///
    /// Panics if the body is neither.
    #[must_use]
    pub fn messages(&self) -> Vec<Value> {
        if self.is_stream() { Events::default().push(&self.body) } else { vec![self.json()] }
    }

    /// Returns `true` if the body is an event stream.
    pub(super) fn is_stream(&self) -> bool {
        self.header("content-type").is_some_and(|media| media.starts_with("text/event-stream"))
    }
}

/// Error of a request: the response is an HTTP error of the host, or a JSON-RPC error.
///
/// A tool error is a result; see [`CallResult::is_error`].
pub struct HttpError(Box<Repr>);

struct Repr {
    response: HttpResponse,
    rpc: Option<RpcError>,
}

impl HttpError {
    pub(super) fn new(response: HttpResponse, message: Option<&Value>) -> Self {
        let rpc = message.and_then(|message| {
            let error = message.get("error")?;
            let code = i32::try_from(error["code"].as_i64()?).ok()?;
            let rpc = RpcError::new(code, error["message"].as_str()?.to_owned());
            Some(match error.get("data") {
                Some(data) => rpc.with_data(data),
                None => rpc,
            })
        });
        Self(Box::new(Repr { response, rpc }))
    }

    /// Returns the HTTP status. It is 200 for JSON-RPC errors that have no status of their own.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.response.status
    }

    /// Returns the value of a header; `None` if it is absent or not visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.response.header(name)
    }

    /// Returns the code of the JSON-RPC error; `None` if the response has none, such as that of an HTTP layer.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.0.rpc.as_ref().map(RpcError::code)
    }

    /// Returns the JSON-RPC error; `None` if the response has none.
    #[must_use]
    pub fn rpc(&self) -> Option<&RpcError> {
        self.0.rpc.as_ref()
    }

    /// Returns the response.
    #[must_use]
    pub fn response(&self) -> &HttpResponse {
        &self.0.response
    }
}

impl From<RpcError> for HttpError {
    /// Creates an error for a response that violates the protocol.
    fn from(rpc: RpcError) -> Self {
        Self(Box::new(Repr { response: HttpResponse::default(), rpc: Some(rpc) }))
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status())?;
        match &self.0.rpc {
            Some(rpc) => write!(f, ": {rpc}"),
            None if self.0.response.body.is_empty() => Ok(()),
            None => write!(f, ": {}", String::from_utf8_lossy(&self.0.response.body)),
        }
    }
}

impl fmt::Debug for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpError").field("response", &self.0.response).finish_non_exhaustive()
    }
}

impl std::error::Error for HttpError {}

/// Result, notifications and HTTP response of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpResult {
    pub(super) result: Value,
    pub(super) notifications: Vec<Value>,
    pub(super) response: HttpResponse,
}

impl HttpResult {
    /// Returns the member `result` of the response.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.result
    }

    /// Returns the notifications before the result, as complete messages.
    #[must_use]
    pub fn notifications(&self) -> &[Value] {
        &self.notifications
    }

    /// Returns the HTTP response. A request of several rounds has that of the last one.
    #[must_use]
    pub const fn response(&self) -> &HttpResponse {
        &self.response
    }

    fn params(&self, method: &str) -> Vec<&Value> {
        let of_method = self.notifications.iter().filter(|notification| notification["method"] == method);
        of_method.map(|notification| &notification["params"]).collect()
    }
}

/// Result of a tool call over HTTP: a [`CallResult`], its notifications and the HTTP response.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpCallResult {
    result: CallResult,
    http: HttpResult,
}

impl From<HttpResult> for HttpCallResult {
    fn from(http: HttpResult) -> Self {
        Self { result: http.result.clone().into(), http }
    }
}

impl HttpCallResult {
    /// Returns the progress notifications, in order: objects with `progress`, and `total` and `message` if the tool
    /// set them. Enable them with [`HttpClient::progress`](super::HttpClient::progress).
    #[must_use]
    pub fn progress(&self) -> Vec<&Value> {
        self.http.params(PROGRESS)
    }

    /// Returns the log messages, in order: objects with `level` and `data`. Enable them with
    /// [`HttpClient::log_level`](super::HttpClient::log_level).
    #[must_use]
    pub fn logs(&self) -> Vec<&Value> {
        self.http.params(MESSAGE)
    }

    /// Returns the HTTP response. A call of several rounds has that of the last one.
    #[must_use]
    pub const fn response(&self) -> &HttpResponse {
        self.http.response()
    }
}

impl Deref for HttpCallResult {
    type Target = CallResult;

    fn deref(&self) -> &CallResult {
        &self.result
    }
}
