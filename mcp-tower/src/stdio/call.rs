//! A request on its way: what it reports, then what it answers.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::Stream;

use crate::{outbox::Outbox, sse::Running};

/// What a running request goes by: its id, in the one form that the client's notifications are compared with.
pub(crate) type Key = String;

/// A message for the client.
pub(crate) struct Said {
    pub(crate) message: Bytes,
    /// The request that it answers, and which is over with it.
    pub(crate) answers: Option<Key>,
}

/// A running request as the messages that come of it. Dropping it cancels the request.
pub(crate) struct Call {
    running: Option<Running>,
    answer: Option<Bytes>,
    outbox: Arc<Outbox>,
    key: Key,
}

impl Call {
    pub(crate) fn new(running: Running, outbox: Arc<Outbox>, key: Key) -> Self {
        Self { running: Some(running), answer: None, outbox, key }
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
            return Poll::Ready(Some(Said { message, answers: None }));
        }
        if self.running.is_some() {
            return Poll::Pending;
        }
        let answer = self.answer.take();
        Poll::Ready(answer.map(|message| Said { message, answers: Some(std::mem::take(&mut self.key)) }))
    }
}
