//! Response bodies.

use std::{
    convert::Infallible,
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::sse::EventStream;

/// Response body of [`Mcp`](crate::Mcp).
///
/// JSON has up to three pieces of known length, so that lists of tools are shared between responses. An event
/// stream has no length; dropping it cancels the call that feeds it.
#[must_use]
pub struct ResponseBody(Inner);

enum Inner {
    Pieces { pieces: [Bytes; 3], next: usize },
    Events(Pin<Box<EventStream>>),
}

impl ResponseBody {
    /// Creates an empty body.
    pub fn empty() -> Self {
        Bytes::new().into()
    }

    pub(crate) fn pieces(pieces: [Bytes; 3]) -> Self {
        Self(Inner::Pieces { pieces, next: 0 })
    }

    pub(crate) fn events(events: EventStream) -> Self {
        Self(Inner::Events(Box::pin(events)))
    }
}

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self::pieces([bytes, Bytes::new(), Bytes::new()])
    }
}

impl Default for ResponseBody {
    fn default() -> Self {
        Self::empty()
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut self.0 {
            Inner::Events(events) => {
                events.as_mut().poll_event(cx).map(|event| event.map(|bytes| Ok(Frame::data(bytes))))
            }
            Inner::Pieces { pieces, next } => {
                while let Some(piece) = pieces.get_mut(*next) {
                    *next += 1;
                    if !piece.is_empty() {
                        return Poll::Ready(Some(Ok(Frame::data(std::mem::take(piece)))));
                    }
                }
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Events(events) => events.is_ended(),
            Inner::Pieces { pieces, .. } => pieces.iter().all(Bytes::is_empty),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Events(_) => SizeHint::default(),
            Inner::Pieces { pieces, .. } => {
                SizeHint::with_exact(pieces.iter().map(|piece| piece.len() as u64).sum())
            }
        }
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0 {
            Inner::Pieces { .. } => "json",
            Inner::Events(_) => "events",
        };
        f.debug_tuple("ResponseBody").field(&kind).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn pieces_come_in_order_and_count_down() {
        let mut body =
            ResponseBody::pieces([Bytes::from_static(b"ab"), Bytes::new(), Bytes::from_static(b"c")]);
        assert_eq!(body.size_hint().exact(), Some(3));
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "ab");
        assert_eq!(body.size_hint().exact(), Some(1));
        assert!(!body.is_end_stream());
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "c");
        assert!(body.is_end_stream());
        assert!(body.frame().await.is_none());
        assert!(ResponseBody::empty().is_end_stream());
    }
}
