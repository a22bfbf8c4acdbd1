//! Hosts with typical layers around the endpoint.

use std::{io, net::TcpListener, time::Duration};

use actix_web::{App, HttpMessage, HttpServer, dev::Service, middleware};
use axum::{Extension, Router, http::StatusCode};
use mcp_core::{Grant, Principal};
use mcp_tower::{Mcp, actix::Mount};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, cors::CorsLayer,
    limit::RequestBodyLimitLayer, timeout::TimeoutLayer, trace::TraceLayer,
};

use super::suite::MAX_BODY_BYTES;

/// Timeout of a plain response, and of the first event of a stream.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Serves the endpoint in axum behind layers of tower-http.
pub(crate) async fn axum(
    listener: TcpListener,
    mcp: Mcp,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let layers = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .layer(CatchPanicLayer::new())
        .layer(CorsLayer::permissive())
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, TIMEOUT))
        .layer(RequestBodyLimitLayer::new(2 * MAX_BODY_BYTES))
        .layer(Extension(Grant::new(Principal::new("ann"))));
    let app = Router::new().nest_service("/mcp", mcp).layer(layers);
    listener.set_nonblocking(true)?;
    axum::serve(tokio::net::TcpListener::from_std(listener)?, app).with_graceful_shutdown(stop).await
}

/// Serves the endpoint in actix behind its own middleware, over HTTP/1.1 and HTTP/2.
pub(crate) async fn actix(
    listener: TcpListener,
    mcp: Mcp,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let app = move || {
        App::new()
            .wrap_fn(|request, next| {
                request.extensions_mut().insert(Grant::new(Principal::new("ann")));
                next.call(request)
            })
            .wrap(middleware::Compress::default())
            .wrap(middleware::Logger::default())
            .wrap(middleware::NormalizePath::trim())
            .service(Mount::new("/mcp", mcp.clone()))
    };
    HttpServer::new(app)
        .h1_allow_half_closed(false)
        .shutdown_signal(stop)
        .listen_auto_h2c(listener)?
        .run()
        .await
}
