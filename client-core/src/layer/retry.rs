//! Retries of calls that were certainly not carried out, or that change nothing.
//!
//! The vendors have no idempotency keys. A write is therefore retried in two cases only: after a 429, or if no
//! connection was made. After any other failure (a 5xx, a broken connection, a timeout) the caller gets the error,
//! which the client reports as [`ErrorKind::OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown).
//!
//! ```
//! use std::{convert::Infallible, sync::{Arc, atomic::{AtomicU32, Ordering}}, time::Duration};
//!
//! use bytes::Bytes;
//! use client_core::layer::{RetryLayer, RetryPolicy};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! let calls = Arc::new(AtomicU32::new(0));
//! let counter = Arc::clone(&calls);
//! let wire = service_fn(move |_: Request<Bytes>| {
//!     let first = counter.fetch_add(1, Ordering::Relaxed) == 0;
//!     let response = match first {
//!         true => Response::builder().status(429).header("retry-after", "2").body(Bytes::new()),
//!         false => Response::builder().status(202).body(Bytes::new()),
//!     };
//!     async { Ok::<_, Infallible>(response.unwrap()) }
//! });
//! let policy = RetryPolicy::new().attempts(3).budget(Duration::from_secs(10));
//! let service = ServiceBuilder::new().layer(RetryLayer::new(policy)).service(wire);
//!
//! let start = tokio::time::Instant::now();
//! let request = Request::post("/conversations/cnv_1/messages").body(Bytes::from("the reply"))?;
//! assert_eq!(service.oneshot(request).await?.status(), 202);
//! assert_eq!(calls.load(Ordering::Relaxed), 2);
//! assert!(start.elapsed() >= Duration::from_secs(2));
//! # Ok(())
//! # }
//! ```

use std::{
    mem,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use tokio::time::Instant;
use tower::{
    ServiceExt,
    timeout::error::Elapsed,
    util::rng::{HasherRng, Rng},
};
use tower_layer::Layer;
use tower_service::Service;

use super::ResponseFuture;
use crate::{
    BoxError,
    error::TransportError,
    rate_limit::{self, RateLimit},
};

/// Deadline of a call, in the extensions of its request. The client gives up then, and no retry waits past it.
///
/// The client sets it from [`ClientBuilder::timeout`](crate::ClientBuilder::timeout), or from the
/// [`CallTimeout`](crate::CallTimeout) of the call. A host may set an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(Instant);

impl Deadline {
    /// Ends the call at this instant. Tests with tokio's paused clock take it from that clock.
    #[must_use]
    pub fn new(end: std::time::Instant) -> Self {
        Self(end.into())
    }

    /// Returns the end of the call.
    #[must_use]
    pub fn instant(self) -> std::time::Instant {
        self.0.into()
    }

    pub(crate) const fn at(end: Instant) -> Self {
        Self(end)
    }

    pub(crate) const fn end(self) -> Instant {
        self.0
    }
}

/// Number of earlier attempts. Set in the extensions of each retried request, for the layers below, and of its
/// response, for a layer above that sends it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // A number is all there is to say.
pub struct PriorAttempts(pub u32);

/// Number, duration and backoff of attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    budget: Duration,
    first_backoff: Duration,
    max_backoff: Duration,
}

impl RetryPolicy {
    /// Creates the default policy: 3 attempts within 20 seconds, with a backoff from 0.5 to 8 seconds.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            attempts: 3,
            budget: Duration::from_secs(20),
            first_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(8),
        }
    }

    /// Sets the total number of attempts, including the first.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets the maximum time between the first attempt and the start of the last. If the next pause would exceed it,
    /// the caller gets the failure at once. The [`Deadline`] of the request counts as well.
    #[must_use]
    pub const fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// Sets the first and the longest pause for failures without `retry-after`. Each pause doubles the one before.
    #[must_use]
    pub const fn backoff(mut self, first: Duration, max: Duration) -> Self {
        self.first_backoff = first;
        self.max_backoff = max;
        self
    }

    /// Returns the pause after this many failed attempts: a random value between half and all of the exponential
    /// backoff, so that callers do not retry in step.
    fn pause(&self, failed: u32, rng: &mut impl Rng) -> Duration {
        let doubled = self.first_backoff.saturating_mul(2u32.saturating_pow(failed.saturating_sub(1)));
        doubled.min(self.max_backoff).mul_f64(0.5 + rng.next_f64() / 2.0)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// Maximum extension of a requested pause, as a fraction of it, so that throttled callers do not retry in step.
const JITTER: f64 = 0.1;

/// Retries calls. See the [module docs](self).
///
/// Each attempt sends a clone of the whole body, and opens files on disk again. Dropping the future stops further
/// attempts.
#[derive(Debug, Clone, Copy, Default)]
pub struct RetryLayer {
    policy: RetryPolicy,
}

impl RetryLayer {
    /// Creates the layer with this policy.
    #[must_use]
    pub const fn new(policy: RetryPolicy) -> Self {
        Self { policy }
    }
}

impl<S> Layer<S> for RetryLayer {
    type Service = Retry<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Retry { inner, policy: self.policy }
    }
}

/// The service of [`RetryLayer`].
#[derive(Debug, Clone, Copy)]
pub struct Retry<S> {
    inner: S,
    policy: RetryPolicy,
}

impl<S, B> Service<Request<B>> for Retry<S>
where
    S: Service<Request<B>, Response = Response<Bytes>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: Clone + Send + Sync + 'static,
{
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = ResponseFuture<S::Future, Self::Response>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let clone = self.inner.clone();
        let inner = mem::replace(&mut self.inner, clone);
        ResponseFuture::boxed(retry(inner, self.policy, request))
    }
}

async fn retry<S, B>(
    mut inner: S,
    policy: RetryPolicy,
    mut request: Request<B>,
) -> Result<Response<Bytes>, BoxError>
where
    S: Service<Request<B>, Response = Response<Bytes>>,
    S::Error: Into<BoxError>,
    B: Clone,
{
    let mut rng = HasherRng::new();
    let budget = Instant::now().checked_add(policy.budget);
    let deadline = request.extensions().get().map(|deadline: &Deadline| deadline.end());
    let end = budget.into_iter().chain(deadline).min();
    // A layer above may have sent it before.
    let before = request.extensions().get().map_or(0, |PriorAttempts(times)| *times);
    let mut failed = 0;
    loop {
        let mut result =
            inner.ready().await.map_err(Into::into)?.call(request.clone()).await.map_err(Into::into);
        if let (Ok(response), Some(resent)) = (&mut result, request.extensions().get::<PriorAttempts>()) {
            response.extensions_mut().insert(*resent);
        }
        failed += 1;
        if failed >= policy.attempts || !may_repeat(request.method().is_safe(), &result) {
            return result;
        }
        let pause = match requested_wait(&result) {
            Some(wait) => wait.mul_f64(1.0 + JITTER * rng.next_f64()),
            None => policy.pause(failed, &mut rng),
        };
        if end.is_some_and(|end| Instant::now() + pause >= end) {
            return result;
        }
        tracing::debug!(attempt = failed, ?pause, "the call is repeated");
        tokio::time::sleep(pause).await;
        request.extensions_mut().insert(PriorAttempts(before + failed));
    }
}

/// Returns `true` if another attempt may help, and the call was not carried out or is `safe` to repeat.
fn may_repeat(safe: bool, result: &Result<Response<Bytes>, BoxError>) -> bool {
    match result {
        // A 429 was not carried out.
        Ok(response) if response.status() == StatusCode::TOO_MANY_REQUESTS => true,
        Ok(response) => safe && response.status().is_server_error(),
        Err(error) => match error.downcast_ref::<TransportError>() {
            Some(error) => error.is_connect() || (safe && error.is_interruption()),
            // Timeout of one attempt, from a layer of the host.
            None => safe && error.is::<Elapsed>(),
        },
    }
}

/// Returns the wait that the response requests.
fn requested_wait(result: &Result<Response<Bytes>, BoxError>) -> Option<Duration> {
    let response = result.as_ref().ok()?;
    // Without the layer that reads the vendor's headers, use the standard header.
    let reported = response.extensions().get::<RateLimit>().and_then(|limit| limit.retry_after);
    let header =
        || rate_limit::retry_after(response.headers()).map(|wait| wait.max(rate_limit::MIN_RETRY_AFTER));
    reported.or_else(header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower_test::mock::{self, Handle};

    type Wire = Handle<Request<Bytes>, Response<Bytes>>;
    type Answer = Result<Response<Bytes>, TransportError>;

    fn answer(status: u16) -> Answer {
        Ok(Response::builder().status(status).body(Bytes::new()).unwrap())
    }

    fn throttled(retry_after: &str) -> Answer {
        Ok(Response::builder().status(429).header("retry-after", retry_after).body(Bytes::new()).unwrap())
    }

    fn request(method: &str) -> Request<Bytes> {
        let request =
            Request::builder().method(method).uri("/x").header("content-type", "multipart/form-data");
        request.body(Bytes::from_static(b"--form\r\n")).unwrap()
    }

    /// Serves these responses, all of which must be requested. Returns the elapsed time and the result.
    async fn run(
        policy: RetryPolicy,
        request: Request<Bytes>,
        answers: Vec<Answer>,
    ) -> (Duration, Result<Response<Bytes>, BoxError>) {
        let (mut service, mut wire): (_, Wire) = mock::spawn_layer(RetryLayer::new(policy));
        assert!(service.poll_ready().is_ready());
        let start = Instant::now();
        let body = request.body().clone();
        let call = tokio::spawn(service.call(request));
        drop(service);
        for answer in answers {
            let (request, respond) = wire.next_request().await.expect("another attempt");
            assert_eq!(*request.body(), body);
            match answer {
                Ok(response) => respond.send_response(response),
                Err(error) => respond.send_error(error),
            }
        }
        // A request without a response must fail the test instead of hanging it.
        let result =
            tokio::time::timeout(Duration::from_secs(600), call).await.expect("no more requests").unwrap();
        assert!(wire.next_request().await.is_none(), "one attempt too many");
        (start.elapsed(), result)
    }

    #[tokio::test(start_paused = true)]
    async fn reads_are_retried_after_transient_failures() {
        let broken = || Err(TransportError::broken("reset"));
        for failure in
            [answer(500), answer(503), broken(), Err(TransportError::timeout("late")), throttled("1")]
        {
            let (_, result) = run(RetryPolicy::new(), request("GET"), vec![failure, answer(200)]).await;
            assert_eq!(result.unwrap().status(), 200);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn writes_are_retried_only_if_not_carried_out() {
        for method in ["POST", "PATCH", "PUT", "DELETE"] {
            for failure in [throttled("1"), Err(TransportError::connect("refused"))] {
                let (_, result) = run(RetryPolicy::new(), request(method), vec![failure, answer(202)]).await;
                assert_eq!(result.unwrap().status(), 202);
            }
            let unknown = [
                answer(500),
                answer(502),
                Err(TransportError::broken("reset")),
                Err(TransportError::timeout("late")),
                Err(TransportError::too_large()),
            ];
            for failure in unknown {
                run(RetryPolicy::new(), request(method), vec![failure]).await.1.ok();
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn permanent_failures_are_not_retried() {
        for status in [200, 301, 400, 401, 403, 404, 409] {
            let (_, result) = run(RetryPolicy::new(), request("GET"), vec![answer(status)]).await;
            assert_eq!(result.unwrap().status(), status);
        }
        let (_, result) =
            run(RetryPolicy::new(), request("GET"), vec![Err(TransportError::too_large())]).await;
        assert!(result.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn retry_waits_for_retry_after_with_jitter() {
        let answers = vec![throttled("4"), throttled("0.5"), answer(200)];
        let (took, result) = run(RetryPolicy::new(), request("POST"), answers).await;
        assert_eq!(result.unwrap().status(), 200);
        assert!((4.5..=4.96).contains(&took.as_secs_f64()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_double_up_to_the_longest() {
        let policy = RetryPolicy::new()
            .attempts(6)
            .budget(Duration::from_secs(100))
            .backoff(Duration::from_secs(1), Duration::from_secs(4));
        let answers = (0..6).map(|_| answer(500)).collect();
        let (took, result) = run(policy, request("GET"), answers).await;
        assert_eq!(result.unwrap().status(), 500);
        // 1 + 2 + 4 + 4 + 4, each between a half and all.
        assert!((7.5..=15.1).contains(&took.as_secs_f64()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_and_budget_limit_retries() {
        let answers = vec![throttled("1"), throttled("1"), throttled("1")];
        let (_, result) = run(RetryPolicy::new(), request("GET"), answers).await;
        assert_eq!(result.unwrap().status(), 429);

        // A pause that would exceed the budget is not started.
        let policy = RetryPolicy::new().budget(Duration::from_secs(10));
        let (took, result) = run(policy, request("GET"), vec![throttled("60")]).await;
        assert_eq!(result.unwrap().status(), 429);
        assert_eq!(took, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn deadline_limits_retries() {
        let mut request = request("GET");
        request.extensions_mut().insert(Deadline::at(Instant::now() + Duration::from_secs(3)));
        let answers = vec![throttled("2"), throttled("2")];
        let (took, result) = run(RetryPolicy::new(), request, answers).await;
        assert_eq!(result.unwrap().status(), 429);
        assert!(took < Duration::from_secs(3), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn dropped_call_is_not_retried() {
        let (mut service, mut wire): (_, Wire) = mock::spawn_layer(RetryLayer::default());
        assert!(service.poll_ready().is_ready());
        let call = tokio::spawn(service.call(request("GET")));
        drop(service);
        let (_, respond) = wire.next_request().await.unwrap();
        respond.send_response(throttled("1").unwrap());
        tokio::task::yield_now().await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        tokio::time::advance(Duration::from_secs(5)).await;
        assert!(wire.next_request().await.is_none());
    }
}
