//! Reads a vendor's rate-limit headers into one value and into headers with the standard names.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! use std::{convert::Infallible, time::Duration};
//!
//! use bytes::Bytes;
//! use client_core::{RateLimit, testing::acme::Acme, layer::ReadRateLimitLayer};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! let wire = service_fn(|_: Request<()>| async {
//!     let response = Response::builder()
//!         .status(429)
//!         .header("x-acme-limit", "50")
//!         .header("x-acme-remaining", "0")
//!         .header("retry-after", "0.341")
//!         .body(Bytes::new());
//!     Ok::<_, Infallible>(response.unwrap())
//! });
//! let layer = ReadRateLimitLayer::<Acme>::new();
//! let latest = layer.latest();
//! let service = ServiceBuilder::new().layer(layer).service(wire);
//!
//! let response = service.oneshot(Request::new(())).await?;
//! let limit = response.extensions().get::<RateLimit>().unwrap();
//! assert_eq!(limit.retry_after, Some(Duration::from_millis(341)));
//! assert_eq!(response.headers()["ratelimit-limit"], "50");
//! assert_eq!(response.headers()["ratelimit-remaining"], "0");
//! assert_eq!(response.headers()["retry-after"], "1"); // whole seconds, rounded up
//! assert_eq!(latest.get().unwrap().limit, Some(50));
//! # Ok(())
//! # }
//! ```

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, header};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    rate_limit::{LatestRateLimit, RateLimit as Report},
    vendor::Vendor,
};

/// Header with the maximum number of requests in the window.
pub const RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
/// Header with the number of remaining requests in the window.
pub const RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
/// Header with the seconds until the window restarts.
pub const RATELIMIT_RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Inserts a [`RateLimit`](crate::RateLimit) into the extensions of responses. Adds the headers
/// [`RATELIMIT_LIMIT`], [`RATELIMIT_REMAINING`], [`RATELIMIT_RESET`] and, on 429, `retry-after` in whole seconds.
/// See the [module docs](self).
#[derive(Debug, Clone)]
pub struct ReadRateLimitLayer<V> {
    latest: LatestRateLimit,
    vendor: PhantomData<fn() -> V>,
}

impl<V> ReadRateLimitLayer<V> {
    /// Creates the layer with a cell of its own for the latest value.
    #[must_use]
    pub fn new() -> Self {
        Self { latest: LatestRateLimit::default(), vendor: PhantomData }
    }

    /// Returns a handle to the latest value seen by any service of this layer.
    #[must_use]
    pub fn latest(&self) -> LatestRateLimit {
        self.latest.clone()
    }
}

impl<V> Default for ReadRateLimitLayer<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, V> Layer<S> for ReadRateLimitLayer<V> {
    type Service = ReadRateLimit<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        ReadRateLimit { inner, latest: self.latest.clone(), vendor: PhantomData }
    }
}

/// Service of [`ReadRateLimitLayer`].
#[derive(Debug, Clone)]
pub struct ReadRateLimit<S, V> {
    inner: S,
    latest: LatestRateLimit,
    vendor: PhantomData<fn() -> V>,
}

impl<S, V, B> Service<Request<B>> for ReadRateLimit<S, V>
where
    S: Service<Request<B>, Response = Response<Bytes>>,
    V: Vendor,
{
    type Response = Response<Bytes>;
    type Error = S::Error;
    type Future = ReadRateLimitFuture<S::Future, V>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        ReadRateLimitFuture {
            inner: self.inner.call(request),
            latest: self.latest.clone(),
            vendor: PhantomData,
        }
    }
}

pin_project! {
    /// The future of [`RateLimit`].
    #[derive(Debug)]
    pub struct ReadRateLimitFuture<F, V> {
        #[pin]
        inner: F,
        latest: LatestRateLimit,
        vendor: PhantomData<fn() -> V>,
    }
}

impl<F, V, E> Future for ReadRateLimitFuture<F, V>
where
    V: Vendor,
    F: Future<Output = Result<Response<Bytes>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.inner.poll(cx))?;
        if let Some(report) = Report::read::<V>(response.status(), response.headers(), response.body()) {
            normalise(response.headers_mut(), &report);
            this.latest.set(report.clone());
            response.extensions_mut().insert(report);
        }
        Poll::Ready(Ok(response))
    }
}

fn normalise(headers: &mut HeaderMap, report: &Report) {
    let mut set = |name: HeaderName, value: Option<u64>| {
        if let Some(value) = value {
            headers.insert(name, HeaderValue::from(value));
        }
    };
    set(RATELIMIT_LIMIT, report.limit);
    set(RATELIMIT_REMAINING, report.remaining);
    set(RATELIMIT_RESET, report.reset.map(whole_seconds));
    set(header::RETRY_AFTER, report.retry_after.map(whole_seconds));
}

/// Rounds up to whole seconds, so that the wait is never too short.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::acme::Acme;
    use tower_test::mock;

    async fn answered(response: Response<Bytes>) -> (Response<Bytes>, LatestRateLimit) {
        let layer = ReadRateLimitLayer::<Acme>::new();
        let latest = layer.latest();
        let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<Bytes>, _>(layer);
        assert!(service.poll_ready().is_ready());
        let answer = service.call(Request::new(()));
        let (_, respond) = wire.next_request().await.unwrap();
        respond.send_response(response);
        (answer.await.unwrap(), latest)
    }

    #[tokio::test]
    async fn headers_are_normalised_beside_the_vendors_own() {
        let response = Response::builder()
            .status(429)
            .header("x-acme-limit", "100")
            .header("x-acme-remaining", "99")
            .header("retry-after", "30.5")
            .body(Bytes::new());
        let (response, latest) = answered(response.unwrap()).await;
        assert_eq!(response.headers()["ratelimit-limit"], "100");
        assert_eq!(response.headers()["ratelimit-remaining"], "99");
        assert_eq!(response.headers()["retry-after"], "31");
        assert_eq!(response.headers()["x-acme-limit"], "100");
        assert!(!response.headers().contains_key("ratelimit-reset"));
        assert_eq!(latest.get().unwrap().remaining, Some(99));
    }

    #[tokio::test]
    async fn response_without_rate_limit_is_unchanged() {
        let (response, latest) = answered(Response::new(Bytes::from_static(b"x"))).await;
        assert!(response.headers().is_empty());
        assert!(response.extensions().get::<Report>().is_none());
        assert_eq!(latest.get(), None);
    }
}
