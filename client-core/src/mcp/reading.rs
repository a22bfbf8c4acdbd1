//! Reading of bodies in a call: within a budget, and off the runtime's threads.

use std::sync::{
    LazyLock,
    atomic::{AtomicUsize, Ordering},
};

use mcp_core::HandlerError;
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
        let (body, cut) = body.capped(options.most());
        let (allowed, so_far) = self.render_budget().take(body.len());
        let mut options = options.clone().fold_mark(false);
        if allowed < body.len() {
            options = options.at_most(allowed);
        }
        let clean = if so_far <= INLINE_BYTES {
            Some(format.read_with(&body, &options))
        } else {
            let body = body.to_owned_body();
            off_thread(move || format.read_with(&body.borrowed(), &options)).await
        };
        match clean {
            Some(clean) => CleanText { truncated: clean.truncated || cut, ..clean },
            None => CleanText { truncated: true, ..CleanText::default() },
        }
    }

    /// Runs work on this many bytes that takes about as long as reading them: off the runtime's threads, unless there are
    /// few. A call that does so with several bodies keeps their number small, or reads them with
    /// [`read_body`](Self::read_body), which has a budget.
    ///
    /// # Errors
    ///
    /// When the runtime shuts down.
    pub async fn compute<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HandlerError> {
        if bytes <= INLINE_BYTES {
            return Ok(work());
        }
        off_thread(work).await.ok_or_else(|| HandlerError::internal("the server shuts down"))
    }
}

/// Runs work on a thread for blocking work, if there is a runtime. At most one thread fewer than the machine has runs such
/// work. `None` if the runtime shuts down.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    if Handle::try_current().is_err() {
        return Some(work());
    }
    let Ok(permit) = READERS.acquire().await else { return Some(work()) };
    let working = spawn_blocking(move || {
        let result = work();
        drop(permit);
        result
    });
    match working.await {
        Ok(result) => Some(result),
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => None,
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
