//! Traces HTTP requests: one `tracing` span per request, from headers to the end of the response body.
//!
//! The span is `http.request`, at level info, with the names of OpenTelemetry's conventions for HTTP servers
//! (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>):
//!
//! | field | value |
//! | --- | --- |
//! | `otel.name`, `otel.kind` | `POST /mcp`, or the method alone; `server` |
//! | `http.request.method` | `POST`; `_OTHER` for an unknown method |
//! | `http.route`, `url.scheme` | if they are [set](HttpTraceLayer::route), or the request contains the scheme |
//! | `network.protocol.version` | `1.1`, `2` |
//! | `http.response.status_code` | status of the response |
//! | `error.type` | for a failure: a status from 500 on, `cancelled` if the client disconnects before the end, `_OTHER` |
//! | `traceparent`, `tracestate` | from the headers |
//! | `otel.status_code` | `ERROR` for a failure |
//!
//! Path and query are omitted, although the conventions require them, because some hosts put a key into them. No
//! other header is recorded.
//!
//! Use `tower_http`'s `TraceLayer` for other fields. This layer keeps the span open as long as an event stream, so
//! the spans of its calls are inside.
//!
//! ```
//! use http::{Request, Response};
//! use mcp_tower::layer::HttpTraceLayer;
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let hello = service_fn(|_: Request<()>| async { Ok::<_, std::io::Error>(Response::new("hello".to_owned())) });
//! let service = HttpTraceLayer::new().route("/hello").layer(hello);
//! let response = service.oneshot(Request::new(())).await?;
//! assert_eq!(response.into_body().into_inner(), "hello");
//! # Ok(()) }
//! ```

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use http::{HeaderMap, Request, Response, StatusCode, uri::Scheme};
use http_body::Body;
use mcp_core::TraceContext;
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Instrument, Span, field::Empty, instrument::Instrumented};

use crate::{
    call::transport_info::OnTrace,
    http::watch::{OTHER, Watch, WatchedBody, WatchedFuture, method, scheme, version},
};

/// Layer that applies [`HttpTrace`].
#[derive(Clone, Default)]
#[must_use]
pub struct HttpTraceLayer {
    route: Option<Arc<str>>,
    scheme: Option<Scheme>,
    on_trace: Option<OnTrace>,
}

impl HttpTraceLayer {
    /// Creates a layer without a route.
    pub fn new() -> Self {
        Self::default()
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

    /// Sets a function for the trace context in the headers. It is called with each new span whose request has one,
    /// before the span begins. For an example see [`mcp_trace`](crate::layer::mcp_trace).
    ///
    /// The trace context is the client's own claim: a client can add its requests to any trace.
    pub fn on_trace(mut self, on_trace: impl Fn(&Span, &TraceContext) + Send + Sync + 'static) -> Self {
        self.on_trace = Some(Arc::new(on_trace));
        self
    }

    fn open<B>(&self, request: &Request<B>) -> Span {
        let (method, route) = (method(request.method()), self.route.as_deref());
        let verb = if method == OTHER { "HTTP" } else { method };
        let span = tracing::info_span!(
            target: "mcp_tower::layer::http_trace",
            "http.request",
            otel.name = route.map_or_else(|| verb.to_owned(), |route| format!("{verb} {route}")),
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = method,
            http.route = route,
            url.scheme = scheme(self.scheme.as_ref(), request.uri()),
            http.response.status_code = Empty,
            network.protocol.version = version(request.version()),
            traceparent = Empty,
            tracestate = Empty,
            "error.type" = Empty,
        );
        if span.is_disabled() {
            return span;
        }
        if let Some(trace) = trace(request.headers()) {
            span.record("traceparent", &*trace.parent);
            if let Some(state) = &trace.state {
                span.record("tracestate", &**state);
            }
            if let Some(on_trace) = &self.on_trace {
                on_trace(&span, &trace);
            }
        }
        span
    }
}

impl fmt::Debug for HttpTraceLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTraceLayer").field("route", &self.route).finish_non_exhaustive()
    }
}

/// Returns the trace context in the headers. Several parents are ambiguous and ignored.
fn trace(headers: &HeaderMap) -> Option<TraceContext> {
    let mut parents = headers.get_all("traceparent").iter();
    let parent = parents.next().filter(|_| parents.next().is_none())?.to_str().ok()?;
    let states: Vec<&str> =
        headers.get_all("tracestate").iter().filter_map(|state| state.to_str().ok()).collect();
    TraceContext::read(Some(parent.to_owned()), (!states.is_empty()).then(|| states.join(",")))
}

impl<S> Layer<S> for HttpTraceLayer {
    type Service = HttpTrace<S>;

    fn layer(&self, inner: S) -> HttpTrace<S> {
        HttpTrace { inner, layer: self.clone() }
    }
}

/// Middleware that traces HTTP requests; see the [module docs](self). Made by [`HttpTraceLayer`].
#[derive(Debug, Clone)]
pub struct HttpTrace<S> {
    inner: S,
    layer: HttpTraceLayer,
}

service!(HttpTrace, HttpTraceLayer());

impl<S, B, R> Service<Request<B>> for HttpTrace<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Body,
{
    type Response = Response<TracedBody<R>>;
    type Error = S::Error;
    type Future = HttpTraceFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let span = self.layer.open(&request);
        let watch = (!span.is_disabled()).then(|| InSpan(span.clone()));
        let inner = span.in_scope(|| self.inner.call(request));
        WatchedFuture::new(inner.instrument(span), watch)
    }
}

/// Future of [`HttpTrace`].
pub type HttpTraceFuture<F> = WatchedFuture<Instrumented<F>, InSpan>;

/// Response body of [`HttpTrace`]: the inner body, polled within the span.
pub type TracedBody<B> = WatchedBody<B, InSpan>;

/// Span of a request.
#[derive(Debug)]
pub struct InSpan(Span);

impl Watch for InSpan {
    fn within<T>(&self, run: impl FnOnce() -> T) -> T {
        self.0.in_scope(run)
    }

    fn responded(&mut self, status: StatusCode) {
        self.0.record("http.response.status_code", status.as_u16());
        // Client errors are not failures of the server.
        if status.is_server_error() {
            self.0.record("error.type", status.as_str());
            self.0.record("otel.status_code", "ERROR");
        }
    }

    fn failed(&mut self, error: &'static str) {
        self.0.record("error.type", error);
        self.0.record("otel.status_code", "ERROR");
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn invalid_trace_headers_are_ignored() {
        let mut headers = HeaderMap::new();
        assert_eq!(trace(&headers), None);
        headers.append("traceparent", HeaderValue::from_static(PARENT));
        headers.append("tracestate", HeaderValue::from_static("a=1"));
        headers.append("tracestate", HeaderValue::from_static("b=2"));
        let read = trace(&headers).unwrap();
        assert_eq!((&*read.parent, read.state.as_deref()), (PARENT, Some("a=1,b=2")));
        headers.append("traceparent", HeaderValue::from_static(PARENT));
        assert_eq!(trace(&headers), None);
    }
}
