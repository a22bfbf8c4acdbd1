//! Request bodies of limited size.

use std::{pin::Pin, time::Duration};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http_body::Body;
use http_body_util::{BodyExt, LengthLimitError};
use tokio::time::{Instant, timeout, timeout_at};
use tower::BoxError;

/// Error of reading a body.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// A part of the body may have been read.
    TooLarge {
        begun: bool,
    },
    /// A layer further out has a smaller limit.
    CutOff,
    Broken,
}

impl ReadError {
    fn of(error: BoxError) -> Self {
        let mut causes =
            std::iter::successors(Some(&*error as &dyn std::error::Error), |error| error.source());
        if causes.any(|error| error.is::<LengthLimitError>()) { Self::CutOff } else { Self::Broken }
    }
}

/// Reads a whole body. A body in one piece is not copied.
pub(crate) async fn read<B>(mut body: Pin<&mut B>, limit: usize) -> Result<Bytes, ReadError>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    if body.size_hint().lower() > limit as u64 {
        return Err(ReadError::TooLarge { begun: false });
    }
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame.map_err(|error| ReadError::of(error.into()))?.into_data() else { continue };
        let size = data.remaining();
        if first.len() + rest.len() + size > limit {
            return Err(ReadError::TooLarge { begun: true });
        }
        if first.is_empty() && rest.is_empty() {
            first = data.copy_to_bytes(size);
            continue;
        }
        if rest.is_empty() {
            rest.reserve(first.len() + size);
            rest.put(std::mem::take(&mut first));
        }
        rest.put(data);
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

/// Reads and discards a refused body, up to a size, a deadline and a maximum pause, so that a client which writes
/// before it reads gets to the response. A body with a larger declared length is not read.
pub(crate) async fn drain<B: Body>(mut body: Pin<&mut B>, limit: usize, pause: Duration, end: Instant) {
    let mut left = limit as u64;
    if body.size_hint().lower() > left {
        return;
    }
    let read = async {
        while let Ok(Some(Ok(frame))) = timeout(pause, body.frame()).await {
            let size = frame.data_ref().map_or(0, Buf::remaining) as u64;
            match left.checked_sub(size) {
                Some(rest) => left = rest,
                None => return,
            }
        }
    };
    // The timeout is treated like the size limit.
    let _ = timeout_at(end, read).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{Full, StreamBody};
    use std::{convert::Infallible, pin::pin};

    fn pieces(pieces: &'static [&'static str]) -> impl Body<Data = Bytes, Error = Infallible> {
        StreamBody::new(futures_util::stream::iter(
            pieces.iter().map(|piece| {
                Ok::<_, Infallible>(http_body::Frame::data(Bytes::from_static(piece.as_bytes())))
            }),
        ))
    }

    #[tokio::test]
    async fn one_piece_is_not_copied() {
        let body = Bytes::from_static(b"hello");
        let read = read(pin!(Full::new(body.clone())), 5).await.unwrap();
        assert_eq!(read.as_ptr(), body.as_ptr());
    }

    #[tokio::test]
    async fn pieces_are_joined() {
        assert_eq!(read(pin!(pieces(&["a", "", "bc", "d"])), 4).await.unwrap(), "abcd");
        assert_eq!(read(pin!(pieces(&[])), 4).await.unwrap(), "");
    }

    #[tokio::test]
    async fn the_limit_holds_with_and_without_a_declared_length() {
        let full = pin!(Full::new(Bytes::from_static(b"abcde")));
        assert!(matches!(read(full, 4).await, Err(ReadError::TooLarge { begun: false })));
        let pieces = pin!(pieces(&["abc", "de"]));
        assert!(matches!(read(pieces, 4).await, Err(ReadError::TooLarge { begun: true })));
    }
}
