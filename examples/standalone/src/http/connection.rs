//! A connection that is closed if a request does not arrive in time.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::task::AtomicWaker;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};
use tokio_io_timeout::TimeoutWriter;

/// Requests of a connection in progress: from the end of the headers to the end of the response.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestsInProgress(Arc<Requests>);

#[derive(Debug, Default)]
struct Requests {
    served: AtomicUsize,
    /// The reader, which waits without a timer while a request is in progress. hyper does not read again by itself.
    reader: AtomicWaker,
}

/// A request in progress, until it is dropped.
#[derive(Debug)]
pub(super) struct RequestGuard(RequestsInProgress);

impl RequestsInProgress {
    pub(super) fn serving(&self) -> RequestGuard {
        self.0.served.fetch_add(1, Ordering::AcqRel);
        RequestGuard(self.clone())
    }

    fn is_serving(&self) -> bool {
        self.0.served.load(Ordering::Acquire) > 0
    }
}

impl Drop for RequestGuard {
    fn drop(&mut self) {
        if self.0.0.served.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.0.reader.wake();
        }
    }
}

/// Timeout that runs while no request is in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// Waits for the next request.
    Idle,
    /// Waits for the rest of the headers. The first request of a connection starts in this state.
    Headers,
}

/// A stream that fails with `TimedOut` if a request does not arrive in time.
pub(super) struct Connection {
    stream: Pin<Box<TimeoutWriter<TcpStream>>>,
    requests: RequestsInProgress,
    header: Duration,
    idle: Duration,
    // `None` while a request is in progress.
    wait: Option<Wait>,
    timer: Pin<Box<Sleep>>,
}

impl Connection {
    pub(super) fn new(
        stream: TimeoutWriter<TcpStream>,
        requests: RequestsInProgress,
        header: Duration,
        idle: Duration,
    ) -> Self {
        Self {
            stream: Box::pin(stream),
            requests,
            header,
            idle,
            wait: Some(Wait::Headers),
            timer: Box::pin(sleep(header)),
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        // Before the check of the requests: a request that ends in between then wakes the task.
        this.requests.0.reader.register(cx.waker());
        // hyper also reads while a request is in progress, to detect a closed connection.
        if this.requests.is_serving() {
            this.wait = None;
        } else if this.wait.is_none() {
            this.wait = Some(Wait::Idle);
            this.timer.as_mut().reset(Instant::now() + this.idle);
        }
        let before = buffer.filled().len();
        match this.stream.as_mut().poll_read(cx, buffer) {
            Poll::Ready(result) => {
                if this.wait == Some(Wait::Idle) && buffer.filled().len() > before {
                    this.wait = Some(Wait::Headers);
                    this.timer.as_mut().reset(Instant::now() + this.header);
                }
                Poll::Ready(result)
            }
            Poll::Pending if this.wait.is_none() => Poll::Pending,
            Poll::Pending => {
                ready!(this.timer.as_mut().poll(cx));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "no request in time")))
            }
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream.as_mut().poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream.as_mut().poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
