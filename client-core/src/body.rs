//! Body of a request.

#[cfg(feature = "fs")]
mod file;

#[cfg(feature = "fs")]
use std::sync::Arc;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

#[cfg(feature = "fs")]
pub(crate) use self::file::{Chunk, FileChunk, Form};

/// Body of a request: bytes in memory, or a form with files that are read from disk while it is sent.
///
/// Every transport and every layer of a client gets this type. It is an [`http_body::Body`] of known length:
/// `Content-Length` is sent, and the body is never chunked. A clone starts at the first byte. Layers that retry a
/// request clone its body, which opens files on disk again.
///
/// ```
/// use client_core::Body;
///
/// assert_eq!(Body::from(r#"{"name":"VIP"}"#).len(), 14);
/// assert!(Body::from(()).is_empty());
/// assert_eq!(Body::from("text").as_bytes().map(|bytes| &bytes[..]), Some(&b"text"[..]));
/// ```
#[derive(Default)]
pub struct Body {
    content: Content,
    /// Number of chunks sent so far.
    sent: usize,
    #[cfg(feature = "fs")]
    reading: Option<file::Reading>,
}

#[derive(Clone)]
enum Content {
    Whole(Bytes),
    #[cfg(feature = "fs")]
    Form(Arc<Form>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl Body {
    /// Returns the total length in bytes, including bytes already sent.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.content {
            Content::Whole(bytes) => bytes.len() as u64,
            #[cfg(feature = "fs")]
            Content::Form(form) => form.len(),
        }
    }

    /// Returns `true` if the length is 0.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the whole body, or `None` if it has files on disk.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes),
            #[cfg(feature = "fs")]
            Content::Form(_) => None,
        }
    }

    /// Returns the chunks in memory, in order, without files on disk. For layers that inspect a body.
    pub fn in_memory(&self) -> impl Iterator<Item = &Bytes> {
        #[cfg(feature = "fs")]
        let form = match &self.content {
            Content::Form(form) => form.in_memory(),
            Content::Whole(_) => Form::nothing(),
        };
        #[cfg(not(feature = "fs"))]
        let form = std::iter::empty();
        self.as_bytes().into_iter().chain(form)
    }

    /// Failure of this body, or of a clone.
    pub(crate) fn failure(&self) -> Option<BodyError> {
        match &self.content {
            Content::Whole(_) => None,
            #[cfg(feature = "fs")]
            Content::Form(form) => form.failure().cloned(),
        }
    }

    #[cfg(feature = "fs")]
    pub(crate) fn form(chunks: Vec<Chunk>) -> Self {
        Self { content: Content::Form(Arc::new(Form::new(chunks))), sent: 0, reading: None }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let body = &mut *self;
        match &body.content {
            Content::Whole(bytes) => {
                let bytes = (body.sent == 0 && !bytes.is_empty()).then(|| bytes.clone());
                body.sent = 1;
                Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))))
            }
            #[cfg(feature = "fs")]
            Content::Form(form) => form.poll(&mut body.sent, &mut body.reading, _cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Whole(bytes) => self.sent > 0 || bytes.is_empty(),
            #[cfg(feature = "fs")]
            Content::Form(form) => form.is_sent(self.sent),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(_) if self.sent > 0 => SizeHint::with_exact(0),
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            #[cfg(feature = "fs")]
            Content::Form(form) if self.sent == 0 && self.reading.is_none() => {
                SizeHint::with_exact(form.len())
            }
            #[cfg(feature = "fs")]
            Content::Form(_) => SizeHint::default(),
        }
    }
}

/// Starts at the first byte.
impl Clone for Body {
    fn clone(&self) -> Self {
        Self {
            content: self.content.clone(),
            sent: 0,
            #[cfg(feature = "fs")]
            reading: None,
        }
    }
}

/// Shows the length and nothing of the content.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("bytes", &self.len()).finish_non_exhaustive()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { content: Content::Whole(bytes), ..Self::default() }
    }
}

impl From<()> for Body {
    fn from((): ()) -> Self {
        Self::default()
    }
}

macro_rules! from_bytes {
    ($($type:ty),*) => {
        $(impl From<$type> for Body {
            fn from(content: $type) -> Self {
                Bytes::from(content).into()
            }
        })*
    };
}

from_bytes!(&'static str, &'static [u8], String, Vec<u8>);

/// A body with files on disk equals no text.
impl PartialEq<str> for Body {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes().is_some_and(|bytes| bytes == other)
    }
}

/// A body with files on disk equals no text.
impl PartialEq<&str> for Body {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// Failure of a body: a file on disk is gone, has changed, or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BodyError {
    message: String,
}

#[cfg(test)]
mod tests {
    use http_body::Body as _;
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn clone_of_a_sent_body_is_sent_again() {
        let mut body = Body::from("once and again");
        assert_eq!(body.size_hint().exact(), Some(14));
        let sent = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert!(body.is_end_stream() && body.frame().await.is_none());
        assert_eq!(body.size_hint().exact(), Some(0));
        assert_eq!(body.clone().collect().await.unwrap().to_bytes(), sent);
    }

    #[tokio::test]
    async fn empty_body_has_no_frame() {
        assert!(Body::from(()).is_end_stream());
        assert!(Body::from(()).frame().await.is_none());
    }

    #[test]
    fn debug_shows_no_content() {
        assert_eq!(format!("{:?}", Body::from("hunter2")), "Body { bytes: 7, .. }");
    }
}
