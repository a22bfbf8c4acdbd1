//! Rate limit per caller for tools, prompts and resources (feature `rate-limit`).
//!
//! Each caller has a bucket of calls. A call takes one out, and the [`Quota`] refills it. If the bucket is empty,
//! the call is refused at once and never waits, so the model can report the error or do something else.
//!
//! ```
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, layer::{CallerRateLimitLayer, Quota}};
//!
//! // 60 calls per minute and caller, at most 10 at once.
//! let limit = CallerRateLimitLayer::new(Quota::per_minute(60).burst(10));
//! let mcp = Mcp::new(Server::new(Registry::new())).layer(limit);
//! # let _ = mcp;
//! ```
//!
//! # Keys
//!
//! Each id of [`Context::caller`](mcp_core::Context::caller) has a bucket. Callers without a
//! [`Principal`](mcp_core::Principal) share one. [`key`](CallerRateLimitLayer::key) sets another key, for example a
//! tenant.
//!
//! At most [`max_callers`](CallerRateLimitLayer::max_callers) buckets are kept, 10,000 by default. A bucket is
//! dropped only once it is full again, so dropping it gives nobody extra calls. While all buckets are in use,
//! further callers share one.
//!
//! # Counted requests
//!
//! Requests that run a handler count: `tools/call`, `prompts/get`, `resources/read` and `completion/complete`.
//! Lists, `ping`, `initialize`, `server/discover` and subscriptions do not count.
//! [`counts`](CallerRateLimitLayer::counts) sets another predicate. A call counts before its tool is looked up, so
//! a refusal does not distinguish a hidden tool from an unknown one. A call with elicitation counts once per round
//! in revision 2026-07-28.
//!
//! # Refusals
//!
//! | request | response |
//! | --- | --- |
//! | `tools/call` | 200, tool error of kind `rate_limited` with `retry_after_ms` |
//! | others, in revision 2026-07-28 | 429, JSON-RPC error -32603 |
//! | others, in `initialize` revisions | 200, JSON-RPC error -32603, like all errors of a method in those revisions |
//!
//! All of them have the headers `retry-after`, `ratelimit-limit` and `ratelimit-remaining`; a tool result also has
//! them in `_meta` under [`RATE_LIMIT_META`](mcp_core::RATE_LIMIT_META), with the tier `caller`. Messages in a
//! batch, and event streams that have begun, have no headers.
//!
//! Put the layer outside of timeouts and concurrency limits, and inside of `McpMetricsLayer` and
//! [`McpTraceLayer`](crate::layer::McpTraceLayer), which then record refusals. Clones share their buckets: mount one layer
//! in several endpoints to apply a quota to all of them together. Each process has its own quota.
//!
//! It uses tokio's clock, which tests can control (`tokio::time::pause`, `advance`).

mod buckets;
mod quota;

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use mcp_core::{HandlerError, HandlerErrorKind, Request, RequestKind, Response, UpstreamRateLimit};
use pin_project_lite::pin_project;
use tower::BoxError;
use tower_layer::Layer;
use tower_service::Service;

use self::buckets::Buckets;
pub use self::quota::Quota;

/// Default maximum number of buckets.
const MAX_CALLERS: usize = 10_000;
/// Tier of these limits, to distinguish them from those of an upstream.
const TIER: &str = "caller";

type KeyOf = Arc<dyn Fn(&Request) -> Option<String> + Send + Sync>;
type Counts = Arc<dyn Fn(&Request) -> bool + Send + Sync>;

/// Layer that applies [`CallerRateLimit`]; see the [module docs](self). Clones share their buckets.
#[derive(Clone)]
#[must_use]
pub struct CallerRateLimitLayer {
    quota: Quota,
    buckets: Arc<Buckets>,
    key: KeyOf,
    counts: Counts,
}

impl CallerRateLimitLayer {
    /// Creates a layer with this quota per caller.
    pub fn new(quota: Quota) -> Self {
        Self {
            quota,
            buckets: Arc::new(Buckets::new(quota, MAX_CALLERS)),
            key: Arc::new(|request| request.context.caller().map(|caller| caller.id().to_owned())),
            counts: Arc::new(|request| runs_handler(&request.call)),
        }
    }

    /// Sets the key of the buckets. Requests for which the function returns `None` share one bucket.
    ///
    /// ```
    /// use mcp_tower::layer::{CallerRateLimitLayer, Quota};
    ///
    /// /// Inserted by a layer of the host.
    /// #[derive(Clone)]
    /// struct Tenant(String);
    ///
    /// let limit = CallerRateLimitLayer::new(Quota::per_hour(5_000))
    ///     .key(|request| request.context.extensions().get::<Tenant>().map(|tenant| tenant.0.clone()));
    /// # let _ = limit;
    /// ```
    pub fn key(mut self, key: impl Fn(&Request) -> Option<String> + Send + Sync + 'static) -> Self {
        self.key = Arc::new(key);
        self
    }

    /// Sets the predicate of requests that count. Others pass, even if the bucket is empty.
    ///
    /// ```
    /// use mcp_tower::layer::{CallerRateLimitLayer, Quota};
    ///
    /// // Only tool calls, except those of the monitoring.
    /// let limit = CallerRateLimitLayer::new(Quota::per_second(2)).counts(|request| {
    ///     request.tool_name().is_some()
    ///         && request.context.caller().is_none_or(|caller| caller.id() != "monitoring")
    /// });
    /// # let _ = limit;
    /// ```
    pub fn counts(mut self, counts: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        self.counts = Arc::new(counts);
        self
    }

    /// Sets the maximum number of callers with a bucket of their own, 10,000 by default. With `0`, all callers
    /// share one.
    ///
    /// A bucket takes about 100 bytes and the length of its key. Set the number before the layer is used or cloned: the
    /// layer starts with new buckets.
    pub fn max_callers(mut self, callers: usize) -> Self {
        self.buckets = Arc::new(Buckets::new(self.quota, callers));
        self
    }

    /// Takes one call out of the bucket of the request.
    fn admit(&self, request: &Request) -> Result<(), HandlerError> {
        if !(self.counts)(request) {
            return Ok(());
        }
        let key = (self.key)(request);
        self.buckets.take(key).map_err(|wait| {
            tracing::debug!(method = request.method(), ?wait, "caller over its quota");
            refusal(self.quota, wait)
        })
    }
}

/// Returns `true` if a handler of the registry runs for the request.
const fn runs_handler(call: &RequestKind) -> bool {
    matches!(
        call,
        RequestKind::CallTool { .. }
            | RequestKind::GetPrompt { .. }
            | RequestKind::ReadResource { .. }
            | RequestKind::Complete { .. }
    )
}

fn refusal(quota: Quota, wait: Duration) -> HandlerError {
    // Rounded up: a client that waits for the stated time must not be too early.
    let wait = Duration::from_millis(u64::try_from(wait.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX));
    let mut limit = UpstreamRateLimit::default();
    limit.limit = Some(quota.calls().into());
    limit.remaining = Some(0);
    limit.retry_after = Some(wait);
    limit.tier = Some(TIER.to_owned());
    let message = format!("the quota of {quota} per caller is used up; the call was not run");
    HandlerError::new(HandlerErrorKind::RateLimited, message)
        .with_retry_after(wait)
        .with_rate_limit(limit)
        .with_hint(format!("Wait {wait:?}, then repeat the call unchanged."))
}

impl fmt::Debug for CallerRateLimitLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallerRateLimitLayer")
            .field("quota", &self.quota)
            .field("buckets", &self.buckets)
            .finish_non_exhaustive()
    }
}

impl<S> Layer<S> for CallerRateLimitLayer {
    type Service = CallerRateLimit<S>;

    fn layer(&self, inner: S) -> CallerRateLimit<S> {
        CallerRateLimit { inner, layer: self.clone() }
    }
}

/// Middleware for the rate limit per caller; see the [module docs](self). Made by [`CallerRateLimitLayer`].
#[derive(Debug, Clone)]
pub struct CallerRateLimit<S> {
    inner: S,
    layer: CallerRateLimitLayer,
}

service!(CallerRateLimit, CallerRateLimitLayer(quota: Quota));

impl<S> Service<Request> for CallerRateLimit<S>
where
    S: Service<Request, Response = Response>,
    S::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = BoxError;
    type Future = CallerRateLimitFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let state = match self.layer.admit(&request) {
            Ok(()) => State::Passed { inner: self.inner.call(request) },
            Err(error) if matches!(request.call, RequestKind::CallTool { .. }) => {
                State::Refused { result: Some(Ok(request.refuse(error))) }
            }
            Err(error) => State::Refused { result: Some(Err(error.into())) },
        };
        CallerRateLimitFuture { state }
    }
}

pin_project! {
    #[project = Projected]
    enum State<F> {
        Passed { #[pin] inner: F },
        Refused { result: Option<Result<Response, BoxError>> },
    }
}

pin_project! {
    /// Future of [`CallerRateLimit`]: the inner one, or an immediate refusal.
    #[must_use = "futures do nothing unless polled"]
    pub struct CallerRateLimitFuture<F> {
        #[pin]
        state: State<F>,
    }
}

impl<F, E> Future for CallerRateLimitFuture<F>
where
    F: Future<Output = Result<Response, E>>,
    E: Into<BoxError>,
{
    type Output = Result<Response, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            Projected::Passed { inner } => Poll::Ready(ready!(inner.poll(cx)).map_err(Into::into)),
            Projected::Refused { result } => {
                Poll::Ready(result.take().expect("a future is not polled after it is ready"))
            }
        }
    }
}

impl<F> fmt::Debug for CallerRateLimitFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallerRateLimitFuture").finish_non_exhaustive()
    }
}
