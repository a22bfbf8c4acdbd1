//! Watches an MCP request to its end: a response, an error, a panic, or a disconnect.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Instant,
};

use mcp_core::{Request, Response};
use pin_project_lite::pin_project;
use tower::BoxError;

use super::outcome::Outcome;

/// Callback for the end of a request, called once.
pub trait WatchCall {
    /// Called at the end of the request. The response is set if a service responded.
    fn ended(&mut self, outcome: Outcome, response: Option<&Response>);
}

/// Reports the end of a request that is dropped before it.
struct End<W: WatchCall> {
    watch: W,
    deadline: Option<Instant>,
    polling: bool,
    ended: bool,
}

impl<W: WatchCall> Drop for End<W> {
    fn drop(&mut self) {
        if !self.ended {
            self.watch.ended(Outcome::of_dropped(self.polling, self.deadline), None);
        }
    }
}

/// Watcher of a request, created before the inner service is called.
pub(crate) struct Watching<W: WatchCall>(Option<End<W>>);

impl<W: WatchCall> Watching<W> {
    /// Watches a request, if there is a watcher.
    pub(crate) fn new(request: &Request, watch: Option<W>) -> Self {
        let deadline = request.context.deadline();
        Self(watch.map(|watch| End { watch, deadline, polling: false, ended: false }))
    }

    /// Wraps the future of the request.
    pub(crate) const fn future<F>(self, inner: F) -> WatchedCall<F, W> {
        WatchedCall { inner, watching: self }
    }
}

pin_project! {
    /// Future of a layer that watches MCP requests. Dropping it cancels the request, which counts as its end.
    #[must_use = "futures do nothing unless polled"]
    pub struct WatchedCall<F, W: WatchCall> {
        #[pin]
        inner: F,
        watching: Watching<W>,
    }
}

impl<F, E, W> Future for WatchedCall<F, W>
where
    F: Future<Output = Result<Response, E>>,
    E: Into<BoxError>,
    W: WatchCall,
{
    type Output = Result<Response, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(end) = &mut this.watching.0 else { return this.inner.poll(cx).map_err(Into::into) };
        // Stays set if the future panics.
        end.polling = true;
        let result = this.inner.poll(cx);
        end.polling = false;
        let result = ready!(result).map_err(Into::into);
        end.ended = true;
        end.watch.ended(Outcome::of(&result), result.as_ref().ok());
        Poll::Ready(result)
    }
}

impl<F, W: WatchCall> fmt::Debug for WatchedCall<F, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedCall").finish_non_exhaustive()
    }
}
