//! Metrics of requests to a vendor, through the facade of the crate `metrics`.
//!
//! A library should not choose the exporter, nor follow the changes of OpenTelemetry's crates, so this module uses
//! the facade. Without a recorder it costs next to nothing. There are recorders for Prometheus, StatsD and
//! OpenTelemetry.
//!
//! | metric | kind | labels |
//! | --- | --- | --- |
//! | [`REQUEST_DURATION`] | histogram, seconds | `vendor`, `server.address`, `server.port`, `http.request.method`, `url.template`, `http.response.status_code`, `error.type` |
//! | [`REQUESTS`] | counter | the same |
//! | [`ACTIVE_REQUESTS`] | gauge: requests without a response so far | `vendor`, `server.address`, `server.port`, `http.request.method` |
//! | [`RATE_LIMIT_REMAINING`], [`RATE_LIMIT_LIMIT`] | gauge: values of the last response | `vendor`, `server.address` |
//!
//! Labels without a value are left out. A path appears only as the template of its operation. The number of series
//! is therefore limited to the vendor's operations, times statuses, times the hosts that the program calls.
//! `error.type` is that of [`trace`](super::trace). Vendors count a rate limit for the whole account: other
//! programs use the same quota.
//!
//! Names follow OpenTelemetry's conventions where they exist
//! (<https://opentelemetry.io/docs/specs/semconv/http/http-metrics/>). The recorder chooses the buckets of
//! histograms: configure it with [`REQUEST_BUCKETS`].
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! use std::convert::Infallible;
//!
//! use bytes::Bytes;
//! use client_core::{testing::acme::Acme, layer::MetricsLayer};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! let wire = service_fn(|_: Request<Bytes>| async { Ok::<_, Infallible>(Response::new(Bytes::new())) });
//! let service = ServiceBuilder::new().layer(MetricsLayer::<Acme>::new()).service(wire);
//! service.oneshot(Request::new(Bytes::new())).await?;
//! # Ok(())
//! # }
//! ```

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri};
use metrics::{Gauge, Label, SharedString, Unit};
use pin_project_lite::pin_project;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use super::outcome::{RequestInfo, method, port};
use crate::{BoxError, rate_limit::RateLimit, vendor::Vendor};

/// Histogram of the duration of requests, in seconds. Each attempt counts on its own.
pub const REQUEST_DURATION: &str = "http.client.request.duration";
/// Counter of completed requests.
pub const REQUESTS: &str = "http.client.requests";
/// Gauge of requests without a response so far.
pub const ACTIVE_REQUESTS: &str = "http.client.active_requests";
/// Bucket bounds for [`REQUEST_DURATION`] that OpenTelemetry recommends, in seconds.
pub const REQUEST_BUCKETS: &[f64] =
    &[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];
/// Gauge of the remaining requests in the vendor's rate-limit window.
pub const RATE_LIMIT_REMAINING: &str = "vendor.rate_limit.remaining";
/// Gauge of the maximum number of requests in the vendor's rate-limit window.
pub const RATE_LIMIT_LIMIT: &str = "vendor.rate_limit.limit";

/// Records metrics of requests. See the [module docs](self).
#[derive(Debug, Clone)]
pub struct MetricsLayer<V>(PhantomData<fn() -> V>);

impl<V> MetricsLayer<V> {
    /// Creates a layer for the installed recorder, and describes the metrics to it.
    #[must_use]
    pub fn new() -> Self {
        metrics::describe_histogram!(REQUEST_DURATION, Unit::Seconds, "Duration of requests to vendors.");
        metrics::describe_counter!(REQUESTS, Unit::Count, "Completed requests to vendors.");
        metrics::describe_gauge!(
            ACTIVE_REQUESTS,
            Unit::Count,
            "Requests to vendors without a response so far."
        );
        metrics::describe_gauge!(
            RATE_LIMIT_REMAINING,
            Unit::Count,
            "Remaining requests in a vendor's rate-limit window."
        );
        metrics::describe_gauge!(
            RATE_LIMIT_LIMIT,
            Unit::Count,
            "Maximum number of requests in a vendor's rate-limit window."
        );
        Self(PhantomData)
    }
}

impl<V> Default for MetricsLayer<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, V> Layer<S> for MetricsLayer<V> {
    type Service = Metrics<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        Metrics { inner, vendor: PhantomData }
    }
}

/// Service of [`MetricsLayer`].
#[derive(Debug, Clone)]
pub struct Metrics<S, V> {
    inner: S,
    vendor: PhantomData<fn() -> V>,
}

impl<S, V, B> Service<Request<B>> for Metrics<S, V>
where
    S: Service<Request<B>, Response = Response<Bytes>>,
    S::Error: Into<BoxError>,
    V: Vendor,
{
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = MetricsFuture<S::Future, V>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let info = RequestInfo::new(&request);
        let server = server::<V>(request.uri());
        let mut labels = server.clone();
        labels.push(Label::new("http.request.method", method(&info.method).to_owned()));
        let active = metrics::gauge!(ACTIVE_REQUESTS, labels);
        active.increment(1.0);
        let guard = MetricsGuard { info, server, active, started: Instant::now(), ended: false };
        MetricsFuture { inner: self.inner.call(request), guard, vendor: PhantomData }
    }
}

/// Returns the labels for the server of a request.
fn server<V: Vendor>(uri: &Uri) -> Vec<Label> {
    let mut labels = Vec::with_capacity(7);
    labels.push(Label::from_static_parts("vendor", V::NAME));
    if let Some(host) = uri.host() {
        labels.push(Label::new("server.address", host.to_owned()));
    }
    if let Some(port) = port(uri) {
        labels.push(Label::new("server.port", port.to_string()));
    }
    labels
}

/// Records the request when it completes or is dropped.
struct MetricsGuard {
    info: RequestInfo,
    server: Vec<Label>,
    active: Gauge,
    started: Instant,
    ended: bool,
}

impl MetricsGuard {
    fn ended<V: Vendor>(&mut self, result: &Result<Response<Bytes>, BoxError>) {
        let error = self.info.error_type::<V>(result).map(SharedString::from);
        if let Ok(response) = result
            && let Some(limit) = RateLimit::read::<V>(response.status(), response.headers(), response.body())
        {
            let account: Vec<_> =
                self.server.iter().filter(|label| label.key() != "server.port").cloned().collect();
            for (name, value) in [(RATE_LIMIT_REMAINING, limit.remaining), (RATE_LIMIT_LIMIT, limit.limit)] {
                if let Some(value) = value {
                    metrics::gauge!(name, account.clone()).set(value as f64);
                }
            }
        }
        self.count(result.as_ref().ok().map(Response::status), error);
    }

    fn count(&mut self, status: Option<StatusCode>, error: Option<SharedString>) {
        self.ended = true;
        let mut labels = std::mem::take(&mut self.server);
        labels.push(Label::new("http.request.method", method(&self.info.method).to_owned()));
        if let Some(template) = self.info.template() {
            labels.push(Label::from_static_parts("url.template", template));
        }
        if let Some(status) = status {
            labels.push(Label::new("http.response.status_code", status.as_str().to_owned()));
        }
        if let Some(error) = error {
            labels.push(Label::new("error.type", error));
        }
        metrics::histogram!(REQUEST_DURATION, labels.clone()).record(self.started.elapsed());
        metrics::counter!(REQUESTS, labels).increment(1);
    }
}

impl Drop for MetricsGuard {
    fn drop(&mut self) {
        if !self.ended {
            self.count(None, Some(self.info.dropped().into()));
        }
        self.active.decrement(1.0);
    }
}

impl fmt::Debug for MetricsGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetricsGuard")
            .field("info", &self.info)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

pin_project! {
    /// The future of [`Metrics`].
    #[derive(Debug)]
    pub struct MetricsFuture<F, V> {
        #[pin]
        inner: F,
        guard: MetricsGuard,
        vendor: PhantomData<fn() -> V>,
    }
}

impl<F, V, E> Future for MetricsFuture<F, V>
where
    V: Vendor,
    F: Future<Output = Result<Response<Bytes>, E>>,
    E: Into<BoxError>,
{
    type Output = Result<Response<Bytes>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx)).map_err(Into::into);
        this.guard.ended::<V>(&result);
        Poll::Ready(result)
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, future::pending};

    use metrics_util::debugging::{DebugValue, DebuggingRecorder};
    use tower::{ServiceExt, service_fn};

    use super::*;
    use crate::{Operation, testing::acme::Acme};

    fn request() -> Request<Bytes> {
        let mut request =
            Request::get("https://api.acme.example/cards/crd_hunter2?q=hunter2").body(Bytes::new()).unwrap();
        request.extensions_mut().insert(Operation::new("/cards/{card_id}", &[]));
        request
    }

    /// Runs some requests and returns the counters and gauges, each as one line.
    fn metered(exchanges: impl Future<Output = ()>) -> Vec<String> {
        let recorder = DebuggingRecorder::new();
        let snapshots = recorder.snapshotter();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        metrics::with_local_recorder(&recorder, || runtime.block_on(exchanges));
        let mut lines: Vec<_> = snapshots
            .snapshot()
            .into_vec()
            .into_iter()
            .map(|(key, _, _, value)| {
                let labels: Vec<_> =
                    key.key().labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
                let value = match value {
                    DebugValue::Counter(count) => count.to_string(),
                    DebugValue::Gauge(value) => value.to_string(),
                    DebugValue::Histogram(values) => format!("{} times", values.len()),
                };
                format!("{} {{{}}} {value}", key.key().name(), labels.join(", "))
            })
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn requests_are_counted_by_template_and_status() {
        let lines = metered(async {
            let wire = service_fn(|request: Request<Bytes>| async move {
                let status = if request.method() == "GET" { 200 } else { 429 };
                let response = Response::builder().status(status).header("x-acme-remaining", "7");
                Ok::<_, Infallible>(response.header("x-acme-limit", "50").body(Bytes::new()).unwrap())
            });
            let service = MetricsLayer::<Acme>::new().layer(wire);
            service.clone().oneshot(request()).await.unwrap();
            service.clone().oneshot(request()).await.unwrap();
            let mut post = request();
            *post.method_mut() = http::Method::POST;
            service.oneshot(post).await.unwrap();
        });
        let server = "vendor=Acme, server.address=api.acme.example, server.port=443";
        let get = "http.request.method=GET, url.template=/cards/{card_id}, \
            http.response.status_code=200";
        let post = "http.request.method=POST, url.template=/cards/{card_id}, \
            http.response.status_code=429, error.type=429";
        assert_eq!(
            lines,
            [
                format!("http.client.active_requests {{{server}, http.request.method=GET}} 0"),
                format!("http.client.active_requests {{{server}, http.request.method=POST}} 0"),
                format!("http.client.request.duration {{{server}, {get}}} 2 times"),
                format!("http.client.request.duration {{{server}, {post}}} 1 times"),
                format!("http.client.requests {{{server}, {get}}} 2"),
                format!("http.client.requests {{{server}, {post}}} 1"),
                "vendor.rate_limit.limit {vendor=Acme, server.address=api.acme.example} 50".to_owned(),
                "vendor.rate_limit.remaining {vendor=Acme, server.address=api.acme.example} 7".to_owned(),
            ]
        );
    }

    #[test]
    fn dropped_requests_are_counted() {
        let lines = metered(async {
            let wire = service_fn(|_: Request<Bytes>| pending::<Result<Response<Bytes>, Infallible>>());
            let mut other = Request::get("/cards/crd_hunter2").body(Bytes::new()).unwrap();
            *other.method_mut() = http::Method::from_bytes(b"HUNTER2").unwrap();
            let meter = MetricsLayer::<Acme>::new().layer(wire);
            let short = std::time::Duration::from_millis(5);
            assert!(tokio::time::timeout(short, meter.clone().oneshot(other)).await.is_err());
            // This request stays active.
            tokio::spawn(meter.oneshot(request()));
            tokio::time::sleep(short).await;
        });
        let active = "http.client.active_requests";
        let server = "server.address=api.acme.example, server.port=443";
        assert_eq!(
            lines,
            [
                format!("{active} {{vendor=Acme, http.request.method=_OTHER}} 0"),
                format!("{active} {{vendor=Acme, {server}, http.request.method=GET}} 1"),
                "http.client.request.duration {vendor=Acme, http.request.method=_OTHER, error.type=cancelled} \
                 1 times"
                    .to_owned(),
                "http.client.requests {vendor=Acme, http.request.method=_OTHER, error.type=cancelled} 1"
                    .to_owned(),
            ]
        );
    }
}
