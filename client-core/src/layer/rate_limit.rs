//! Reads a vendor's rate-limit headers into one value and into headers with the usual names.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! use std::{convert::Infallible, time::Duration};
//!
//! use bytes::Bytes;
//! use client_core::{RateLimit, acme::Acme, layer::RateLimitLayer};
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
//! let layer = RateLimitLayer::<Acme>::new();
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

/// The header that holds the most requests in the window.
pub const RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
/// The header that holds the requests that are left in the window.
pub const RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
/// The header that holds the seconds until the window begins anew.
pub const RATELIMIT_RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Puts a [`RateLimit`](crate::RateLimit) into the extensions of responses, and the headers [`RATELIMIT_LIMIT`],
/// [`RATELIMIT_REMAINING`], [`RATELIMIT_RESET`] and, on 429, `retry-after` in whole seconds beside the vendor's own; see
/// the [module docs](self).
#[derive(Debug)]
pub struct RateLimitLayer<V> {
    latest: LatestRateLimit,
    vendor: PhantomData<fn() -> V>,
}

impl<V> RateLimitLayer<V> {
    /// With a cell of its own for the latest value.
    #[must_use]
    pub fn new() -> Self {
        Self { latest: LatestRateLimit::default(), vendor: PhantomData }
    }

    /// The latest value that any service of this layer saw.
    #[must_use]
    pub fn latest(&self) -> LatestRateLimit {
        self.latest.clone()
    }
}

impl<V> Default for RateLimitLayer<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> Clone for RateLimitLayer<V> {
    fn clone(&self) -> Self {
        Self { latest: self.latest.clone(), vendor: PhantomData }
    }
}

impl<S, V> Layer<S> for RateLimitLayer<V> {
    type Service = RateLimit<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        RateLimit { inner, latest: self.latest.clone(), vendor: PhantomData }
    }
}

/// The service of [`RateLimitLayer`].
#[derive(Debug)]
pub struct RateLimit<S, V> {
    inner: S,
    latest: LatestRateLimit,
    vendor: PhantomData<fn() -> V>,
}

impl<S: Clone, V> Clone for RateLimit<S, V> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), latest: self.latest.clone(), vendor: PhantomData }
    }
}

impl<S, V, B> Service<Request<B>> for RateLimit<S, V>
where
    S: Service<Request<B>, Response = Response<Bytes>>,
    V: Vendor,
{
    type Response = Response<Bytes>;
    type Error = S::Error;
    type Future = RateLimitFuture<S::Future, V>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        RateLimitFuture { inner: self.inner.call(request), latest: self.latest.clone(), vendor: PhantomData }
    }
}

pin_project! {
    /// The future of [`RateLimit`].
    #[derive(Debug)]
    pub struct RateLimitFuture<F, V> {
        #[pin]
        inner: F,
        latest: LatestRateLimit,
        vendor: PhantomData<fn() -> V>,
    }
}

impl<F, V, E> Future for RateLimitFuture<F, V>
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

/// Rounded up: who waits that long has waited long enough.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acme::Acme;
    use tower_test::mock;

    async fn answered(response: Response<Bytes>) -> (Response<Bytes>, LatestRateLimit) {
        let layer = RateLimitLayer::<Acme>::new();
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
    async fn an_answer_that_says_nothing_stays_as_it_is() {
        let (response, latest) = answered(Response::new(Bytes::from_static(b"x"))).await;
        assert!(response.headers().is_empty());
        assert!(response.extensions().get::<Report>().is_none());
        assert_eq!(latest.get(), None);
    }
}
