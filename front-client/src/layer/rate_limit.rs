//! Reads Front's rate-limit headers into one value and into headers with the usual names.
//!
//! ```
//! use std::{convert::Infallible, time::Duration};
//!
//! use bytes::Bytes;
//! use front_client::{RateLimit, layer::RateLimitLayer};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), front_client::BoxError> {
//! let wire = service_fn(|_: Request<()>| async {
//!     let response = Response::builder()
//!         .status(429)
//!         .header("x-ratelimit-limit", "50")
//!         .header("x-ratelimit-remaining", "0")
//!         .header("retry-after", "0.341")
//!         .body(Bytes::new());
//!     Ok::<_, Infallible>(response.unwrap())
//! });
//! let layer = RateLimitLayer::new();
//! let latest = layer.latest();
//! let service = ServiceBuilder::new().layer(layer).service(wire);
//!
//! let response = service.oneshot(Request::new(())).await?;
//! let limit = response.extensions().get::<RateLimit>().unwrap();
//! assert_eq!(limit.retry_after, Some(Duration::from_millis(341)));
//! assert_eq!(limit.tier.as_deref(), Some("company"));
//! assert_eq!(response.headers()["ratelimit-limit"], "50");
//! assert_eq!(response.headers()["ratelimit-remaining"], "0");
//! assert_eq!(response.headers()["retry-after"], "1"); // whole seconds, rounded up
//! assert_eq!(latest.get().unwrap().limit, Some(50));
//! # Ok(())
//! # }
//! ```

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, header};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::rate_limit::{LatestRateLimit, RateLimit as Report};

/// The header that holds the most requests in the window.
pub const RATELIMIT_LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
/// The header that holds the requests that are left in the window.
pub const RATELIMIT_REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
/// The header that holds the seconds until the window begins anew.
pub const RATELIMIT_RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Puts a [`RateLimit`](crate::RateLimit) into the extensions of responses, and the headers [`RATELIMIT_LIMIT`],
/// [`RATELIMIT_REMAINING`], [`RATELIMIT_RESET`] and, on 429, `retry-after` in whole seconds beside Front's own; see
/// the [module docs](self).
#[derive(Debug, Clone, Default)]
pub struct RateLimitLayer {
    latest: LatestRateLimit,
}

impl RateLimitLayer {
    /// With a cell of its own for the latest value.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The latest value that any service of this layer saw.
    #[must_use]
    pub fn latest(&self) -> LatestRateLimit {
        self.latest.clone()
    }
}

impl<S> Layer<S> for RateLimitLayer {
    type Service = RateLimit<S>;

    fn layer(&self, inner: S) -> Self::Service {
        RateLimit { inner, latest: self.latest.clone() }
    }
}

/// The service of [`RateLimitLayer`].
#[derive(Debug, Clone)]
pub struct RateLimit<S> {
    inner: S,
    latest: LatestRateLimit,
}

impl<S, B> Service<Request<B>> for RateLimit<S>
where
    S: Service<Request<B>, Response = Response<Bytes>>,
{
    type Response = Response<Bytes>;
    type Error = S::Error;
    type Future = RateLimitFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        RateLimitFuture { inner: self.inner.call(request), latest: self.latest.clone() }
    }
}

pin_project! {
    /// The future of [`RateLimit`].
    #[derive(Debug)]
    pub struct RateLimitFuture<F> {
        #[pin]
        inner: F,
        latest: LatestRateLimit,
    }
}

impl<F, E> Future for RateLimitFuture<F>
where
    F: Future<Output = Result<Response<Bytes>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.inner.poll(cx))?;
        if let Some(report) = Report::read(response.status(), response.headers(), response.body()) {
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
    use tower_test::mock;

    async fn answered(response: Response<Bytes>) -> (Response<Bytes>, LatestRateLimit) {
        let layer = RateLimitLayer::new();
        let latest = layer.latest();
        let (mut service, mut wire) = mock::spawn_layer::<Request<()>, Response<Bytes>, _>(layer);
        assert!(service.poll_ready().is_ready());
        let answer = service.call(Request::new(()));
        let (_, respond) = wire.next_request().await.unwrap();
        respond.send_response(response);
        (answer.await.unwrap(), latest)
    }

    #[tokio::test]
    async fn headers_are_normalised_beside_fronts_own() {
        let response = Response::builder()
            .header("x-ratelimit-limit", "100")
            .header("x-ratelimit-remaining", "99")
            .header("x-ratelimit-reset", "1800000030.5")
            .header("date", "Fri, 15 Jan 2027 08:00:00 GMT")
            .body(Bytes::new());
        let (response, latest) = answered(response.unwrap()).await;
        assert_eq!(response.headers()["ratelimit-limit"], "100");
        assert_eq!(response.headers()["ratelimit-remaining"], "99");
        assert_eq!(response.headers()["ratelimit-reset"], "31");
        assert_eq!(response.headers()["x-ratelimit-reset"], "1800000030.5");
        assert!(!response.headers().contains_key("retry-after"));
        assert_eq!(latest.get().unwrap().remaining, Some(99));
    }

    #[tokio::test]
    async fn a_429_without_a_header_gets_one_from_the_message() {
        let body = r#"{"_error":{"status":429,"title":"Too many requests",
            "message":"Rate limit exceeded for tier-2 route. Please retry in 341 milliseconds."}}"#;
        let response = Response::builder().status(429).body(Bytes::from_static(body.as_bytes()));
        let (response, _) = answered(response.unwrap()).await;
        assert_eq!(response.headers()["retry-after"], "1");
        let report = response.extensions().get::<Report>().unwrap();
        assert_eq!(report.retry_after, Some(Duration::from_millis(341)));
    }

    #[tokio::test]
    async fn an_answer_that_says_nothing_stays_as_it_is() {
        let (response, latest) = answered(Response::new(Bytes::from_static(b"x"))).await;
        assert!(response.headers().is_empty());
        assert!(response.extensions().get::<Report>().is_none());
        assert_eq!(latest.get(), None);
    }
}
