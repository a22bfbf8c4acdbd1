//! Serves one HTTP request, from its headers to its response.

use std::pin::pin;

use http::{Method, Response, StatusCode, request::Parts};
use http_body::Body;
use mcp_core::Request;
use tower::BoxError;
use tower_service::Service;

#[cfg(feature = "sessions")]
use super::session;
#[cfg(not(feature = "sessions"))]
use super::session_disabled as session;
use super::{
    authorize::authorize,
    body::ResponseBody,
    endpoint::Endpoint,
    mcp::ResponseFuture,
    origin::check,
    post::post,
    receive::receive,
    refusal::Refusal,
    responses::{self, refuse},
};

/// Serves one HTTP request.
pub(crate) fn serve<B, S>(endpoint: Endpoint<S>, request: http::Request<B>) -> ResponseFuture
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let (parts, body) = request.into_parts();
    match without_body(&endpoint, &parts) {
        Some(response) => ResponseFuture::ready(responses::to(&parts.method, response)),
        None => ResponseFuture::running(async move {
            let body = pin!(body);
            match receive(&endpoint.settings, &parts, body).await {
                Ok((accept, body)) => post(endpoint, parts, accept, body).await.0,
                Err(refusal) => refuse(refusal, false),
            }
        }),
    }
}

/// Returns the response to a request that is refused by its headers, or that has no body.
fn without_body<S>(endpoint: &Endpoint<S>, parts: &Parts) -> Option<Response<ResponseBody>> {
    let settings = &endpoint.settings;
    if let Err(refusal) = check(&parts.uri, &parts.headers, &settings.origins, &settings.hosts) {
        return Some(refuse(refusal, false));
    }
    if let Err(refusal) = authorize(&parts.extensions) {
        return Some(refuse(refusal, false));
    }
    if parts.method == Method::POST {
        return None;
    }
    Some(match endpoint.sessions.as_deref() {
        Some(sessions) => session::serve(sessions, parts, endpoint.live.as_ref(), settings),
        None => {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            refuse(Refusal::plain(status, "unsupported method; use POST"), false)
        }
    })
}
