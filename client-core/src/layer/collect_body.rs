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
    pin::{Pin, pin},
    task::{Context, Poll},
};

use bytes::{Buf, Bytes};
use http::{Request, Response};
use http_body::Body;
use http_body_util::BodyExt;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    ResponseFuture,
    in_flight::{FREE_BYTES, InFlight, Reserved},
};
use crate::{BoxError, error::TransportError, limits::ClientLimits};

/// Reads the bodies of responses into memory; see the [module docs](self).
///
/// A body over the limit fails with [`TransportError::too_large`], as early as its length is known. A truncated
/// body fails with [`TransportError::broken`].
///
/// All clones of the layer and their services share [`max_bytes_in_flight`](Self::max_bytes_in_flight).
#[derive(Debug, Clone)]
pub struct CollectBodyLayer {
    max_bytes: usize,
    flight: InFlight,
}

impl CollectBodyLayer {
    /// Creates the layer with this limit.
    #[must_use]
    pub fn new(max_bytes: usize) -> Self {
        Self { max_bytes, flight: InFlight::new(ClientLimits::default().max_bytes_in_flight) }
    }

    /// Sets the memory of all bodies over 64 KiB that are read or decoded at the same time, in bytes. Defaults to 64 MiB.
    ///
    /// A body reserves its length before it is read, or the limit of one response if its length is unknown. It waits
    /// until there is room. A body that exceeds the whole limit is read alone. The reservation is in the extensions of
    /// the response, and ends with it.
    #[must_use]
    pub fn max_bytes_in_flight(mut self, bytes: usize) -> Self {
        self.flight = InFlight::new(bytes);
        self
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
        CollectBody { inner, max_bytes: self.max_bytes, flight: self.flight.clone() }
    }
}

/// The service of [`CollectBodyLayer`].
#[derive(Debug, Clone)]
pub struct CollectBody<S> {
    inner: S,
    max_bytes: usize,
    flight: InFlight,
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
        let (max_bytes, flight) = (self.max_bytes, self.flight.clone());
        let answer = self.inner.call(request);
        ResponseFuture::boxed(async move {
            let (mut head, body) = answer.await.map_err(Into::into)?.into_parts();
            let (body, reserved) = collect(body, max_bytes, &flight).await?;
            if let Some(reserved) = reserved {
                head.extensions.insert(reserved);
            }
            Ok(Response::from_parts(head, body))
        })
    }
}

async fn collect<B>(
    body: B,
    max_bytes: usize,
    flight: &InFlight,
) -> Result<(Bytes, Option<Reserved>), TransportError>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    if body.size_hint().lower() > max_bytes as u64 {
        return Err(TransportError::too_large());
    }
    let known = body.size_hint().exact().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    let mut reserved = None;
    let mut body = pin!(body);
    let mut chunks: Vec<Bytes> = Vec::new();
    let mut length = 0;
    while let Some(mut data) = next(body.as_mut()).await? {
        length += data.remaining();
        if length > max_bytes {
            return Err(TransportError::too_large());
        }
        if reserved.is_none() && length > FREE_BYTES {
            reserved = flight.reserve(known.unwrap_or(max_bytes)).await;
        }
        chunks.push(data.copy_to_bytes(data.remaining()));
    }
    // Most responses are one chunk, which is passed on without a copy.
    let bytes: Bytes = match chunks.len() {
        0 | 1 => chunks.pop().unwrap_or_default(),
        _ => chunks.concat().into(),
    };
    if let Some(reserved) = &mut reserved {
        reserved.shrink(bytes.len());
    }
    Ok((bytes, reserved.map(Reserved::from)))
}

/// Returns the next chunk; `None` at the end.
async fn next<B>(mut body: Pin<&mut B>) -> Result<Option<B::Data>, TransportError>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| TransportError::from_body(error.into()))?;
        if let Ok(data) = frame.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
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

    async fn read<B>(body: B, max_bytes: usize) -> Result<Bytes, TransportError>
    where
        B: Body,
        B::Error: Into<BoxError>,
    {
        collect(body, max_bytes, &InFlight::new(1)).await.map(|(bytes, _)| bytes)
    }

    #[tokio::test(start_paused = true)]
    async fn large_body_is_counted_until_its_response_ends() {
        let wire = tower::service_fn(|_: Request<()>| async {
            Ok::<_, std::convert::Infallible>(Response::new("x".repeat(2 * FREE_BYTES)))
        });
        let layer = CollectBodyLayer::default().max_bytes_in_flight(3 * FREE_BYTES);
        let call = || {
            let call = tower::ServiceExt::oneshot(layer.layer(wire), Request::new(()));
            tokio::time::timeout(std::time::Duration::from_secs(1), call)
        };
        let mut first = call().await.unwrap().unwrap();
        assert!(call().await.is_err());
        crate::layer::release(&mut first);
        assert!(call().await.unwrap().is_ok());
    }

    fn data(text: &'static str) -> Chunk {
        Ok(Frame::data(Bytes::from_static(text.as_bytes())))
    }

    #[tokio::test]
    async fn chunks_are_joined_up_to_the_limit() {
        let body = || chunks(vec![data("ab"), data("cd"), data("ef")]);
        assert_eq!(read(body(), 6).await.unwrap(), "abcdef");
        assert!(read(body(), 5).await.unwrap_err().is_too_large());
        assert_eq!(read(chunks(vec![]), 0).await.unwrap(), "");
    }

    #[tokio::test]
    async fn endless_body_fails_at_the_limit() {
        let body = StreamBody::new(stream::repeat_with(|| data("abcd")));
        assert!(read(body, 1000).await.unwrap_err().is_too_large());
    }

    #[tokio::test]
    async fn content_length_over_limit_fails_early() {
        assert!(read(Full::new(Bytes::from_static(b"abc")), 2).await.unwrap_err().is_too_large());
    }

    #[tokio::test]
    async fn truncated_body_is_an_error() {
        let broken = chunks(vec![data("ab"), Err(std::io::ErrorKind::UnexpectedEof.into())]);
        let error = read(broken, 10).await.unwrap_err();
        assert!(!error.is_too_large() && !error.is_connect());
    }
}
