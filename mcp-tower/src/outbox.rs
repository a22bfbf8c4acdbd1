//! Messages between what makes them and the stream that sends them.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    task::Context,
};

use bytes::Bytes;
use futures_util::task::AtomicWaker;
use mcp_core::{LogMessage, LogSink, Progress, ProgressSink};

/// How many notifications wait for a slow client on one stream: 64. The oldest goes first, because a newer one says more.
pub const MAX_QUEUED_NOTIFICATIONS: usize = 64;

/// The messages of one stream.
#[derive(Default)]
pub(crate) struct Outbox {
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
    /// May be left out.
    note: bool,
}

impl Outbox {
    pub(crate) fn progress_sink(self: &Arc<Self>) -> ProgressSink {
        let outbox = Arc::clone(self);
        Arc::new(move |progress: Progress| outbox.note(progress.to_notification()))
    }

    pub(crate) fn log_sink(self: &Arc<Self>) -> LogSink {
        let outbox = Arc::clone(self);
        Arc::new(move |message: LogMessage| outbox.note(message.to_notification()))
    }

    /// Sends a notification, unless the client is so slow that newer ones push it out.
    pub(crate) fn note(&self, bytes: Bytes) {
        self.change(|waiting| {
            if waiting.notes == MAX_QUEUED_NOTIFICATIONS
                && let Some(oldest) = waiting.messages.iter().position(|message| message.note)
            {
                waiting.messages.remove(oldest);
                waiting.notes -= 1;
            }
            waiting.messages.push_back(Message { bytes, note: true });
            waiting.notes += 1;
        });
    }

    /// Sends a notification that says no more when it is said twice.
    pub(crate) fn note_once(&self, bytes: Bytes) {
        let waits = |waiting: &mut Waiting| waiting.messages.iter().any(|message| message.bytes == bytes);
        if !self.change(waits) {
            self.note(bytes);
        }
    }

    /// Sends a message that must arrive. Who sends it bounds how many there are.
    #[cfg(any(feature = "sessions", feature = "stdio"))]
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

    /// Wakes this task on the next message.
    pub(crate) fn register(&self, cx: &Context<'_>) {
        self.waker.register(cx.waker());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_client_gets_the_newest_notifications() {
        let outbox = Outbox::default();
        for n in 0..=MAX_QUEUED_NOTIFICATIONS {
            outbox.note(n.to_string().into());
        }
        assert_eq!(outbox.pop().unwrap(), "1");
        outbox.note_once("2".into());
        outbox.note_once("new".into());
        let rest: Vec<_> = std::iter::from_fn(|| outbox.pop()).collect();
        assert_eq!(rest.len(), MAX_QUEUED_NOTIFICATIONS);
        assert_eq!(rest.last().unwrap(), "new");
        assert!(outbox.is_empty());
    }

    #[cfg(any(feature = "sessions", feature = "stdio"))]
    #[test]
    fn a_question_is_never_pushed_out() {
        let outbox = Outbox::default();
        outbox.send("question".into());
        for _ in 0..MAX_QUEUED_NOTIFICATIONS * 2 {
            outbox.note("note".into());
        }
        assert_eq!(outbox.pop().unwrap(), "question");
        assert_eq!(std::iter::from_fn(|| outbox.pop()).count(), MAX_QUEUED_NOTIFICATIONS);
    }
}
