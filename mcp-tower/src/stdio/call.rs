//! Running request: progress notifications, then the response.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::Stream;

use crate::call::{in_flight::Key, outbox::Outbox, run::Running};

/// Message for the client.
pub(crate) struct OutgoingMessage {
    /// `None` at the end of a batch without a response, because all of it was cancelled.
    pub(crate) message: Option<Bytes>,
    /// The request that it responds to and that ends with it.
    pub(crate) ends: Option<Key>,
}

/// Running request as a stream of its messages. Dropping it cancels the request.
pub(crate) struct Call {
    running: Option<Running>,
    response: Option<Bytes>,
    outbox: Arc<Outbox>,
    /// `None` at the end.
    key: Option<Key>,
}

impl Call {
    pub(crate) fn new(running: Running, outbox: Arc<Outbox>, key: Key) -> Self {
        Self { running: Some(running), response: None, outbox, key: Some(key) }
    }
}

impl Stream for Call {
    type Item = OutgoingMessage;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<OutgoingMessage>> {
        // Before the call is polled, so that no notification from another task is missed in between.
        self.outbox.register(cx);
        if let Some(running) = &mut self.running
            && let Poll::Ready(response) = running.as_mut().poll(cx)
        {
            self.running = None;
            self.response = response;
        }
        if let Some(message) = self.outbox.pop() {
            return Poll::Ready(Some(OutgoingMessage { message: Some(message), ends: None }));
        }
        if self.running.is_some() {
            return Poll::Pending;
        }
        let message = self.response.take();
        Poll::Ready(self.key.take().map(|key| OutgoingMessage { message, ends: Some(key) }))
    }
}
