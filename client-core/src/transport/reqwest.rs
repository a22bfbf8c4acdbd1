//! The default transport.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::TransportError;
use crate::{body::Body, error::Error};

/// [`reqwest`] as a transport: rustls, no redirects, no cookies, connections kept for the next call.
///
/// Redirects are off because reqwest, like most clients, repeats a `POST` that is answered 301 as a `GET`
/// without its body: what was to be written is not, and the call looks successful.
#[derive(Debug, Clone)]
pub struct Reqwest {
    client: reqwest::Client,
}

impl Reqwest {
    /// With this time limit for making a connection, and this `User-Agent`.
    ///
    /// # Errors
    ///
    /// When the user agent cannot stand in a header, or TLS cannot be set up.
    pub fn new(connect_timeout: Duration, user_agent: &str) -> Result<Self, Error> {
        Self::build(connect_timeout, user_agent, false)
    }

    /// `direct`: whatever the environment says about proxies; a proxy cannot reach our loopback.
    pub(crate) fn build(connect_timeout: Duration, user_agent: &str, direct: bool) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(connect_timeout)
            .user_agent(user_agent);
        if direct {
            builder = builder.no_proxy();
        }
        match builder.build() {
            Ok(client) => Ok(Self { client }),
            Err(error) => Err(Error::invalid("the transport cannot be set up").with_source(error)),
        }
    }

    /// Over a client of your own, for settings that this type does not have, such as a proxy.
    ///
    /// Build it with [`redirect::Policy::none()`](reqwest::redirect::Policy::none). One that follows redirects loses
    /// writes that are answered with one; the transport notices a redirect that was followed, and fails.
    #[must_use]
    pub fn from_client(client: reqwest::Client) -> Self {
        Self { client }
    }
}

impl Service<Request<Body>> for Reqwest {
    type Response = Response<ReqwestBody>;
    type Error = TransportError;
    type Future = ReqwestFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let client = self.client.clone();
        ReqwestFuture(Box::pin(async move {
            let (mut head, body) = request.into_parts();
            // They are for the layers of the stack, reqwest has no use for them.
            head.extensions.clear();
            // reqwest repeats bytes by itself where a kept connection was closed meanwhile; a file is not in memory.
            let body = match body.as_bytes() {
                Some(bytes) => reqwest::Body::from(bytes.clone()),
                None => reqwest::Body::wrap(body),
            };
            let request = reqwest::Request::try_from(Request::from_parts(head, body))
                .map_err(|error| TransportError::unsendable(error.without_url()))?;
            let asked = request.url().clone();
            let response = client.execute(request).await.map_err(failure)?;
            if *response.url() != asked {
                return Err(TransportError::broken(
                    "the reqwest client followed a redirect, which may change a POST into a GET: \
                     build it with `redirect::Policy::none()`",
                ));
            }
            Ok(Response::from(response).map(|inner| ReqwestBody { inner }))
        }))
    }
}

/// The URL is taken out of every error: it may hold what a customer wrote, and `Debug` would show it.
fn failure(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_connect() {
        TransportError::connect(error)
    } else if error.is_timeout() {
        TransportError::timeout(error)
    } else {
        TransportError::broken(error)
    }
}

/// The future of [`Reqwest`].
#[allow(clippy::type_complexity)] // It is a boxed future, no more.
pub struct ReqwestFuture(Pin<Box<dyn Future<Output = Result<Response<ReqwestBody>, TransportError>> + Send>>);

impl Future for ReqwestFuture {
    type Output = Result<Response<ReqwestBody>, TransportError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for ReqwestFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestFuture").finish_non_exhaustive()
    }
}

pin_project! {
    /// The body of an answer, chunk by chunk as it arrives.
    #[derive(Debug)]
    pub struct ReqwestBody {
        #[pin]
        inner: reqwest::Body,
    }
}

impl http_body::Body for ReqwestBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = ready!(self.project().inner.poll_frame(cx));
        Poll::Ready(frame.map(|frame| frame.map_err(failure)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
