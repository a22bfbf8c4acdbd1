//! What was asked of the fake, for a test to look at.

use std::collections::VecDeque;

use serde_json::Value;

/// How many requests the log keeps by default; the oldest go first.
const CAPACITY: usize = 1_000;

/// One request that the fake got. The token itself is never kept.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Recorded {
    /// The method, such as `POST`.
    pub method: String,
    /// The host that was called, with its port; from the URI or the `Host` header.
    pub host: Option<String>,
    /// The path, encoded as it came.
    pub path: String,
    /// The query string, encoded as it came, without `?`; empty when there is none.
    pub query: String,
    /// The JSON body, or the text fields of a multipart body; `None` when there is none or it is neither.
    pub body: Option<Value>,
    /// The names of the files of a multipart body.
    pub files: Vec<String>,
    /// The status that was answered, even when a fault kept the answer from the caller; `None` when the connection
    /// was dropped before the request was carried out.
    pub status: Option<u16>,
    /// Whether there was an `Authorization` header.
    pub authorization_present: bool,
}

pub(super) struct Log {
    entries: VecDeque<Recorded>,
    capacity: usize,
}

impl Default for Log {
    fn default() -> Self {
        Self { entries: VecDeque::new(), capacity: CAPACITY }
    }
}

impl Log {
    pub(super) fn push(&mut self, entry: Recorded) {
        self.entries.push_back(entry);
        self.trim();
    }

    pub(super) fn entries(&self) -> Vec<Recorded> {
        self.entries.iter().cloned().collect()
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(super) fn set_capacity(&mut self, capacity: usize) {
        self.capacity = capacity;
        self.trim();
    }

    fn trim(&mut self) {
        while self.entries.len() > self.capacity {
            self.entries.pop_front();
        }
    }
}
