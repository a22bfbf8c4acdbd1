//! Server-sent events: a call with messages before its response, or a notification stream.
//!
//! Format: <https://html.spec.whatwg.org/multipage/server-sent-events.html>, with one event per message, comments
//! that keep proxies from closing a silent connection, and the end of the stream after the response.

mod encode;

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use tokio::time::{Sleep, sleep_until};

use self::encode::encode;
use crate::call::{deadline::after, outbox::Outbox, run::Running};

enum State {
    Running(Running),
    Complete(Option<Bytes>),
    Ended,
}

/// Events of one stream: messages as they come, then the response.
pub(crate) struct EventStream {
    state: State,
    outbox: Arc<Outbox>,
    keep_alive: Duration,
    quiet: Pin<Box<Sleep>>,
}

impl EventStream {
    /// Creates the events of a running call.
    pub(crate) fn running(call: Running, outbox: Arc<Outbox>, keep_alive: Duration) -> Self {
        Self::new(State::Running(call), outbox, keep_alive)
    }

    /// Creates the events of a call that has ended.
    pub(crate) fn ended(response: Bytes, outbox: Arc<Outbox>, keep_alive: Duration) -> Self {
        Self::new(State::Complete(Some(response)), outbox, keep_alive)
    }

    fn new(state: State, outbox: Arc<Outbox>, keep_alive: Duration) -> Self {
        let keep_alive = keep_alive.max(MIN_KEEP_ALIVE);
        Self { state, outbox, keep_alive, quiet: Box::pin(sleep_until(after(keep_alive))) }
    }

    pub(crate) const fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    pub(crate) fn poll_event(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let this = &mut *self;
        if this.is_ended() {
            return Poll::Ready(None);
        }
        // Before the call is polled, so that no message from another task is missed in between.
        this.outbox.register(cx);
        if let State::Running(call) = &mut this.state
            && let Poll::Ready(response) = call.as_mut().poll(cx)
        {
            this.state = State::Complete(response);
        }
        if let Some(message) = this.outbox.pop() {
            this.restart_timer();
            return Poll::Ready(Some(encode(&message)));
        }
        if let State::Complete(response) = &this.state {
            let event = response.as_deref().map(encode);
            this.state = State::Ended;
            return Poll::Ready(event);
        }
        match this.quiet.as_mut().poll(cx) {
            Poll::Ready(()) => {
                this.restart_timer();
                // Polling arms the timer; the reader of this event polls again.
                Poll::Ready(Some(Bytes::from_static(KEEP_ALIVE)))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn restart_timer(&mut self) {
        self.quiet.as_mut().reset(after(self.keep_alive));
    }
}

/// Minimum silence before a comment, so that no setting floods a stream.
const MIN_KEEP_ALIVE: Duration = Duration::from_secs(1);
const KEEP_ALIVE: &[u8] = b": keep-alive\n\n";

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::time::{Instant, sleep};

    async fn next(stream: &mut Pin<Box<EventStream>>) -> Option<Bytes> {
        poll_fn(|cx| stream.as_mut().poll_event(cx)).await
    }

    #[tokio::test(start_paused = true)]
    async fn silent_call_sends_keep_alive_comments() {
        let outbox = Arc::new(Outbox::new(8));
        let call = Box::pin(async {
            sleep(Duration::from_secs(30)).await;
            Some(Bytes::from_static(b"{}"))
        });
        let started = Instant::now();
        let mut stream = Box::pin(EventStream::running(call, Arc::clone(&outbox), Duration::from_secs(10)));
        assert_eq!(next(&mut stream).await.unwrap(), KEEP_ALIVE);
        assert_eq!(started.elapsed().as_secs(), 10);
        // A progress notification resets the keep-alive.
        sleep(Duration::from_secs(5)).await;
        outbox.note(Bytes::from_static(b"1"));
        assert_eq!(next(&mut stream).await.unwrap(), "event: message\ndata: 1\n\n");
        assert_eq!(next(&mut stream).await.unwrap(), KEEP_ALIVE);
        assert_eq!(started.elapsed().as_secs(), 25);
        assert_eq!(next(&mut stream).await.unwrap(), "event: message\ndata: {}\n\n");
        assert_eq!(started.elapsed().as_secs(), 30);
        assert!(next(&mut stream).await.is_none());
    }

    #[tokio::test]
    async fn notification_from_another_task_wakes_the_stream() {
        let outbox = Arc::new(Outbox::new(8));
        let mut stream = Box::pin(EventStream::running(
            Box::pin(std::future::pending()),
            Arc::clone(&outbox),
            Duration::from_secs(3600),
        ));
        let other = tokio::spawn(async move {
            tokio::task::yield_now().await;
            outbox.note(Bytes::from_static(b"1"));
        });
        assert_eq!(next(&mut stream).await.unwrap(), "event: message\ndata: 1\n\n");
        other.await.unwrap();
    }
}
