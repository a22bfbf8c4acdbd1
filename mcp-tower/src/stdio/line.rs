//! Lines of bounded length from a byte stream.

use std::io;

use bytes::{Bytes, BytesMut};
use mcp_core::jsonrpc::Id;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::oversize::Oversize;

/// Minimum free space before a read, in bytes.
const CHUNK: usize = 16 * 1024;

/// Content of a line.
#[derive(Debug, PartialEq)]
pub(crate) enum Line {
    /// The line without its line break.
    Whole(Bytes),
    /// Line beyond the maximum length, with the id of the request on it, if there is one.
    TooLong(Option<Id>),
}

/// Reads lines. Bytes beyond the limit are searched for an id and dropped.
pub(crate) struct Lines<R> {
    reader: R,
    limit: usize,
    buffer: BytesMut,
    /// Number of leading bytes of the buffer without a line break.
    searched: usize,
    oversize: Option<Oversize>,
    ended: bool,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(crate) fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, buffer: BytesMut::new(), searched: 0, oversize: None, ended: false }
    }

    /// Returns the next line; `None` at the end. Cancel-safe.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            if let Some(line) = self.take() {
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(None);
            }
            self.buffer.reserve(CHUNK);
            self.ended = self.reader.read_buf(&mut self.buffer).await? == 0;
        }
    }

    fn take(&mut self) -> Option<Line> {
        let found = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n');
        let end = match found {
            Some(at) => self.searched + at,
            // The last line may lack its line break.
            None if self.ended && (self.oversize.is_some() || !self.buffer.is_empty()) => self.buffer.len(),
            None => {
                if self.buffer.len() > self.limit || self.oversize.is_some() {
                    self.oversize.get_or_insert_default().read(&self.buffer);
                    self.buffer.clear();
                }
                self.searched = self.buffer.len();
                return None;
            }
        };
        let mut line = self.buffer.split_to(end + usize::from(found.is_some()));
        line.truncate(end);
        self.searched = 0;
        let mut oversize = self.oversize.take();
        if line.len() > self.limit {
            oversize.get_or_insert_default();
        }
        Some(match oversize {
            Some(mut oversize) => {
                oversize.read(&line);
                Line::TooLong(oversize.id())
            }
            None => Line::Whole(line.freeze()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::pin::Pin;
    use std::task::{Context, Poll};
    use tokio::io::ReadBuf;

    /// Yields a text in chunks of the given sizes, repeatedly.
    struct Pieces {
        text: Vec<u8>,
        sizes: Vec<usize>,
        turn: usize,
    }

    impl AsyncRead for Pieces {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let size = self.sizes[self.turn % self.sizes.len()].min(self.text.len()).min(buffer.remaining());
            self.turn += 1;
            let rest = self.text.split_off(size);
            buffer.put_slice(&self.text);
            self.text = rest;
            Poll::Ready(Ok(()))
        }
    }

    fn read(text: &[u8], limit: usize, sizes: &[usize]) -> Vec<Line> {
        let pieces = Pieces { text: text.to_vec(), sizes: sizes.to_vec(), turn: 0 };
        let mut lines = Lines::new(pieces, limit);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut read = Vec::new();
            while let Some(line) = lines.next().await.unwrap() {
                read.push(line);
            }
            read
        })
    }

    fn whole(text: &'static str) -> Line {
        Line::Whole(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn lines_end_with_a_line_feed_or_with_the_input() {
        assert_eq!(read(b"a\n\nbc\r\nd", 10, &[1]), [whole("a"), whole(""), whole("bc\r"), whole("d")]);
        assert_eq!(read(b"a\n", 10, &[9]), [whole("a")]);
        assert_eq!(read(b"", 10, &[9]), []);
    }

    #[test]
    fn line_limit_is_inclusive() {
        for sizes in [&[1][..], &[3], &[100]] {
            assert_eq!(
                read(b"12345\n123456\n1\n", 5, sizes),
                [whole("12345"), Line::TooLong(None), whole("1")]
            );
            assert_eq!(read(b"1\n123456", 5, sizes), [whole("1"), Line::TooLong(None)]);
        }
    }

    #[test]
    fn the_id_of_a_long_request_is_found_wherever_it_stands() {
        for text in [
            r#"{"jsonrpc":"2.0","id":"a-1","method":"tools/call","params":{"id":9,"text":"xxxxxxxxxxxx"}}"#,
            r#"{"method":"tools/call","params":{"id":9,"text":"}\"id\":3,{["},"jsonrpc":"2.0", "id" : "a-1"}"#,
        ] {
            for size in [1, 7, 1000] {
                let lines = read(text.as_bytes(), 20, &[size]);
                let [Line::TooLong(Some(id))] = &lines[..] else { panic!("{lines:?}") };
                assert_eq!(id.as_bytes(), br#""a-1""#);
            }
        }
    }

    proptest! {
        #[test]
        fn lines_are_independent_of_read_sizes(
            text in "[ab\n]{0,60}",
            sizes in prop::collection::vec(1usize..9, 1..5),
            limit in 0usize..12,
        ) {
            prop_assert_eq!(read(text.as_bytes(), limit, &sizes), read(text.as_bytes(), limit, &[1000]));
        }
    }
}
