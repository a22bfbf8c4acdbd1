//! Reads the bodies of responses into memory, up to a limit.
//!
//! Layers above it see responses of [`Bytes`]. Services below it return streaming bodies, as HTTP libraries and
//! tower-http do. Requests pass through unchanged.
//!
//! ```
//! use std::convert::Infallible;
//!
//! use bytes::Bytes;
//! use client_core::{TransportError, layer::CollectBodyLayer};
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), client_core::BoxError> {
//! let wire = service_fn(|_: Request<Bytes>| async {
//!     Ok::<_, Infallible>(Response::new(String::from("twelve bytes")))
//! });
//! let twelve = ServiceBuilder::new().layer(CollectBodyLayer::new(12)).service(wire);
//! let response: Response<Bytes> = twelve.oneshot(Request::new(Bytes::new())).await?;
//! assert_eq!(response.body(), "twelve bytes");
//!
//! let eleven = ServiceBuilder::new().layer(CollectBodyLayer::new(11)).service(wire);
//! let error = eleven.oneshot(Request::new(Bytes::new())).await.unwrap_err();
//! assert!(error.downcast_ref::<TransportError>().unwrap().is_too_large());
//! # Ok(())
//! # }
//! ```

use std::{
    pin::pin,
    task::{Context, Poll},
};

use bytes::{Buf, Bytes};
use http::{Request, Response};
use http_body::Body;
use http_body_util::BodyExt;
use tower_layer::Layer;
use tower_service::Service;

use super::ResponseFuture;
use crate::{BoxError, error::TransportError, limits::ClientLimits};

/// Reads the bodies of responses into memory; see the [module docs](self).
///
/// A body over the limit fails with [`TransportError::too_large`], as early as its length is known. A truncated
/// body fails with [`TransportError::broken`].
#[derive(Debug, Clone, Copy)]
pub struct CollectBodyLayer {
    max_bytes: usize,
}

impl CollectBodyLayer {
    /// Creates the layer with this limit.
    #[must_use]
    pub const fn new(max_bytes: usize) -> Self {
        Self { max_bytes }
    }
}

/// Reads up to 16 MiB.
impl Default for CollectBodyLayer {
    fn default() -> Self {
        Self::new(ClientLimits::default().max_response_bytes)
    }
}

impl<S> Layer<S> for CollectBodyLayer {
    type Service = CollectBody<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CollectBody { inner, max_bytes: self.max_bytes }
    }
}

/// The service of [`CollectBodyLayer`].
#[derive(Debug, Clone, Copy)]
pub struct CollectBody<S> {
    inner: S,
    max_bytes: usize,
}

impl<S, R, B> Service<Request<R>> for CollectBody<S>
where
    S: Service<Request<R>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    type Response = Response<Bytes>;
    type Error = BoxError;
    type Future = ResponseFuture<std::future::Pending<Result<Response<Bytes>, BoxError>>, Response<Bytes>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        let max_bytes = self.max_bytes;
        let answer = self.inner.call(request);
        ResponseFuture::boxed(async move {
            let (head, body) = answer.await.map_err(Into::into)?.into_parts();
            Ok(Response::from_parts(head, collect(body, max_bytes).await?))
        })
    }
}

async fn collect<B>(body: B, max_bytes: usize) -> Result<Bytes, TransportError>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    if body.size_hint().lower() > max_bytes as u64 {
        return Err(TransportError::too_large());
    }
    let mut body = pin!(body);
    let mut chunks: Vec<Bytes> = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| TransportError::from_body(error.into()))?;
        let Ok(mut data) = frame.into_data() else { continue };
        length += data.remaining();
        if length > max_bytes {
            return Err(TransportError::too_large());
        }
        chunks.push(data.copy_to_bytes(data.remaining()));
    }
    // Most responses are one chunk, which is passed on without a copy.
    Ok(match chunks.len() {
        0 | 1 => chunks.pop().unwrap_or_default(),
        _ => chunks.concat().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use http_body::Frame;
    use http_body_util::{Full, StreamBody};

    type Chunk = Result<Frame<Bytes>, std::io::Error>;

    fn chunks(chunks: Vec<Chunk>) -> impl Body<Data = Bytes, Error = std::io::Error> {
        StreamBody::new(stream::iter(chunks))
    }

    fn data(text: &'static str) -> Chunk {
        Ok(Frame::data(Bytes::from_static(text.as_bytes())))
    }

    #[tokio::test]
    async fn chunks_are_joined_up_to_the_limit() {
        let body = || chunks(vec![data("ab"), data("cd"), data("ef")]);
        assert_eq!(collect(body(), 6).await.unwrap(), "abcdef");
        assert!(collect(body(), 5).await.unwrap_err().is_too_large());
        assert_eq!(collect(chunks(vec![]), 0).await.unwrap(), "");
    }

    #[tokio::test]
    async fn endless_body_fails_at_the_limit() {
        let body = StreamBody::new(stream::repeat_with(|| data("abcd")));
        assert!(collect(body, 1000).await.unwrap_err().is_too_large());
    }

    #[tokio::test]
    async fn content_length_over_limit_fails_early() {
        assert!(collect(Full::new(Bytes::from_static(b"abc")), 2).await.unwrap_err().is_too_large());
    }

    #[tokio::test]
    async fn truncated_body_is_an_error() {
        let broken = chunks(vec![data("ab"), Err(std::io::ErrorKind::UnexpectedEof.into())]);
        let error = collect(broken, 10).await.unwrap_err();
        assert!(!error.is_too_large() && !error.is_connect());
    }
}
