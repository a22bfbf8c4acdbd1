//! Reading of bodies in a call: within a budget, and off the runtime's threads.

use std::sync::{
    LazyLock,
    atomic::{AtomicUsize, Ordering},
};

use schemars::JsonSchema;
use serde::Serialize;
use tokio::{runtime::Handle, sync::Semaphore, task::spawn_blocking};

use super::{
    Call, ToolVendor,
    text::{BodyFormat, CleanText, MessageBody, TextOptions},
};

/// Default number of bytes of bodies that one call reads: 8 MiB.
pub(super) const RENDER_BYTES: usize = 8 * 1024 * 1024;

/// Minimum of the limit. A smaller one would cut ordinary mails.
pub(super) const MIN_RENDER_BYTES: usize = 64 * 1024;

/// Number of bytes that a call reads on the runtime's own thread, which takes about a millisecond.
const INLINE_BYTES: usize = 32 * 1024;

/// Bodies that are read at the same time, by all calls of the process: one thread stays free for the runtime.
static READERS: LazyLock<Semaphore> = LazyLock::new(|| {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Semaphore::new(threads.saturating_sub(1).max(1))
});

/// Bytes of bodies that a call has read.
#[derive(Debug)]
pub(super) struct RenderBudget {
    total: usize,
    read: AtomicUsize,
}

impl RenderBudget {
    pub(super) const fn new(total: usize) -> Self {
        Self { total, read: AtomicUsize::new(0) }
    }

    fn left(&self) -> usize {
        self.total.saturating_sub(self.read.load(Ordering::Relaxed))
    }

    /// Takes the bytes of a body. Returns the bytes that may be read, and those read so far.
    fn take(&self, bytes: usize) -> (usize, usize) {
        let before = self.read.fetch_add(bytes, Ordering::Relaxed);
        (bytes.min(self.total.saturating_sub(before)), before.saturating_add(bytes))
    }
}

/// Quoted history that a result leaves out, and the argument that shows it.
///
/// ```
/// use client_core::mcp::Folded;
///
/// let folded = Folded::of([0, 12, 3], "include_quoted").unwrap();
/// assert_eq!((folded.bodies, folded.lines), (2, 15));
/// assert_eq!(folded.shown_by, "include_quoted: true");
/// assert!(Folded::of([0], "include_quoted").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Folded {
    /// Number of bodies with folded history.
    pub bodies: usize,
    /// Number of folded lines.
    pub lines: usize,
    /// Argument that shows them.
    pub shown_by: String,
}

impl Folded {
    /// Sums up the folded lines of the bodies. `None` if nothing was folded.
    pub fn of(lines: impl IntoIterator<Item = usize>, argument: &str) -> Option<Self> {
        let (mut bodies, mut all) = (0, 0);
        for lines in lines.into_iter().filter(|&lines| lines > 0) {
            bodies += 1;
            all += lines;
        }
        (bodies > 0).then(|| Self { bodies, lines: all, shown_by: format!("{argument}: true") })
    }
}

impl<V: ToolVendor> Call<V> {
    /// Returns `true` if a body fits into what is left of [`Limits::render_bytes`](super::Limits::render_bytes). A tool
    /// that reads several bodies ends its page before one that does not fit, and says so.
    #[must_use]
    pub fn has_room_for(&self, body: &MessageBody<'_>) -> bool {
        body.len() <= self.render_budget().left()
    }

    /// Reads a body as text for a model. Large bodies are read off the runtime's threads. A body beyond
    /// [`Limits::render_bytes`](super::Limits::render_bytes) is cut, and marked as truncated. Folded lines are only
    /// counted: a mark in the text could be taken for the writer's.
    pub async fn read_body(
        &self,
        body: &MessageBody<'_>,
        format: BodyFormat,
        options: &TextOptions,
    ) -> CleanText {
        if format == BodyFormat::Html {
            return format.read_with(body, options);
        }
        let (allowed, so_far) = self.render_budget().take(body.len());
        let mut options = options.clone().fold_mark(false);
        if allowed < body.len() {
            options = options.at_most(allowed);
        }
        if so_far <= INLINE_BYTES || Handle::try_current().is_err() {
            return format.read_with(body, &options);
        }
        let Ok(permit) = READERS.acquire().await else { return format.read_with(body, &options) };
        let body = body.to_owned_body();
        let reading = spawn_blocking(move || {
            let clean = format.read_with(&body.borrowed(), &options);
            drop(permit);
            clean
        });
        match reading.await {
            Ok(clean) => clean,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // The runtime shuts down.
            Err(_) => CleanText { truncated: true, ..CleanText::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budget_ends() {
        let budget = RenderBudget::new(10);
        assert_eq!(budget.take(6), (6, 6));
        assert_eq!(budget.left(), 4);
        assert_eq!(budget.take(6), (4, 12));
        assert_eq!(budget.take(1), (0, 13));
    }
}
