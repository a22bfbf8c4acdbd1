//! The last word to calls that the end of the program cuts off.
//!
//! A client whose connection just closes cannot tell a reply that was sent from one that was not. So a call in flight is
//! ended by a tool error instead: `outcome_unknown`, with the advice to look first, or `unavailable` if nothing was changed.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use mcp_core::{ErrorKind, Request, Response, ToolError};
use tokio::sync::watch;
use tower::BoxError;
use tower_layer::Layer;
use tower_service::Service;

/// The switch that ends all calls in flight. Clones are the same switch.
#[derive(Debug, Clone)]
pub(crate) struct Drain(watch::Sender<bool>);

impl Drain {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Ends the calls in flight, and every later one.
    pub(crate) fn cut_off(&self) {
        self.0.send_replace(true);
    }
}

impl<S> Layer<S> for Drain {
    type Service = Draining<S>;

    fn layer(&self, inner: S) -> Draining<S> {
        Draining { inner, drain: self.clone() }
    }
}

/// Ends calls when the switch is used. Made by [`Drain`].
#[derive(Debug, Clone)]
pub(crate) struct Draining<S> {
    inner: S,
    drain: Drain,
}

impl<S> Service<Request> for Draining<S>
where
    S: Service<Request, Response = Response>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let started = request.started();
        let reads = request.tool().is_none_or(|tool| tool.definition().annotations().read_only);
        let mut cut_off = self.drain.0.subscribe();
        let answering = self.inner.call(request);
        Box::pin(async move {
            tokio::select! {
                biased;
                response = answering => response.map_err(Into::into),
                // An error would mean that the switch is gone, and with it the program.
                Ok(_) = cut_off.wait_for(|cut_off| *cut_off) => Err(last_word(started.get() && !reads).into()),
            }
        })
    }
}

/// The error of a call that may have changed something, and of one that has not.
fn last_word(may_have_changed: bool) -> ToolError {
    match may_have_changed {
        true => ToolError::new(
            ErrorKind::OutcomeUnknown,
            "the server stopped before it knew whether this was carried out",
        )
        .with_hint("Look first whether it was, and repeat the call only if it was not."),
        false => ToolError::new(ErrorKind::Unavailable, "the server stopped; nothing was changed")
            .with_hint("Repeat the call in a moment."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_tells_changes_from_reads() {
        assert_eq!(last_word(true).kind(), ErrorKind::OutcomeUnknown);
        assert_eq!(last_word(false).kind(), ErrorKind::Unavailable);
    }
}
