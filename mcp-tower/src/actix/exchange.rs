//! Converts an actix request for the service, and its response back.

use std::{
    error::Error as StdError,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodySize, MessageBody},
    error::PayloadError,
    web,
};
use bytes::{Buf, Bytes};
use futures_util::StreamExt;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;
use tower::{BoxError, ServiceExt};
use tower_service::Service;

/// Maximum number of chunks of a request body that wait for the service: 1. Actix reads no further until the
/// service takes them.
const WAITING_PIECES: usize = 1;

pub(super) async fn exchange<S, B>(
    service: S,
    request: &HttpRequest,
    payload: web::Payload,
    extensions: http::Extensions,
) -> HttpResponse
where
    S: Service<http::Request<RequestBody>, Response = http::Response<B>>,
    S::Error: Into<BoxError>,
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    let (body, mut feed) = split(request, payload);
    let mut translated = match translate(request, body) {
        Ok(translated) => translated,
        Err(error) => {
            tracing::debug!(%error, "an actix request could not be converted");
            return HttpResponse::BadRequest().finish();
        }
    };
    *translated.extensions_mut() = extensions;
    let mut call = pin!(service.oneshot(translated));
    let outcome = poll_fn(|cx| {
        feed.poll(cx);
        call.as_mut().poll(cx)
    })
    .await;
    match outcome {
        Ok(response) => respond(response, feed, request.method() == actix_web::http::Method::HEAD),
        Err(error) => {
            let error: BoxError = error.into();
            tracing::error!(error = &*error, "the service failed");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// Converts request line and headers from actix's release of the crate `http` to ours.
fn translate(request: &HttpRequest, body: RequestBody) -> Result<http::Request<RequestBody>, http::Error> {
    let mut translated = http::Request::new(body);
    *translated.method_mut() = http::Method::from_bytes(request.method().as_str().as_bytes())?;
    *translated.uri_mut() = request.uri().to_string().parse()?;
    *translated.version_mut() = match request.version() {
        actix_web::http::Version::HTTP_2 => http::Version::HTTP_2,
        actix_web::http::Version::HTTP_10 => http::Version::HTTP_10,
        _ => http::Version::HTTP_11,
    };
    for (name, value) in request.headers() {
        let name = http::HeaderName::from_bytes(name.as_str().as_bytes())?;
        translated.headers_mut().append(name, http::HeaderValue::from_bytes(value.as_bytes())?);
    }
    Ok(translated)
}

fn respond<B>(response: http::Response<B>, feed: Feed, head: bool) -> HttpResponse
where
    B: Body + 'static,
    B::Error: Into<BoxError>,
{
    let (parts, body) = response.into_parts();
    let status = actix_web::http::StatusCode::from_u16(parts.status.as_u16())
        .expect("both releases of the crate http have the same statuses");
    let declared = parts.headers.get(http::header::CONTENT_LENGTH).map(|length| length.as_bytes());
    let declared = declared.and_then(parse_length);
    let size = match body.size_hint().exact() {
        // A response to HEAD states the length of the body that GET would return, but has no body.
        _ if head => declared.map_or(BodySize::None, BodySize::Sized),
        Some(size) => BodySize::Sized(size),
        None => BodySize::Stream,
    };
    let mut response = HttpResponse::build(status);
    for (name, value) in &parts.headers {
        // Actix writes the length of a body with a known size.
        if *name != http::header::CONTENT_LENGTH || size == BodySize::Stream {
            response.append_header((name.as_str(), value.as_bytes()));
        }
    }
    response.body(ResponseStream { body: Box::pin(body), size, feed })
}

/// Request body for the service, in chunks as actix reads them.
///
/// Unlike actix's own body type, it is `Send`. It ends with an error if the client disconnects.
#[derive(Debug)]
#[must_use]
pub struct RequestBody {
    pieces: mpsc::Receiver<Result<Bytes, PayloadError>>,
    /// Remaining bytes of a declared length.
    left: Option<u64>,
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = PayloadError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, PayloadError>>> {
        let piece = std::task::ready!(self.pieces.poll_recv(cx));
        if let (Some(left), Some(Ok(bytes))) = (&mut self.left, &piece) {
            *left = left.saturating_sub(bytes.len() as u64);
        }
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// Forwards the chunks of a body from actix to the service. It is polled as part of the response, so nothing is
/// spawned and both end together.
struct Feed(Option<Pin<Box<dyn Future<Output = ()>>>>);

impl Feed {
    fn poll(&mut self, cx: &mut Context<'_>) {
        if self.0.as_mut().is_some_and(|feed| feed.as_mut().poll(cx).is_ready()) {
            self.0 = None;
        }
    }
}

fn split(request: &HttpRequest, mut payload: web::Payload) -> (RequestBody, Feed) {
    let left = request.headers().get(actix_web::http::header::CONTENT_LENGTH).map(|length| length.as_bytes());
    let left = left.and_then(parse_length);
    let (sender, pieces) = mpsc::channel(WAITING_PIECES);
    let feed = async move {
        while let Some(piece) = payload.next().await {
            // The service has dropped the body.
            if sender.send(piece).await.is_err() {
                break;
            }
        }
    };
    (RequestBody { pieces, left }, Feed(Some(Box::pin(feed))))
}

fn parse_length(length: &[u8]) -> Option<u64> {
    std::str::from_utf8(length).ok()?.parse().ok()
}

/// Response body for actix.
struct ResponseStream<B> {
    body: Pin<Box<B>>,
    size: BodySize,
    feed: Feed,
}

impl<B> MessageBody for ResponseStream<B>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        // A service may respond before it has read the whole body.
        self.feed.poll(cx);
        loop {
            return Poll::Ready(match std::task::ready!(self.body.as_mut().poll_frame(cx)) {
                None => None,
                Some(Err(error)) => {
                    let error: BoxError = error.into();
                    Some(Err(error))
                }
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(mut data) => Some(Ok(data.copy_to_bytes(data.remaining()))),
                    // Trailers, which actix does not send.
                    Err(_) => continue,
                },
            });
        }
    }
}
