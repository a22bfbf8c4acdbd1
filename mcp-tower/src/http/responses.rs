//! HTTP responses.

use std::sync::Arc;

use super::{body::ResponseBody, headers::Accepted, refusal::Refusal, settings::Settings, sse::EventStream};
use crate::call::{outbox::Outbox, response::CallResponse};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE},
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Creates a JSON response.
fn json(reply: CallResponse) -> Response<ResponseBody> {
    let length: usize = reply.message.iter().map(Bytes::len).sum();
    let mut response = Response::new(ResponseBody::pieces(reply.message));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(CONTENT_LENGTH, length.into());
    if let Some(rate_limit) = &reply.rate_limit {
        rate_limit.write_headers(headers);
    }
    response
}

/// Creates a response in the content type that the client accepts.
pub(crate) fn finish(reply: CallResponse, accept: Accepted, settings: &Settings) -> Response<ResponseBody> {
    if accept.json || reply.status != StatusCode::OK {
        return json(reply);
    }
    ended_stream(reply, Arc::new(Outbox::new(1)), settings)
}

/// Creates the event stream of a call whose response is known before the headers are written.
pub(crate) fn ended_stream(
    mut reply: CallResponse,
    outbox: Arc<Outbox>,
    settings: &Settings,
) -> Response<ResponseBody> {
    let rate_limit = reply.rate_limit.take();
    let mut response = events(EventStream::ended(reply.into_message(), outbox, settings.limits.keep_alive));
    if let Some(rate_limit) = rate_limit {
        rate_limit.write_headers(response.headers_mut());
    }
    response
}

/// Creates the response of a refusal, with the headers of its status.
pub(crate) fn refuse(refusal: Refusal, sessions: bool) -> Response<ResponseBody> {
    tracing::debug!(status = refusal.status.as_u16(), code = refusal.error.code(), "refused");
    let mut response = self::refusal(refusal).map(ResponseBody::from);
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => {
            let methods = HeaderValue::from_static(if sessions { "GET, POST, DELETE" } else { "POST" });
            response.headers_mut().insert(ALLOW, methods);
        }
        StatusCode::UNAUTHORIZED => {
            let challenge = HeaderValue::from_static(r#"Bearer error="invalid_token""#);
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            response.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        _ => {}
    }
    response
}

/// Creates the response of a refusal.
pub(crate) fn refusal(refusal: Refusal) -> Response<Bytes> {
    let body = refusal.error.to_body(refusal.id.as_ref());
    let length = body.len();
    let mut response = Response::new(body);
    *response.status_mut() = refusal.status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response
}

/// Removes the body of a response to HEAD. Hyper would send it over HTTP/2, which clients treat as a broken stream.
pub(crate) fn to<R: From<Bytes>>(method: &Method, response: Response<R>) -> Response<R> {
    if method == Method::HEAD { response.map(|_| Bytes::new().into()) } else { response }
}

/// Creates the response to messages that expect none.
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
    // Without it, nginx holds events back until its buffer is full.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}
