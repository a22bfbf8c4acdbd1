//! The bottom of the stack: a service that puts requests on the wire.
//!
//! `Reqwest` is the default one, behind the feature `client`. Any other tower service of `http` requests will do, with
//! [`ClientBuilder::transport`](crate::ClientBuilder::transport): a fake, a hyper client, a proxy of your own.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::Error> {
//! use std::convert::Infallible;
//!
//! use client_core::{Body, Client, testing::acme::Acme};
//! use http::{Request, Response};
//! use tower::service_fn;
//!
//! let wire = service_fn(|request: Request<Body>| async move {
//!     assert_eq!(request.uri(), "https://api.acme.example/me");
//!     Ok::<_, Infallible>(Response::new(String::from("you")))
//! });
//! let acme = Client::<Acme>::builder().credential("the-token").transport(wire).build()?;
//! let answer = acme.execute(Request::get("/me").body(()).expect("a valid request")).await?;
//! assert_eq!(answer.body(), "you");
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "client")]
mod reqwest;

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

#[cfg(feature = "client")]
pub use self::reqwest::{Reqwest, ReqwestBody, ReqwestFuture};
use crate::{Body, BoxError, ErrorKind};

/// The service that a client stands on: what [`ClientBuilder`](crate::ClientBuilder) needs of a transport, and of what
/// the host's own layers make of it. Every service that can is one.
pub trait HttpService:
    Service<
        Request<Body>,
        Response = Response<<Self as HttpService>::Body>,
        Error: Into<BoxError>,
        Future: Send + 'static,
    >
    + Clone
    + Send
    + Sync
    + 'static
    + sealed::Sealed
{
    /// The body of its responses.
    type Body: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static;
}

impl<S, B> HttpService for S
where
    S: Service<Request<Body>, Response = Response<B>, Error: Into<BoxError>, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
    B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    type Body = B;
}

mod sealed {
    pub trait Sealed {}
    impl<S> Sealed for S {}
}

/// Why a transport has no answer.
///
/// A transport of your own reports its failures with this type, so that the client knows whether a write may have
/// been carried out; any other error counts as "perhaps".
#[derive(Debug, thiserror::Error)]
#[error("{}", self.kind.message())]
pub struct TransportError {
    kind: Kind,
    #[source]
    source: Option<BoxError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unsendable,
    Connect,
    Timeout,
    TooLarge,
    Broken,
}

impl Kind {
    fn message(self) -> &'static str {
        match self {
            Self::Unsendable => "the request cannot be put on the wire",
            Self::Connect => "no connection was made",
            Self::Timeout => "the time limit of the transport passed",
            Self::TooLarge => "the answer is larger than the limit of the client",
            Self::Broken => "the connection broke",
        }
    }
}

impl TransportError {
    /// The request itself is wrong: nothing was sent.
    pub fn unsendable(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Unsendable, source: Some(source.into()) }
    }

    /// No connection was made, so that nothing can have been carried out.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Connect, source: Some(source.into()) }
    }

    /// A time limit passed.
    pub fn timeout(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Timeout, source: Some(source.into()) }
    }

    /// The answer was larger than the limit.
    #[must_use]
    pub fn too_large() -> Self {
        Self { kind: Kind::TooLarge, source: None }
    }

    /// The connection broke before the answer was complete.
    pub fn broken(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Broken, source: Some(source.into()) }
    }

    /// What the body of an answer failed with.
    pub(crate) fn from_body(error: BoxError) -> Self {
        match error.downcast() {
            Ok(error) => *error,
            Err(error) => Self::broken(error),
        }
    }

    /// The cause.
    pub(crate) fn into_cause(self) -> Option<BoxError> {
        self.source
    }

    /// Whether no connection was made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    /// Whether a time limit of the transport passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }

    /// Whether the answer was larger than the limit.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.kind == Kind::TooLarge
    }

    /// Whether it was on the way: a time limit, or the connection broke.
    pub(crate) fn is_interruption(&self) -> bool {
        matches!(self.kind, Kind::Timeout | Kind::Broken)
    }

    /// One word, for spans and metrics.
    pub(crate) const fn word(&self) -> &'static str {
        match self.kind {
            Kind::Unsendable => "unsendable",
            Kind::Connect => "connect",
            Kind::Timeout => "timeout",
            Kind::TooLarge => "too_large",
            Kind::Broken => "broken",
        }
    }

    pub(crate) fn error_kind(&self, writes: bool) -> ErrorKind {
        match self.kind {
            Kind::Unsendable => ErrorKind::InvalidRequest,
            Kind::Connect => ErrorKind::Connect,
            Kind::TooLarge => ErrorKind::TooLarge,
            Kind::Timeout | Kind::Broken if writes => ErrorKind::OutcomeUnknown,
            Kind::Timeout | Kind::Broken => ErrorKind::Interrupted,
        }
    }
}

/// A transport whose every failure is a [`TransportError`]: what the credential layer of a client stands on.
///
/// An error that the transport does not name is [`TransportError::broken`]: it may have happened after a write was
/// carried out.
#[derive(Debug, Clone)]
pub struct Wire<S> {
    inner: S,
}

impl<S> Wire<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S, B> Service<Request<B>> for Wire<S>
where
    S: Service<Request<B>, Error: Into<BoxError>>,
{
    type Response = S::Response;
    type Error = TransportError;
    type Future = WireFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        // Nothing has been sent yet.
        self.inner.poll_ready(cx).map_err(|error| name(error.into(), TransportError::connect))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        WireFuture { inner: self.inner.call(request) }
    }
}

fn name(error: BoxError, other: fn(BoxError) -> TransportError) -> TransportError {
    match error.downcast() {
        Ok(error) => *error,
        Err(error) => other(error),
    }
}

pin_project! {
    /// The future of [`Wire`].
    #[derive(Debug)]
    pub struct WireFuture<F> {
        #[pin]
        inner: F,
    }
}

impl<F, R, E> Future for WireFuture<F>
where
    F: Future<Output = Result<R, E>>,
    E: Into<BoxError>,
{
    type Output = Result<R, TransportError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let result = ready!(self.project().inner.poll(cx));
        Poll::Ready(result.map_err(|error| name(error.into(), TransportError::broken)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower_test::mock;

    #[tokio::test]
    async fn a_failure_without_a_name_may_have_come_after_the_write() {
        let (service, mut wire) = mock::pair::<Request<()>, ()>();
        let mut service = Wire::new(service);
        std::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
        let answer = service.call(Request::new(()));
        wire.next_request().await.unwrap().1.send_error("reset by peer");
        let error = answer.await.unwrap_err();
        assert_eq!(error.error_kind(true), ErrorKind::OutcomeUnknown);
        assert_eq!(error.error_kind(false), ErrorKind::Interrupted);
    }

    #[tokio::test]
    async fn a_failure_with_a_name_keeps_it() {
        let (service, mut wire) = mock::pair::<Request<()>, ()>();
        let mut service = Wire::new(service);
        std::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
        let answer = service.call(Request::new(()));
        wire.next_request().await.unwrap().1.send_error(TransportError::connect("refused"));
        assert!(answer.await.unwrap_err().is_connect());
    }

    #[tokio::test]
    async fn a_transport_that_is_not_ready_has_sent_nothing() {
        let (service, mut wire) = mock::pair::<Request<()>, ()>();
        let mut service = Wire::new(service);
        wire.send_error("closed");
        let error = std::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap_err();
        assert!(error.is_connect());
    }
}
