//! Response bodies, complete or cut off.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Response, header};
use http_body::{Frame, SizeHint};
use http_body_util::{Either, Full};

/// Complete body, or part of one.
pub(crate) type ResponseBody = Either<Full<Bytes>, CutBody>;

/// Part of a body, followed by the end of the connection.
#[derive(Debug)]
pub(crate) struct CutBody {
    part: Option<Bytes>,
    /// Set after hyper had a chance to write the part.
    flushed: bool,
}

/// Prepares a response for the socket. If `content-length` exceeds the body, the connection ends after the body.
pub(crate) fn outgoing(response: Response<Full<Bytes>>) -> Response<ResponseBody> {
    let promised =
        response.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let has = http_body::Body::size_hint(response.body()).exact();
    if promised.is_some_and(|promised: u64| has.is_some_and(|has| has < promised)) {
        return response.map(|body| Either::Right(CutBody { part: whole(body), flushed: false }));
    }
    response.map(Either::Left)
}

/// Returns the bytes of a complete body.
fn whole(mut body: Full<Bytes>) -> Option<Bytes> {
    let mut context = Context::from_waker(std::task::Waker::noop());
    match http_body::Body::poll_frame(Pin::new(&mut body), &mut context) {
        Poll::Ready(Some(Ok(frame))) => frame.into_data().ok(),
        _ => None,
    }
}

impl http_body::Body for CutBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(part) = self.part.take() {
            return Poll::Ready(Some(Ok(Frame::data(part))));
        }
        if !self.flushed {
            // hyper flushes when the body is pending.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::Error::other("cut by a fault"))))
    }

    fn size_hint(&self) -> SizeHint {
        // `content-length` exceeds the body, so no size holds.
        SizeHint::default()
    }
}
