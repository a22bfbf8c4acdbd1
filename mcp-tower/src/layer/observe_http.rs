//! Puts each HTTP request into a `tracing` span, from its headers to the end of its answer's body.
//!
//! The span is `http.request`, at level info, with the names of OpenTelemetry's conventions for HTTP servers
//! (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>): `http.request.method`, `http.route` where it is
//! [set](ObserveHttpLayer::route), `network.protocol.version`, `http.response.status_code`, `error.type` of a failure,
//! and `traceparent` and `tracestate` as the headers have them. `otel.name`, `otel.kind` and `otel.status_code` are for
//! `tracing_opentelemetry`.
//!
//! Neither the path nor the query is here, because some hosts put a key into them; and no header but those two.
//!
//! `tower_http`'s `TraceLayer` is the choice for a host that wants other fields. This one knows which, and keeps the span
//! open as long as a stream of events is: what its calls do is then inside.
//!
//! ```
//! use http::{Request, Response};
//! use mcp_tower::layer::ObserveHttpLayer;
//! use tower::{Layer, ServiceExt, service_fn};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let hello = service_fn(|_: Request<()>| async { Ok::<_, std::io::Error>(Response::new("hello".to_owned())) });
//! let service = ObserveHttpLayer::new().route("/hello").layer(hello);
//! let answer = service.oneshot(Request::new(())).await?;
//! assert_eq!(answer.into_body().into_inner(), "hello");
//! # Ok(()) }
//! ```

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Version};
use http_body::{Body, Frame, SizeHint};
use mcp_core::TraceContext;
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Instrument, Span, field::Empty, instrument::Instrumented};

use super::observe::OnTrace;

/// Puts [`ObserveHttp`] around a service.
#[derive(Clone, Default)]
#[must_use]
pub struct ObserveHttpLayer {
    route: Option<Arc<str>>,
    on_trace: Option<OnTrace>,
}

impl ObserveHttpLayer {
    /// Spans without a route.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the route that the layer is at, as `http.route`: `/mcp`. It must be the same for all requests.
    pub fn route(mut self, route: impl Into<Arc<str>>) -> Self {
        self.route = Some(route.into());
        self
    }

    /// Sets what is done with the trace that the headers name: called with each new span whose request names one, before
    /// the span begins. [`observe`](super::observe) shows it.
    ///
    /// The trace is the client's own claim: a client that says so can make its requests a part of any trace.
    pub fn on_trace(mut self, on_trace: impl Fn(&Span, &TraceContext) + Send + Sync + 'static) -> Self {
        self.on_trace = Some(Arc::new(on_trace));
        self
    }

    fn open<B>(&self, request: &Request<B>) -> Span {
        let (method, route) = (method(request.method()), self.route.as_deref());
        let span = tracing::info_span!(
            "http.request",
            otel.name = route.map_or_else(|| method.to_owned(), |route| format!("{method} {route}")),
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = method,
            http.route = route,
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

impl fmt::Debug for ObserveHttpLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObserveHttpLayer").field("route", &self.route).finish_non_exhaustive()
    }
}

/// The method, unless the client made it up.
fn method(method: &Method) -> &str {
    const KNOWN: [Method; 9] = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
        Method::PATCH,
        Method::CONNECT,
        Method::TRACE,
    ];
    if KNOWN.contains(method) { method.as_str() } else { "_OTHER" }
}

fn version(version: Version) -> Option<&'static str> {
    Some(match version {
        Version::HTTP_10 => "1.0",
        Version::HTTP_11 => "1.1",
        Version::HTTP_2 => "2",
        Version::HTTP_3 => "3",
        _ => return None,
    })
}

/// The trace that the headers name. Of several parents none can be believed.
fn trace(headers: &HeaderMap) -> Option<TraceContext> {
    let mut parents = headers.get_all("traceparent").iter();
    let parent = parents.next().filter(|_| parents.next().is_none())?.to_str().ok()?;
    let states: Vec<&str> =
        headers.get_all("tracestate").iter().filter_map(|state| state.to_str().ok()).collect();
    TraceContext::read(Some(parent.to_owned()), (!states.is_empty()).then(|| states.join(",")))
}

impl<S> Layer<S> for ObserveHttpLayer {
    type Service = ObserveHttp<S>;

    fn layer(&self, inner: S) -> ObserveHttp<S> {
        ObserveHttp { inner, layer: self.clone() }
    }
}

/// Puts each request into a span; see the [module docs](self). Made by [`ObserveHttpLayer`].
#[derive(Debug, Clone)]
pub struct ObserveHttp<S> {
    inner: S,
    layer: ObserveHttpLayer,
}

impl<S, B, R> Service<Request<B>> for ObserveHttp<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    R: Body,
{
    type Response = Response<ObservedBody<R>>;
    type Error = S::Error;
    type Future = ObserveHttpFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let span = self.layer.open(&request);
        let end = (!span.is_disabled()).then(|| End { span: span.clone(), ended: false });
        let inner = span.in_scope(|| self.inner.call(request));
        ObserveHttpFuture { inner: inner.instrument(span), end }
    }
}

/// Says of an answer that was dropped before its end that it was.
#[derive(Debug)]
struct End {
    span: Span,
    ended: bool,
}

impl End {
    fn failed(&mut self, error: &str) {
        self.ended = true;
        self.span.record("error.type", error);
        self.span.record("otel.status_code", "ERROR");
    }

    fn answered(&self, status: StatusCode) {
        self.span.record("http.response.status_code", status.as_u16());
        // What is the client's fault is no failure of the server.
        if status.is_server_error() {
            self.span.record("error.type", status.as_str());
            self.span.record("otel.status_code", "ERROR");
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        if !self.ended {
            self.failed("cancelled");
        }
    }
}

pin_project! {
    /// The future of [`ObserveHttp`].
    #[must_use = "futures do nothing unless polled"]
    pub struct ObserveHttpFuture<F> {
        #[pin]
        inner: Instrumented<F>,
        end: Option<End>,
    }
}

impl<F, R, E> Future for ObserveHttpFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    R: Body,
{
    type Output = Result<Response<ObservedBody<R>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx));
        let mut end = this.end.take();
        Poll::Ready(match result {
            Ok(response) => {
                if let Some(end) = &mut end {
                    end.answered(response.status());
                    end.ended = response.body().is_end_stream();
                }
                Ok(response.map(|inner| ObservedBody { inner, end }))
            }
            Err(error) => {
                if let Some(end) = &mut end {
                    end.failed("_OTHER");
                }
                Err(error)
            }
        })
    }
}

impl<F> fmt::Debug for ObserveHttpFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObserveHttpFuture").finish_non_exhaustive()
    }
}

pin_project! {
    /// The body of an answer of [`ObserveHttp`]: the one inside, read within the span.
    #[derive(Debug)]
    pub struct ObservedBody<B> {
        #[pin]
        inner: B,
        end: Option<End>,
    }
}

impl<B> ObservedBody<B> {
    /// The body inside. The span ends here.
    pub fn into_inner(self) -> B {
        let Self { inner, mut end } = self;
        if let Some(end) = &mut end {
            end.ended = true;
        }
        inner
    }
}

/// For layers further out that answer in place of the service.
impl<B: From<Bytes>> From<Bytes> for ObservedBody<B> {
    fn from(body: Bytes) -> Self {
        Self { inner: body.into(), end: None }
    }
}

impl<B: Body> Body for ObservedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let Some(end) = this.end else { return this.inner.poll_frame(cx) };
        let frame = ready!(end.span.in_scope(|| this.inner.as_mut().poll_frame(cx)));
        let over = match &frame {
            None => true,
            Some(Ok(_)) => this.inner.is_end_stream(),
            Some(Err(_)) => {
                end.failed("_OTHER");
                true
            }
        };
        if over {
            end.ended = true;
            *this.end = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn the_trace_of_the_headers_is_one_that_can_be_believed() {
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

    #[test]
    fn a_method_that_a_client_made_up_is_not_repeated() {
        assert_eq!(method(&Method::PATCH), "PATCH");
        assert_eq!(method(&Method::from_bytes(b"HUNTER2").unwrap()), "_OTHER");
    }
}
