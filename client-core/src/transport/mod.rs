//! Transport: the innermost service of the stack, which sends requests.
//!
//! `Reqwest` is the default (feature `client`). Any other tower service of `http` requests can replace it with
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
pub use crate::error::TransportError;
use crate::{BoxError, body::Body, credential::Sent, error::without_credential};

/// Requirements of [`ClientBuilder`](crate::ClientBuilder) on a transport with the host's own layers. Implemented
/// for every matching service.
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
    /// Body of the responses.
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

/// Transport that converts every error to a [`TransportError`], below the credential layer of a client.
///
/// Other errors become [`TransportError::broken`], because they may occur after a write was carried out. The credential of
/// the request is removed from errors and from the headers of responses.
#[derive(Debug, Clone)]
pub struct Wire<S> {
    inner: S,
}

impl<S> Wire<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S, B, R> Service<Request<B>> for Wire<S>
where
    S: Service<Request<B>, Response = Response<R>, Error: Into<BoxError>>,
{
    type Response = S::Response;
    type Error = TransportError;
    type Future = WireFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        // Nothing has been sent yet.
        self.inner.poll_ready(cx).map_err(|error| name(error.into(), TransportError::connect))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let sent = request.extensions().get().cloned();
        WireFuture { inner: self.inner.call(request), sent }
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
        sent: Option<Sent>,
    }
}

impl<F, R, E> Future for WireFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    E: Into<BoxError>,
{
    type Output = Result<Response<R>, TransportError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let result = ready!(this.inner.poll(cx));
        let filters = this.sent.as_ref().map(Sent::filters).unwrap_or_default();
        Poll::Ready(match result {
            Ok(mut response) => {
                filters.iter().for_each(|filter| filter.headers(response.headers_mut()));
                Ok(response)
            }
            Err(error) => {
                let error =
                    filters.iter().fold(error.into(), |error, filter| without_credential(error, filter));
                Err(name(error, TransportError::broken))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use tower_test::mock;

    #[tokio::test]
    async fn other_errors_become_broken() {
        let (service, mut wire) = mock::pair::<Request<()>, Response<()>>();
        let mut service = Wire::new(service);
        std::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
        let answer = service.call(Request::new(()));
        wire.next_request().await.unwrap().1.send_error("reset by peer");
        let error = answer.await.unwrap_err();
        assert_eq!(error.error_kind(true), ErrorKind::OutcomeUnknown);
        assert_eq!(error.error_kind(false), ErrorKind::Interrupted);
    }

    #[tokio::test]
    async fn transport_errors_are_kept() {
        let (service, mut wire) = mock::pair::<Request<()>, Response<()>>();
        let mut service = Wire::new(service);
        std::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
        let answer = service.call(Request::new(()));
        wire.next_request().await.unwrap().1.send_error(TransportError::connect("refused"));
        assert!(answer.await.unwrap_err().is_connect());
    }

    #[tokio::test]
    async fn readiness_errors_become_connect() {
        let (service, mut wire) = mock::pair::<Request<()>, Response<()>>();
        let mut service = Wire::new(service);
        wire.send_error("closed");
        let error = std::future::poll_fn(|cx| service.poll_ready(cx)).await.unwrap_err();
        assert!(error.is_connect());
    }
}
