//! What was asked of a fake, for a test to look at.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// How many requests the log keeps by default; the oldest go first.
pub const DEFAULT_LOG_CAPACITY: usize = 1_000;

/// One request that the fake got. The credential itself is never kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// The content type as it came; empty when none was named.
    pub content_type: String,
    /// The JSON body, or the text fields of a form; `None` when there is none or it is neither.
    pub body: Option<Value>,
    /// The names of the files of a multipart body.
    pub files: Vec<String>,
    /// The status that was answered, even when a fault kept the answer from the caller; `None` when the connection
    /// was dropped before the request was carried out.
    pub status: Option<u16>,
    /// Whether there was a credential, right or wrong.
    pub authorization_present: bool,
}

/// The requests so far, oldest first.
#[derive(Debug)]
pub struct Log {
    entries: VecDeque<Recorded>,
    capacity: usize,
}

impl Default for Log {
    fn default() -> Self {
        Self { entries: VecDeque::new(), capacity: DEFAULT_LOG_CAPACITY }
    }
}

impl Log {
    pub(super) fn push(&mut self, entry: Recorded) {
        self.entries.push_back(entry);
        self.trim();
    }

    /// The requests that are kept.
    #[must_use]
    pub fn entries(&self) -> Vec<Recorded> {
        self.entries.iter().cloned().collect()
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// How many are kept; older ones are forgotten.
    pub fn set_capacity(&mut self, capacity: usize) {
        self.capacity = capacity;
        self.trim();
    }

    fn trim(&mut self) {
        while self.entries.len() > self.capacity {
            self.entries.pop_front();
        }
    }
}
