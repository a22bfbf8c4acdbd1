//! Serves one HTTP request, from its headers to its response.

use std::convert::Infallible;

use http::{Method, Response, StatusCode};
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
    origin::check,
    post::post,
    receive::open,
    refusal::Refusal,
    responses::{self, refuse},
};

/// Serves one HTTP request.
pub(crate) async fn serve<B, S>(
    endpoint: Endpoint<S>,
    request: http::Request<B>,
) -> Result<Response<ResponseBody>, Infallible>
where
    B: Body,
    B::Error: Into<BoxError>,
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let (parts, body) = request.into_parts();
    let settings = &endpoint.settings;
    let sessions = endpoint.sessions.as_deref();
    if let Err(refusal) = check(&parts.uri, &parts.headers, &settings.origins, &settings.hosts) {
        return Ok(responses::to(&parts.method, refuse(refusal, false)));
    }
    if let Err(refusal) = authorize(&parts.extensions) {
        return Ok(responses::to(&parts.method, refuse(refusal, false)));
    }
    if parts.method != Method::POST {
        let response = match sessions {
            Some(sessions) => session::serve(sessions, &parts, endpoint.live.as_ref(), settings),
            None => {
                let status = StatusCode::METHOD_NOT_ALLOWED;
                refuse(Refusal::plain(status, "unsupported method; use POST"), false)
            }
        };
        return Ok(responses::to(&parts.method, response));
    }
    Ok(match open(settings, &parts, body).await {
        Ok((accept, body)) => post(endpoint, parts, accept, body).await,
        Err(refusal) => refuse(refusal, false),
    })
}
