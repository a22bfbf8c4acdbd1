//! Reading a request body up to a limit.

use std::pin::pin;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt;

/// A body could not be read.
#[derive(Debug)]
pub(crate) enum ReadError {
    TooLarge,
    Broken,
}

/// Reads a whole body. One that arrives in one piece is not copied.
pub(crate) async fn read<B: Body>(body: B, limit: usize) -> Result<Bytes, ReadError> {
    if body.size_hint().lower() > limit as u64 {
        return Err(ReadError::TooLarge);
    }
    let mut body = pin!(body);
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame.map_err(|_| ReadError::Broken)?.into_data() else { continue };
        let size = data.remaining();
        if first.len() + rest.len() + size > limit {
            return Err(ReadError::TooLarge);
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

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{Full, StreamBody};
    use std::convert::Infallible;

    fn pieces(pieces: &'static [&'static str]) -> impl Body<Data = Bytes> {
        StreamBody::new(futures_util::stream::iter(
            pieces.iter().map(|piece| {
                Ok::<_, Infallible>(http_body::Frame::data(Bytes::from_static(piece.as_bytes())))
            }),
        ))
    }

    #[tokio::test]
    async fn one_piece_is_not_copied() {
        let body = Bytes::from_static(b"hello");
        let read = read(Full::new(body.clone()), 5).await.unwrap();
        assert_eq!(read.as_ptr(), body.as_ptr());
    }

    #[tokio::test]
    async fn pieces_are_joined() {
        assert_eq!(read(pieces(&["a", "", "bc", "d"]), 4).await.unwrap(), "abcd");
        assert_eq!(read(pieces(&[]), 4).await.unwrap(), "");
    }

    #[tokio::test]
    async fn the_limit_holds_with_and_without_a_declared_length() {
        assert!(matches!(read(Full::new(Bytes::from_static(b"abcde")), 4).await, Err(ReadError::TooLarge)));
        assert!(matches!(read(pieces(&["abc", "de"]), 4).await, Err(ReadError::TooLarge)));
    }
}
