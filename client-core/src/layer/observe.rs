//! Puts each exchange with a vendor into a `tracing` span.
//!
//! The span is `http.exchange`, at level info, with the names of OpenTelemetry's conventions for HTTP clients
//! (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>):
//!
//! | field | holds |
//! | --- | --- |
//! | `otel.name`, `otel.kind` | `GET /conversations/{conversation_id}`; `client` |
//! | `vendor` | the vendor's name; not one of OpenTelemetry's |
//! | `http.request.method`, `url.template` | the method; the path template of the operation, where there is one |
//! | `http.request.resend_count` | how often the request was sent before, of one that [`Retry`](super::Retry) or a layer of the vendor repeats |
//! | `server.address`, `server.port` | whom the request goes to, below [`BaseUrl`](super::BaseUrl) |
//! | `http.response.status_code` | the status of the answer |
//! | `error.type` | of a failure: the status; the [`ErrorKind`](crate::ErrorKind) of one that has the status of a success; `connect`, `timeout`, `broken`, `too_large`, `unsendable`, `cancelled`, `_OTHER` |
//! | `otel.status_code` | `ERROR`, of a failure |
//!
//! The path, the query, headers and bodies are never here: they hold what a call is about, and the credential. So
//! `url.full`, which the conventions want, is left out, and `url.template` stands in its place.
//!
//! A [`Client`](crate::Client) has the layer in its stack, around each attempt, so that a call that is repeated or sent
//! to another place has several written. With nobody to take spans it does nothing but look whether there is.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! use std::convert::Infallible;
//!
//! use bytes::Bytes;
//! use client_core::{acme::Acme, layer::ObserveLayer};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! let wire = service_fn(|_: Request<Bytes>| async { Ok::<_, Infallible>(Response::new(Bytes::new())) });
//! let service = ServiceBuilder::new().layer(ObserveLayer::<Acme>::new()).service(wire);
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
use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;
use tracing::{Instrument, Span, field::Empty, instrument::Instrumented};

use super::outcome::{Asked, method, port, span_name};
use crate::{BoxError, vendor::Vendor};

/// Puts each exchange into a span; see the [module docs](self).
pub struct ObserveLayer<V>(PhantomData<fn() -> V>);

impl<V> ObserveLayer<V> {
    /// For exchanges with this vendor.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<V> Default for ObserveLayer<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> Clone for ObserveLayer<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for ObserveLayer<V> {}

impl<V> fmt::Debug for ObserveLayer<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObserveLayer")
    }
}

impl<S, V> Layer<S> for ObserveLayer<V> {
    type Service = Observe<S, V>;

    fn layer(&self, inner: S) -> Self::Service {
        Observe { inner, vendor: PhantomData }
    }
}

/// The service of [`ObserveLayer`].
#[derive(Debug)]
pub struct Observe<S, V> {
    inner: S,
    vendor: PhantomData<fn() -> V>,
}

impl<S: Clone, V> Clone for Observe<S, V> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), vendor: PhantomData }
    }
}

impl<S, V, B> Service<Request<B>> for Observe<S, V>
where
    S: Service<Request<B>, Response = Response<Bytes>>,
    S::Error: Into<BoxError>,
    V: Vendor,
{
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = ObserveFuture<S::Future, V>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let span = open::<V, B>(&request);
        let end = (!span.is_disabled()).then(|| End {
            span: span.clone(),
            asked: Asked::new(&request),
            ended: false,
        });
        let inner = span.in_scope(|| self.inner.call(request));
        ObserveFuture { inner: inner.instrument(span), end, vendor: PhantomData }
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
        http.request.resend_count = Asked::new(request).resent,
        http.response.status_code = Empty,
        url.template = Asked::new(request).template(),
        server.address = request.uri().host(),
        server.port = port(request.uri()),
        "error.type" = Empty,
    )
}

/// What is left to say when the exchange ends, or when it is dropped.
#[derive(Debug)]
struct End {
    span: Span,
    asked: Asked,
    ended: bool,
}

impl End {
    fn ended<V: Vendor>(&mut self, result: &Result<Response<Bytes>, BoxError>) {
        self.ended = true;
        if let Ok(response) = result {
            self.span.record("http.response.status_code", response.status().as_u16());
        }
        if let Some(error) = self.asked.error_type::<V>(result) {
            self.failed(&error);
        }
    }

    fn failed(&self, error: &str) {
        self.span.record("error.type", error);
        self.span.record("otel.status_code", "ERROR");
    }
}

impl Drop for End {
    fn drop(&mut self) {
        if !self.ended {
            self.failed(self.asked.dropped());
        }
    }
}

pin_project! {
    /// The future of [`Observe`].
    #[derive(Debug)]
    pub struct ObserveFuture<F, V> {
        #[pin]
        inner: Instrumented<F>,
        end: Option<End>,
        vendor: PhantomData<fn() -> V>,
    }
}

impl<F, V, E> Future for ObserveFuture<F, V>
where
    V: Vendor,
    F: Future<Output = Result<Response<Bytes>, E>>,
    E: Into<BoxError>,
{
    type Output = Result<Response<Bytes>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx)).map_err(Into::into);
        if let Some(end) = this.end {
            end.ended::<V>(&result);
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
        acme::Acme,
        layer::{BaseUrlLayer, Resent, RetryLayer, RetryPolicy},
        testing::Written,
    };

    const TARGET: &str = "client_core::layer::observe";

    fn request() -> Request<Bytes> {
        let mut request = Request::post("/cards/crd_hunter2?q=hunter2")
            .header("authorization", "Bearer hunter2")
            .body(Bytes::from_static(b"hunter2"))
            .unwrap();
        request.extensions_mut().insert(Operation::new("/cards/{card_id}", &[]));
        request
    }

    async fn exchange(answer: Result<StatusCode, TransportError>) -> String {
        let written = Written::take();
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
            .layer(ObserveLayer::<Acme>::new())
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
    async fn a_span_names_the_template_and_nothing_of_the_call() {
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
    async fn a_method_that_somebody_made_up_is_not_repeated() {
        let written = Written::take();
        let wire = service_fn(|_: Request<Bytes>| async { Ok::<_, TransportError>(Response::default()) });
        let mut request = request();
        *request.method_mut() = Method::from_bytes(b"HUNTER2").unwrap();
        ObserveLayer::<Acme>::new().layer(wire).oneshot(request).await.unwrap();
        let line = written.ended(TARGET).pop().unwrap();
        has(&line, &[r#"otel.name="HTTP /cards/{card_id}""#, r#"http.request.method="_OTHER""#]);
        assert!(!written.text().contains("HUNTER2"));
    }

    #[tokio::test(start_paused = true)]
    async fn each_attempt_has_a_span_and_a_number() {
        let written = Written::take();
        let wire = service_fn(|_: Request<Bytes>| async {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            Ok::<_, TransportError>(response)
        });
        let service = ServiceBuilder::new()
            .layer(RetryLayer::new(RetryPolicy::new()))
            .layer(ObserveLayer::<Acme>::new())
            .service(wire);
        let answer = service.clone().oneshot(request()).await.unwrap();
        // A layer above that sends it once more goes on counting.
        let Resent(sent) = answer.extensions().get().unwrap();
        let mut again = request();
        again.extensions_mut().insert(Resent(sent + 1));
        service.oneshot(again).await.unwrap();
        let ended = written.ended(TARGET);
        assert_eq!(ended.len(), 6);
        assert!(!ended[0].contains("resend_count"), "{}", ended[0]);
        for (times, line) in ended.iter().enumerate().skip(1) {
            has(line, &[&format!("http.request.resend_count={times}")]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_dropped_was_late_or_given_up() {
        let written = Written::take();
        let wire = service_fn(|_: Request<Bytes>| pending::<Result<Response<Bytes>, TransportError>>());
        let service = ServiceBuilder::new().layer(ObserveLayer::<Acme>::new()).service(wire);
        let short = Duration::from_secs(1);
        let _ = tokio::time::timeout(short, service.clone().oneshot(request())).await;
        let mut late = request();
        late.extensions_mut().insert(crate::layer::Deadline(tokio::time::Instant::now() + short));
        let _ = tokio::time::timeout(short, service.oneshot(late)).await;
        has(&written.ended(TARGET)[0], &[r#"error.type="cancelled""#]);
        has(&written.ended(TARGET)[1], &[r#"error.type="timeout""#]);
    }
}
