//! Request log of a fake.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// Default capacity of the log. The oldest requests are dropped first.
pub const DEFAULT_LOG_CAPACITY: usize = 1_000;

/// Logged request of a fake. The credential itself is never kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Recorded {
    /// The method, such as `POST`.
    pub method: String,
    /// Requested host with its port, from the URI or the `Host` header.
    pub host: Option<String>,
    /// Path, still encoded.
    pub path: String,
    /// Query string, still encoded, without `?`. Empty if there is none.
    pub query: String,
    /// Content type. Empty if there is none.
    pub content_type: String,
    /// JSON body, or the text fields of a form. `None` for any other body.
    pub body: Option<Value>,
    /// File names of a multipart body.
    pub files: Vec<String>,
    /// Status of the response, even if a fault dropped the response. `None` if the connection was dropped before the
    /// request was carried out.
    pub status: Option<u16>,
    /// `true` if there was a credential, valid or not.
    pub authorization_present: bool,
}

/// Log of requests, oldest first.
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

    /// Returns the logged requests.
    #[must_use]
    pub fn entries(&self) -> Vec<Recorded> {
        self.entries.iter().cloned().collect()
    }

    /// Clears the log.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Sets the capacity. Older requests are dropped.
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
