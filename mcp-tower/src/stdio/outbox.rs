//! Output buffer.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, BytesMut};
use tokio::io::AsyncWrite;

/// Messages that wait to be written. Writing runs concurrently with reading and calls, so that a client that writes
/// before it reads cannot deadlock the server.
pub(crate) struct Outbox<W> {
    writer: W,
    waiting: BytesMut,
    limit: usize,
    flushed: bool,
}

impl<W: AsyncWrite + Unpin> Outbox<W> {
    pub(crate) fn new(writer: W, limit: usize) -> Self {
        Self { writer, waiting: BytesMut::new(), limit, flushed: true }
    }

    /// Appends a message as a line.
    pub(crate) fn push(&mut self, message: &[u8]) {
        let start = self.waiting.len();
        self.waiting.extend_from_slice(message);
        // Line breaks in JSON stand between tokens only, where a space has the same meaning. Tools may return
        // pretty-printed JSON.
        for byte in &mut self.waiting[start..] {
            if matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        self.waiting.extend_from_slice(b"\n");
        self.flushed = false;
    }

    /// Returns `true` if the buffer is within its limit.
    pub(crate) fn has_room(&self) -> bool {
        self.waiting.len() <= self.limit
    }

    /// Returns `true` if nothing waits.
    pub(crate) const fn is_empty(&self) -> bool {
        self.flushed
    }

    /// Writes everything that waits. Cancel-safe.
    pub(crate) async fn write(&mut self) -> io::Result<()> {
        poll_fn(|cx| self.poll_write(cx)).await
    }

    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.waiting.is_empty() {
            let written = ready!(Pin::new(&mut self.writer).poll_write(cx, &self.waiting))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.waiting.advance(written);
        }
        ready!(Pin::new(&mut self.writer).poll_flush(cx))?;
        self.flushed = true;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_is_one_line() {
        let mut outbox = Outbox::new(Vec::new(), 4);
        assert!(outbox.is_empty() && outbox.has_room());
        outbox.push(b"{\r\n \"a\": 1\n}");
        outbox.push(b"{}");
        assert!(!outbox.is_empty() && !outbox.has_room());
        outbox.write().await.unwrap();
        assert_eq!(outbox.writer, b"{   \"a\": 1 }\n{}\n");
        assert!(outbox.is_empty() && outbox.has_room());
    }
}
