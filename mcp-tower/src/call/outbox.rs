//! Queue of messages for a stream.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    task::Context,
};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use mcp_core::{LogMessage, LogSink, Progress, ProgressSink};

/// Default maximum number of progress notifications and log messages that wait for a slow client on one stream: 64.
/// The oldest is dropped first, because newer ones carry more.
pub(crate) const MAX_QUEUED_NOTIFICATIONS: usize = 64;

/// Queue of messages of one stream.
pub(crate) struct Outbox {
    max_notes: usize,
    waiting: Mutex<Waiting>,
    waker: AtomicWaker,
}

#[derive(Default)]
struct Waiting {
    messages: VecDeque<Message>,
    notes: usize,
}

struct Message {
    bytes: Bytes,
    /// `true` if the message may be dropped.
    note: bool,
}

impl Outbox {
    /// Creates a queue for a maximum number of notifications, at least one.
    pub(crate) fn new(max_notes: usize) -> Self {
        Self { max_notes: max_notes.max(1), waiting: Mutex::default(), waker: AtomicWaker::new() }
    }

    pub(crate) fn progress_sink(self: &Arc<Self>) -> ProgressSink {
        let outbox = Arc::clone(self);
        Arc::new(move |progress: Progress| outbox.note(progress.to_notification()))
    }

    pub(crate) fn log_sink(self: &Arc<Self>) -> LogSink {
        let outbox = Arc::clone(self);
        Arc::new(move |message: LogMessage| outbox.note(message.to_notification()))
    }

    /// Queues a notification. It may be dropped for newer ones if the client is slow.
    pub(crate) fn note(&self, bytes: Bytes) {
        self.change(|waiting| {
            if waiting.notes == self.max_notes
                && let Some(oldest) = waiting.messages.iter().position(|message| message.note)
            {
                waiting.messages.remove(oldest);
                waiting.notes -= 1;
            }
            waiting.messages.push_back(Message { bytes, note: true });
            waiting.notes += 1;
        });
    }

    /// Queues a message that is never dropped, unless the same message is already queued. The sender bounds the
    /// number of different messages.
    pub(crate) fn send_once(&self, bytes: Bytes) {
        self.change(|waiting| {
            if !waiting.messages.iter().any(|message| message.bytes == bytes) {
                waiting.messages.push_back(Message { bytes, note: false });
            }
        });
    }

    /// Queues a message that is never dropped. The sender bounds their number.
    pub(crate) fn send(&self, bytes: Bytes) {
        self.change(|waiting| waiting.messages.push_back(Message { bytes, note: false }));
    }

    fn change<T>(&self, change: impl FnOnce(&mut Waiting) -> T) -> T {
        let changed = change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.waker.wake();
        changed
    }

    pub(crate) fn pop(&self) -> Option<Bytes> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Message { bytes, note } = waiting.messages.pop_front()?;
        waiting.notes -= usize::from(note);
        Some(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).messages.is_empty()
    }

    /// Registers the task to wake on the next message.
    pub(crate) fn register(&self, cx: &Context<'_>) {
        self.waker.register(cx.waker());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_client_gets_the_newest_notifications() {
        let outbox = Outbox::new(3);
        for note in ["0", "1", "2", "3"] {
            outbox.note(note.into());
        }
        assert_eq!(outbox.pop().unwrap(), "1");
        outbox.note("4".into());
        outbox.note("5".into());
        assert!(std::iter::from_fn(|| outbox.pop()).eq(["3", "4", "5"]));
        assert!(outbox.is_empty());
    }

    #[test]
    fn required_messages_are_never_dropped() {
        let outbox = Outbox::new(0);
        outbox.send("question".into());
        for list in ["tools", "prompts", "tools"] {
            outbox.send_once(list.into());
        }
        outbox.note("old".into());
        outbox.note("new".into());
        assert!(std::iter::from_fn(|| outbox.pop()).eq(["question", "tools", "prompts", "new"]));
        outbox.send_once("tools".into());
        assert_eq!(outbox.pop().unwrap(), "tools");
    }
}
