//! A request on its way: what it reports, then what it answers.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::Stream;

use crate::call::{in_flight::Key, outbox::Outbox, run::Running};

/// A message for the client.
pub(crate) struct Said {
    /// None at the end of a batch that has no answer, because all of it was cancelled.
    pub(crate) message: Option<Bytes>,
    /// The request that it answers, and which is over with it.
    pub(crate) answers: Option<Key>,
}

/// A running request as the messages that come of it. Dropping it cancels the request.
pub(crate) struct Call {
    running: Option<Running>,
    answer: Option<Bytes>,
    outbox: Arc<Outbox>,
    /// None at the end.
    key: Option<Key>,
}

impl Call {
    pub(crate) fn new(running: Running, outbox: Arc<Outbox>, key: Key) -> Self {
        Self { running: Some(running), answer: None, outbox, key: Some(key) }
    }
}

impl Stream for Call {
    type Item = Said;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Said>> {
        // Before the call is polled, so that no report from another task is missed in between.
        self.outbox.register(cx);
        if let Some(running) = &mut self.running
            && let Poll::Ready(answer) = running.as_mut().poll(cx)
        {
            self.running = None;
            self.answer = answer;
        }
        if let Some(message) = self.outbox.pop() {
            return Poll::Ready(Some(Said { message: Some(message), answers: None }));
        }
        if self.running.is_some() {
            return Poll::Pending;
        }
        let message = self.answer.take();
        Poll::Ready(self.key.take().map(|key| Said { message, answers: Some(key) }))
    }
}
