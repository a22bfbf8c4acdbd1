//! Prepends the base URL to the path of a request.
//!
//! ```
//! use std::convert::Infallible;
//!
//! use client_core::layer::BaseUrlLayer;
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! let wire = service_fn(|request: Request<()>| async move {
//!     Ok::<_, Infallible>(Response::new(request.uri().to_string()))
//! });
//! let service = ServiceBuilder::new().layer(BaseUrlLayer::new("https://gateway.example/shop")?).service(wire);
//!
//! let response = service.oneshot(Request::get("/tags?limit=5").body(())?).await?;
//! assert_eq!(response.body(), "https://gateway.example/shop/tags?limit=5");
//! # Ok(())
//! # }
//! ```

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use http::Request;
use tower_layer::Layer;
use tower_service::Service;

use super::ResponseFuture;
use crate::{BoxError, error::Error, hosts::Base};

/// Makes the relative path of a request absolute. See the [module docs](self).
///
/// A path prefix of the base URL is kept. Requests with an absolute URL pass through unchanged.
#[derive(Debug, Clone)]
pub struct BaseUrlLayer {
    base: Arc<Base>,
}

impl BaseUrlLayer {
    /// Creates the layer for this base URL: `https`, or `http` to loopback.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when it is not an absolute URL, holds a query, a fragment
    /// or credentials, or is plain `http` to another host than loopback.
    pub fn new(url: &str) -> Result<Self, Error> {
        Ok(Self { base: Arc::new(Base::parse(url, false)?) })
    }

    /// Creates the layer for a base URL that may be plain `http` to any host. Everybody on the network path can read
    /// the requests.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn allow_http(url: &str) -> Result<Self, Error> {
        Ok(Self { base: Arc::new(Base::parse(url, true)?) })
    }

    pub(crate) fn from_base(base: Arc<Base>) -> Self {
        Self { base }
    }
}

impl<S> Layer<S> for BaseUrlLayer {
    type Service = BaseUrl<S>;

    fn layer(&self, inner: S) -> Self::Service {
        BaseUrl { inner, base: Arc::clone(&self.base) }
    }
}

/// The service of [`BaseUrlLayer`].
#[derive(Debug, Clone)]
pub struct BaseUrl<S> {
    inner: S,
    base: Arc<Base>,
}

impl<S, B> Service<Request<B>> for BaseUrl<S>
where
    S: Service<Request<B>>,
    S::Error: Into<BoxError>,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, S::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        match self.base.join(request.uri()) {
            Ok(uri) => *request.uri_mut() = uri,
            Err(error) => return ResponseFuture::error(error),
        }
        ResponseFuture::inner(self.inner.call(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Response;
    use tower_test::mock;

    async fn sent(base: &str, uri: &str) -> String {
        let layer = BaseUrlLayer::new(base).unwrap();
        let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<()>, _>(layer);
        assert!(service.poll_ready().is_ready());
        let answer = service.call(Request::get(uri).body(()).unwrap());
        let (request, respond) = wire.next_request().await.unwrap();
        respond.send_response(Response::new(()));
        answer.await.unwrap();
        request.uri().to_string()
    }

    #[tokio::test]
    async fn path_query_and_prefix_are_kept() {
        assert_eq!(sent("https://api.acme.example", "/me").await, "https://api.acme.example/me");
        assert_eq!(
            sent("http://127.0.0.1:1/shop/", "/contacts/alt:email:a%2Fb?x=%20").await,
            "http://127.0.0.1:1/shop/contacts/alt:email:a%2Fb?x=%20"
        );
    }

    #[tokio::test]
    async fn absolute_url_passes_unchanged() {
        let uri = "https://files.acme.example/download/fil_1";
        assert_eq!(sent("https://api.acme.example", uri).await, uri);
    }
}
