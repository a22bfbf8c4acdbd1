//! Metrics of HTTP requests: count and duration, from headers to the end of the response body.
//!
//! Requests that are refused before they are MCP requests, such as those without a key, are counted only here. For
//! MCP requests see [`McpMetricsLayer`](crate::layer::McpMetricsLayer), whose docs explain the choice of the facade `metrics`.
//!
//! | metric | kind | labels |
//! | --- | --- | --- |
//! | [`REQUEST_DURATION`] | histogram, seconds | `http.request.method`, `http.route`, `url.scheme`, `network.protocol.version`, `http.response.status_code`, `error.type` |
//! | [`ACTIVE_REQUESTS`] | gauge: requests that have not ended, streams included | `http.request.method`, `url.scheme` |
//!
//! The names are those of OpenTelemetry's conventions for HTTP
//! (<https://opentelemetry.io/docs/specs/semconv/http/http-metrics/>). `error.type` is that of
//! [`http_trace`](super::http_trace). An event stream counts as long as it is open, so the route of an endpoint
//! with streams has some very long requests.
//!
//! ```
//! use http::uri::Scheme;
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, layer::{BearerAuthLayer, HttpMetricsLayer, McpMetricsLayer}};
//! use tower::ServiceBuilder;
//!
//! let mcp = Mcp::new(Server::new(Registry::new())).layer(McpMetricsLayer::new());
//! let service = ServiceBuilder::new()
//!     .layer(HttpMetricsLayer::new().route("/mcp").scheme(Scheme::HTTPS))
//!     .layer(BearerAuthLayer::new([]))
//!     .service(mcp);
//! # let _ = service;
//! ```

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response, StatusCode, uri::Scheme};
use http_body::Body;
use metrics::{Label, Unit};
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use crate::call::gauges::GaugeGuard;
use crate::http::watch::{Watch, WatchedBody, WatchedFuture, method, scheme, version};

/// Histogram of the duration of requests to the end of the response body, in seconds.
pub const REQUEST_DURATION: &str = "http.server.request.duration";
/// Gauge of requests whose response has not ended.
pub const ACTIVE_REQUESTS: &str = "http.server.active_requests";
/// Bucket bounds of [`REQUEST_DURATION`] that OpenTelemetry recommends, in seconds. Pass them to the recorder: the
/// facade cannot set them.
pub const REQUEST_BUCKETS: &[f64] =
    &[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// Layer that applies [`HttpMetrics`].
#[derive(Debug, Clone)]
#[must_use]
pub struct HttpMetricsLayer {
    route: Option<Arc<str>>,
    scheme: Option<Scheme>,
}

impl HttpMetricsLayer {
    /// Creates a layer for the installed recorder, and describes the metrics to it.
    pub fn new() -> Self {
        metrics::describe_histogram!(REQUEST_DURATION, Unit::Seconds, "Duration of HTTP requests.");
        metrics::describe_gauge!(
            ACTIVE_REQUESTS,
            Unit::Count,
            "HTTP requests whose responses have not ended."
        );
        Self { route: None, scheme: None }
    }

    /// Sets the route of the layer, as `http.route`: `/mcp`. It must be the same for all requests.
    pub fn route(mut self, route: impl Into<Arc<str>>) -> Self {
        self.route = Some(route.into());
        self
    }

    /// Sets the scheme that clients use, as `url.scheme`. HTTP/1.1 requests do not contain it, and a proxy may
    /// change it.
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = Some(scheme);
        self
    }

    fn watch<B>(&self, request: &Request<B>) -> Metered {
        let mut labels = Vec::with_capacity(6);
        labels.push(Label::from_static_parts("http.request.method", method(request.method())));
        labels.extend(
            scheme(self.scheme.as_ref(), request.uri())
                .map(|scheme| Label::from_static_parts("url.scheme", scheme)),
        );
        let active = GaugeGuard::new(metrics::gauge!(ACTIVE_REQUESTS, labels.clone()));
        labels.extend(self.route.clone().map(|route| Label::new("http.route", route)));
        labels.extend(
            version(request.version())
                .map(|version| Label::from_static_parts("network.protocol.version", version)),
        );
        Metered { started: Instant::now(), labels, _active: active }
    }
}

impl Default for HttpMetricsLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Layer<S> for HttpMetricsLayer {
    type Service = HttpMetrics<S>;

    fn layer(&self, inner: S) -> HttpMetrics<S> {
        HttpMetrics { inner, layer: self.clone() }
    }
}

/// Middleware that records metrics of HTTP requests; see the [module docs](self). Made by [`HttpMetricsLayer`].
#[derive(Debug, Clone)]
pub struct HttpMetrics<S> {
    inner: S,
    layer: HttpMetricsLayer,
}

service!(HttpMetrics, HttpMetricsLayer());

impl<S, B, R> Service<Request<B>> for HttpMetrics<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Body,
{
    type Response = Response<MetricsBody<R>>;
    type Error = S::Error;
    type Future = HttpMetricsFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let watch = self.layer.watch(&request);
        WatchedFuture::new(self.inner.call(request), Some(watch))
    }
}

/// Future of [`HttpMetrics`].
pub type HttpMetricsFuture<F> = WatchedFuture<F, Metered>;

/// Response body of [`HttpMetrics`]: the inner body, recorded when it ends.
pub type MetricsBody<B> = WatchedBody<B, Metered>;

/// Records the metrics of a request when it ends.
pub struct Metered {
    started: Instant,
    labels: Vec<Label>,
    _active: GaugeGuard,
}

impl Watch for Metered {
    fn responded(&mut self, status: StatusCode) {
        let code = || status.as_str().to_owned();
        self.labels.push(Label::new("http.response.status_code", code()));
        // Client errors are not failures of the server.
        if status.is_server_error() {
            self.labels.push(Label::new("error.type", code()));
        }
    }

    fn failed(&mut self, error: &'static str) {
        // The first failure is recorded.
        if self.labels.iter().all(|label| label.key() != "error.type") {
            self.labels.push(Label::from_static_parts("error.type", error));
        }
    }
}

impl Drop for Metered {
    fn drop(&mut self) {
        let labels = std::mem::take(&mut self.labels);
        metrics::histogram!(REQUEST_DURATION, labels).record(self.started.elapsed());
    }
}

impl fmt::Debug for Metered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metered").field("labels", &self.labels).finish_non_exhaustive()
    }
}
