//! HTTP answers.

use bytes::Bytes;
use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
};
use mcp_core::{RateLimit, Subscription};

use crate::{body::ResponseBody, rules::Refusal, sse::EventStream};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The answer to one request: a JSON-RPC message and what HTTP says about it.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) message: [Bytes; 3],
    pub(crate) rate_limit: Option<RateLimit>,
    /// It is a result, not an error.
    pub(crate) ok: bool,
    /// A stream that goes before it.
    pub(crate) subscription: Option<Subscription>,
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.error.to_body(refusal.id.as_ref());
        Self {
            status: refusal.status,
            message: [message, Bytes::new(), Bytes::new()],
            rate_limit: None,
            ok: false,
            subscription: None,
        }
    }
}

impl Reply {
    /// The message in one piece.
    pub(crate) fn into_message(self) -> Bytes {
        match self.message {
            [whole, a, b] if a.is_empty() && b.is_empty() => whole,
            pieces => pieces.concat().into(),
        }
    }

    pub(crate) fn into_response(self) -> Response<ResponseBody> {
        let length: usize = self.message.iter().map(Bytes::len).sum();
        let mut response = Response::new(ResponseBody::pieces(self.message));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(CONTENT_LENGTH, length.into());
        if let Some(rate_limit) = &self.rate_limit {
            rate_limit.write_headers(headers);
        }
        response
    }
}

/// A refusal as a whole answer.
pub(crate) fn refusal(refusal: Refusal) -> Response<Bytes> {
    let body = refusal.error.to_body(refusal.id.as_ref());
    let length = body.len();
    let mut response = Response::new(body);
    *response.status_mut() = refusal.status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response
}

/// An answer as HTTP's method has it: one to HEAD without its body, which hyper would send over HTTP/2 all the same, and
/// which clients take for a broken stream there.
pub(crate) fn to<R: From<Bytes>>(method: &Method, response: Response<R>) -> Response<R> {
    if method == Method::HEAD { response.map(|_| Bytes::new().into()) } else { response }
}

/// What a message that wants no answer gets.
pub(crate) fn accepted() -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::empty());
    *response.status_mut() = StatusCode::ACCEPTED;
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    response
}

pub(crate) fn events(events: EventStream) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::events(events));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would otherwise hold events back until its buffer is full.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
