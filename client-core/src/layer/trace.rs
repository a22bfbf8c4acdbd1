//! `tracing` spans of requests to a vendor.
//!
//! The span is `http.exchange`, at level info. Its fields follow OpenTelemetry's conventions for HTTP clients
//! (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>):
//!
//! | field | value |
//! | --- | --- |
//! | `otel.name`, `otel.kind` | `GET /conversations/{conversation_id}`; `client` |
//! | `vendor` | the vendor's name; not part of OpenTelemetry's conventions |
//! | `http.request.method`, `url.template` | the method; the path template of the operation, where there is one |
//! | `http.request.resend_count` | the number of earlier attempts, if [`Retry`](super::Retry) or a layer of the vendor repeats the request |
//! | `server.address`, `server.port` | the server of the request, below [`BaseUrl`](super::BaseUrl) |
//! | `http.response.status_code` | the status of the response |
//! | `error.type` | for failures: the status; the [`ErrorKind`](crate::ErrorKind) of a failure with a success status; `connect`, `timeout`, `broken`, `too_large`, `unsendable`, `cancelled`, `_OTHER` |
//! | `otel.status_code` | `ERROR`, for failures |
//!
//! The path, the query, headers and bodies are never recorded: they contain the content of a call and the
//! credential. `url.template` replaces `url.full` of the conventions for that reason.
//!
//! The stack of a [`Client`](crate::Client) has the layer around each attempt, so a retried or redirected call has
//! several spans. Without a subscriber the layer does nothing beyond checking for one.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! use std::convert::Infallible;
//!
//! use bytes::Bytes;
//! use client_core::{testing::acme::Acme, layer::TraceLayer};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! let wire = service_fn(|_: Request<Bytes>| async { Ok::<_, Infallible>(Response::new(Bytes::new())) });
//! let service = ServiceBuilder::new().layer(TraceLayer::<Acme>::new()).service(wire);
//! service.oneshot(Request::new(Bytes::new())).await?;
//! # Ok(())
//! # }
//! ```

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Instrument, Span, field::Empty, instrument::Instrumented};

use super::outcome::{RequestInfo, method, port, span_name};
use crate::{BoxError, vendor::Vendor};

/// Records each request in a span. See the [module docs](self).
#[derive(Debug, Clone)]
pub struct TraceLayer<V>(PhantomData<fn() -> V>);

impl<V> TraceLayer<V> {
    /// Creates the layer for requests to this vendor.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<V> Default for TraceLayer<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, V> Layer<S> for TraceLayer<V> {
    type Service = Trace<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        Trace { inner, vendor: PhantomData }
    }
}

/// Service of [`TraceLayer`].
#[derive(Debug, Clone)]
pub struct Trace<S, V> {
    inner: S,
    vendor: PhantomData<fn() -> V>,
}

impl<S, V, B> Service<Request<B>> for Trace<S, V>
where
    S: Service<Request<B>, Response = Response<Bytes>>,
    S::Error: Into<BoxError>,
    V: Vendor,
{
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = TraceFuture<S::Future, V>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let span = open::<V, B>(&request);
        let guard = (!span.is_disabled()).then(|| SpanGuard {
            span: span.clone(),
            info: RequestInfo::new(&request),
            ended: false,
        });
        let inner = span.in_scope(|| self.inner.call(request));
        TraceFuture { inner: inner.instrument(span), guard, vendor: PhantomData }
    }
}

fn open<V: Vendor, B>(request: &Request<B>) -> Span {
    tracing::info_span!(
        "http.exchange",
        otel.name = span_name(request),
        otel.kind = "client",
        otel.status_code = Empty,
        vendor = V::NAME,
        http.request.method = method(request.method()),
        http.request.resend_count = RequestInfo::new(request).resent,
        http.response.status_code = Empty,
        url.template = RequestInfo::new(request).template(),
        server.address = request.uri().host(),
        server.port = port(request.uri()),
        "error.type" = Empty,
    )
}

/// Completes the span when the request ends or is dropped.
#[derive(Debug)]
struct SpanGuard {
    span: Span,
    info: RequestInfo,
    ended: bool,
}

impl SpanGuard {
    fn ended<V: Vendor>(&mut self, result: &Result<Response<Bytes>, BoxError>) {
        self.ended = true;
        if let Ok(response) = result {
            self.span.record("http.response.status_code", response.status().as_u16());
        }
        if let Some(error) = self.info.error_type::<V>(result) {
            self.failed(&error);
        }
    }

    fn failed(&self, error: &str) {
        self.span.record("error.type", error);
        self.span.record("otel.status_code", "ERROR");
    }
}

impl Drop for SpanGuard {
    fn drop(&mut self) {
        if !self.ended {
            self.failed(self.info.dropped());
        }
    }
}

pin_project! {
    /// The future of [`Trace`].
    #[derive(Debug)]
    pub struct TraceFuture<F, V> {
        #[pin]
        inner: Instrumented<F>,
        guard: Option<SpanGuard>,
        vendor: PhantomData<fn() -> V>,
    }
}

impl<F, V, E> Future for TraceFuture<F, V>
where
    V: Vendor,
    F: Future<Output = Result<Response<Bytes>, E>>,
    E: Into<BoxError>,
{
    type Output = Result<Response<Bytes>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx)).map_err(Into::into);
        if let Some(guard) = this.guard {
            guard.ended::<V>(&result);
        }
        Poll::Ready(result)
    }
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests {
    use std::{future::pending, sync::Mutex, time::Duration};

    use http::{Method, StatusCode};
    use tower::{ServiceBuilder, ServiceExt, service_fn};

    use super::*;
    use crate::{
        Operation, TransportError,
        layer::{BaseUrlLayer, PriorAttempts, RetryLayer, RetryPolicy},
        testing::LogCapture,
        testing::acme::Acme,
    };

    const TARGET: &str = "client_core::layer::trace";

    fn request() -> Request<Bytes> {
        let mut request = Request::post("/cards/crd_hunter2?q=hunter2")
            .header("authorization", "Bearer hunter2")
            .body(Bytes::from_static(b"hunter2"))
            .unwrap();
        request.extensions_mut().insert(Operation::new("/cards/{card_id}", &[]));
        request
    }

    async fn exchange(answer: Result<StatusCode, TransportError>) -> String {
        let written = LogCapture::start();
        let answer = Mutex::new(Some(answer));
        let wire = service_fn(move |_: Request<Bytes>| {
            let answer = answer.lock().unwrap().take().unwrap();
            let answer = answer.map(|status| {
                Response::builder().status(status).body(Bytes::from_static(b"hunter2")).unwrap()
            });
            async { answer }
        });
        let service = ServiceBuilder::new()
            .layer(BaseUrlLayer::new("https://api.acme.example").unwrap())
            .layer(TraceLayer::<Acme>::new())
            .service(wire);
        let _ = service.oneshot(request()).await;
        assert!(!written.text().contains("hunter2"), "{}", written.text());
        written.ended(TARGET).pop().unwrap()
    }

    fn has(line: &str, fields: &[&str]) {
        for field in fields {
            assert!(line.contains(field), "{field} is not in {line}");
        }
    }

    #[tokio::test]
    async fn span_has_the_template_without_arguments() {
        let line = exchange(Ok(StatusCode::OK)).await;
        has(
            &line,
            &[
                r#"otel.name="POST /cards/{card_id}""#,
                r#"otel.kind="client""#,
                r#"vendor="Acme""#,
                r#"http.request.method="POST""#,
                r#"url.template="/cards/{card_id}""#,
                r#"server.address="api.acme.example""#,
                "server.port=443",
                "http.response.status_code=200",
            ],
        );
        assert!(!line.contains("error.type") && !line.contains("resend_count"), "{line}");
    }

    #[tokio::test]
    async fn failures_have_a_type() {
        let line = exchange(Ok(StatusCode::CONFLICT)).await;
        has(&line, &["http.response.status_code=409", r#"error.type="409""#, r#"otel.status_code="ERROR""#]);
        let line = exchange(Err(TransportError::connect("hunter2"))).await;
        has(&line, &[r#"error.type="connect""#]);
        let line = exchange(Ok(StatusCode::MOVED_PERMANENTLY)).await;
        assert!(!line.contains("error.type"), "{line}");
    }

    #[tokio::test]
    async fn unknown_method_is_recorded_as_other() {
        let written = LogCapture::start();
        let wire = service_fn(|_: Request<Bytes>| async { Ok::<_, TransportError>(Response::default()) });
        let mut request = request();
        *request.method_mut() = Method::from_bytes(b"HUNTER2").unwrap();
        TraceLayer::<Acme>::new().layer(wire).oneshot(request).await.unwrap();
        let line = written.ended(TARGET).pop().unwrap();
        has(&line, &[r#"otel.name="HTTP /cards/{card_id}""#, r#"http.request.method="_OTHER""#]);
        assert!(!written.text().contains("HUNTER2"));
    }

    #[tokio::test(start_paused = true)]
    async fn each_attempt_has_a_span_with_resend_count() {
        let written = LogCapture::start();
        let wire = service_fn(|_: Request<Bytes>| async {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            Ok::<_, TransportError>(response)
        });
        let service = ServiceBuilder::new()
            .layer(RetryLayer::new(RetryPolicy::new()))
            .layer(TraceLayer::<Acme>::new())
            .service(wire);
        let answer = service.clone().oneshot(request()).await.unwrap();
        // A layer above that sends the request again continues the count.
        let PriorAttempts(sent) = answer.extensions().get().unwrap();
        let mut again = request();
        again.extensions_mut().insert(PriorAttempts(sent + 1));
        service.oneshot(again).await.unwrap();
        let ended = written.ended(TARGET);
        assert_eq!(ended.len(), 6);
        assert!(!ended[0].contains("resend_count"), "{}", ended[0]);
        for (times, line) in ended.iter().enumerate().skip(1) {
            has(line, &[&format!("http.request.resend_count={times}")]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn dropped_request_is_timeout_or_cancelled() {
        let written = LogCapture::start();
        let wire = service_fn(|_: Request<Bytes>| pending::<Result<Response<Bytes>, TransportError>>());
        let service = ServiceBuilder::new().layer(TraceLayer::<Acme>::new()).service(wire);
        let short = Duration::from_secs(1);
        let _ = tokio::time::timeout(short, service.clone().oneshot(request())).await;
        let mut late = request();
        late.extensions_mut().insert(crate::layer::Deadline::at(tokio::time::Instant::now() + short));
        let _ = tokio::time::timeout(short, service.oneshot(late)).await;
        has(&written.ended(TARGET)[0], &[r#"error.type="cancelled""#]);
        has(&written.ended(TARGET)[1], &[r#"error.type="timeout""#]);
    }
}
