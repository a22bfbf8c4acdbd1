//! A call that reports progress, as a stream of server-sent events.
//!
//! The format is that of <https://html.spec.whatwg.org/multipage/server-sent-events.html>: one event per message,
//! comments to keep proxies from closing a quiet connection, and the end of the stream after the answer.

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use mcp_core::{Progress, ProgressSink};
use tokio::time::{Sleep, sleep_until};

use crate::exchange::after;

/// How many reports of progress wait for a slow client: 32. The oldest goes first, because a newer one says more.
pub const MAX_QUEUED_PROGRESS: usize = 32;

/// Reports of progress between the tool that makes them and the stream that sends them.
#[derive(Default)]
pub(crate) struct ProgressQueue {
    waiting: Mutex<VecDeque<Bytes>>,
    waker: AtomicWaker,
}

impl ProgressQueue {
    pub(crate) fn sink(self: &Arc<Self>) -> ProgressSink {
        let queue = Arc::clone(self);
        Arc::new(move |progress: Progress| queue.push(progress.to_notification()))
    }

    fn push(&self, message: Bytes) {
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.len() == MAX_QUEUED_PROGRESS {
                waiting.pop_front();
            }
            waiting.push_back(message);
        }
        self.waker.wake();
    }

    pub(crate) fn pop(&self) -> Option<Bytes> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Wakes this task on the next report.
    pub(crate) fn register(&self, cx: &Context<'_>) {
        self.waker.register(cx.waker());
    }
}

/// A call on its way; it resolves to the message that answers it.
pub(crate) type Running = Pin<Box<dyn Future<Output = Bytes> + Send>>;

enum State {
    Running(Running),
    Answered(Bytes),
    Ended,
}

/// The events of one call: progress as it comes, then the answer.
pub(crate) struct EventStream {
    state: State,
    queue: Arc<ProgressQueue>,
    keep_alive: Duration,
    quiet: Pin<Box<Sleep>>,
}

impl EventStream {
    /// The events of a call that still runs.
    pub(crate) fn running(call: Running, queue: Arc<ProgressQueue>, keep_alive: Duration) -> Self {
        Self::new(State::Running(call), queue, keep_alive)
    }

    /// The events of a call that has ended.
    pub(crate) fn answered(answer: Bytes, queue: Arc<ProgressQueue>, keep_alive: Duration) -> Self {
        Self::new(State::Answered(answer), queue, keep_alive)
    }

    fn new(state: State, queue: Arc<ProgressQueue>, keep_alive: Duration) -> Self {
        Self { state, queue, keep_alive, quiet: Box::pin(sleep_until(after(keep_alive))) }
    }

    pub(crate) const fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    pub(crate) fn poll_event(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let this = &mut *self;
        if this.is_ended() {
            return Poll::Ready(None);
        }
        // Before the call is polled, so that no report from another task is missed in between.
        this.queue.register(cx);
        if let State::Running(call) = &mut this.state
            && let Poll::Ready(answer) = call.as_mut().poll(cx)
        {
            this.state = State::Answered(answer);
        }
        if let Some(progress) = this.queue.pop() {
            this.rest();
            return Poll::Ready(Some(encode(&progress)));
        }
        if let State::Answered(answer) = &this.state {
            let event = encode(answer);
            this.state = State::Ended;
            return Poll::Ready(Some(event));
        }
        match this.quiet.as_mut().poll(cx) {
            Poll::Ready(()) => {
                this.rest();
                // The timer is armed by polling it; whoever reads this event polls again.
                Poll::Ready(Some(Bytes::from_static(KEEP_ALIVE)))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn rest(&mut self) {
        self.quiet.as_mut().reset(after(self.keep_alive));
    }
}

const KEEP_ALIVE: &[u8] = b": keep-alive\n\n";
const HEAD: &[u8] = b"event: message\n";

/// One message as an event. A line break inside the JSON would end the field, so each line gets a field of its own;
/// the client joins them with a line break, which JSON allows wherever one can stand.
fn encode(message: &[u8]) -> Bytes {
    let mut event = Vec::with_capacity(HEAD.len() + message.len() + 10);
    event.extend_from_slice(HEAD);
    let mut rest = message;
    loop {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        event.extend_from_slice(b"data: ");
        event.extend_from_slice(&rest[..end]);
        event.push(b'\n');
        let skip = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        match rest.get(end + skip..) {
            Some(more) if end < rest.len() => rest = more,
            _ => break,
        }
    }
    event.push(b'\n');
    event.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::time::{Instant, sleep};

    #[test]
    fn line_breaks_do_not_end_the_data() {
        assert_eq!(encode(b"{}"), "event: message\ndata: {}\n\n");
        assert_eq!(
            encode(b"{\r\n \"a\":\r1\n}"),
            "event: message\ndata: {\ndata:  \"a\":\ndata: 1\ndata: }\n\n"
        );
    }

    async fn next(stream: &mut Pin<Box<EventStream>>) -> Option<Bytes> {
        poll_fn(|cx| stream.as_mut().poll_event(cx)).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_quiet_call_sends_comments() {
        let queue = Arc::new(ProgressQueue::default());
        let call = Box::pin(async {
            sleep(Duration::from_secs(30)).await;
            Bytes::from_static(b"{}")
        });
        let started = Instant::now();
        let mut stream = Box::pin(EventStream::running(call, Arc::clone(&queue), Duration::from_secs(10)));
        assert_eq!(next(&mut stream).await.unwrap(), KEEP_ALIVE);
        assert_eq!(started.elapsed().as_secs(), 10);
        // A report counts as a sign of life.
        sleep(Duration::from_secs(5)).await;
        queue.push(Bytes::from_static(b"1"));
        assert_eq!(next(&mut stream).await.unwrap(), "event: message\ndata: 1\n\n");
        assert_eq!(next(&mut stream).await.unwrap(), KEEP_ALIVE);
        assert_eq!(started.elapsed().as_secs(), 25);
        assert_eq!(next(&mut stream).await.unwrap(), "event: message\ndata: {}\n\n");
        assert_eq!(started.elapsed().as_secs(), 30);
        assert!(next(&mut stream).await.is_none());
    }

    #[tokio::test]
    async fn a_report_from_another_task_wakes_the_stream() {
        let queue = Arc::new(ProgressQueue::default());
        let mut stream = Box::pin(EventStream::running(
            Box::pin(std::future::pending()),
            Arc::clone(&queue),
            Duration::from_secs(3600),
        ));
        let other = tokio::spawn(async move {
            tokio::task::yield_now().await;
            queue.push(Bytes::from_static(b"1"));
        });
        assert_eq!(next(&mut stream).await.unwrap(), "event: message\ndata: 1\n\n");
        other.await.unwrap();
    }

    #[test]
    fn a_slow_client_gets_the_newest_reports() {
        let queue = ProgressQueue::default();
        for n in 0..=MAX_QUEUED_PROGRESS {
            queue.push(n.to_string().into());
        }
        assert_eq!(queue.pop().unwrap(), "1");
    }
}
