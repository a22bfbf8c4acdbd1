//! Protection against requests of foreign web pages.
//!
//! A page in a browser can send requests to any address that the browser reaches, `localhost` included. By pointing
//! its own domain at such an address (DNS rebinding), it can read the responses too. The browser sends the page in
//! `Origin` and its domain in `Host`, so a server that checks both is safe. MCP requires validation of `Origin`
//! (<https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>).
//!
//! [`Mcp`](crate::Mcp) does this itself. Use the layer for other services, and outside of a layer that can respond
//! before [`Mcp`](crate::Mcp), such as [`BearerAuthLayer`](crate::layer::BearerAuthLayer).
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response, StatusCode};
//! use mcp_tower::layer::{AllowedOrigins, CheckOriginLayer};
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let inner = service_fn(|_: Request<()>| async { Ok::<_, std::io::Error>(Response::new(Bytes::new())) });
//! let origins = AllowedOrigins::loopback().allow("https://chat.example.com")?;
//! let service = CheckOriginLayer::new().origins(origins).layer(inner);
//!
//! let from = |origin| Request::builder().header("host", "localhost:8848").header("origin", origin).body(());
//! let response = service.clone().oneshot(from("https://chat.example.com")?).await?;
//! assert_eq!(response.status(), StatusCode::OK);
//! let response = service.oneshot(from("https://chat.example.com.evil.example")?).await?;
//! assert_eq!(response.status(), StatusCode::FORBIDDEN);
//! # Ok(()) }
//! ```

use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::RefuseFuture;
use crate::http::{origin::check, responses};

pub use crate::http::origin::{AllowedHosts, AllowedOrigins, InvalidAddress};

/// Layer that applies [`CheckOrigin`]. By default, only names and origins of this machine are allowed.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct CheckOriginLayer {
    origins: AllowedOrigins,
    hosts: AllowedHosts,
}

impl CheckOriginLayer {
    /// Creates a layer that allows the names and origins of this machine.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the allowed `Origin` headers.
    pub fn origins(mut self, origins: AllowedOrigins) -> Self {
        self.origins = origins;
        self
    }

    /// Sets the allowed `Host` headers.
    pub fn hosts(mut self, hosts: AllowedHosts) -> Self {
        self.hosts = hosts;
        self
    }
}

impl<S> Layer<S> for CheckOriginLayer {
    type Service = CheckOrigin<S>;

    fn layer(&self, inner: S) -> CheckOrigin<S> {
        CheckOrigin { inner, layer: self.clone() }
    }
}

/// Middleware that refuses requests of foreign web pages; see the [module docs](self). Made by
/// [`CheckOriginLayer`].
#[derive(Debug, Clone)]
pub struct CheckOrigin<S> {
    inner: S,
    layer: CheckOriginLayer,
}

service!(CheckOrigin, CheckOriginLayer());

impl<S, B, R> Service<Request<B>> for CheckOrigin<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: From<Bytes>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = RefuseFuture<S::Future, R>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match check(request.uri(), request.headers(), &self.layer.origins, &self.layer.hosts) {
            Ok(()) => RefuseFuture::passed(self.inner.call(request)),
            Err(refusal) => RefuseFuture::refused(request.method(), responses::refusal(refusal)),
        }
    }
}
