//! Ends running calls with a result at shutdown.
//!
//! If the connection just closed, the client could not tell a sent reply from an unsent one. A running call
//! therefore ends with a tool error: `outcome_unknown`, with the advice to check first, or `unavailable` if nothing
//! was changed.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use mcp_core::{HandlerError, HandlerErrorKind, Request, Response};
use tokio::sync::watch;
use tower::BoxError;
use tower_layer::Layer;
use tower_service::Service;

/// Switch that ends all running calls. Clones share the switch.
#[derive(Debug, Clone)]
pub(crate) struct Drain(watch::Sender<bool>);

impl Drain {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Ends the running calls and all later ones.
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

/// Service that ends calls when the switch is used. Created by [`Drain`].
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
                // An error would mean that the switch is dropped, and the program with it.
                Ok(_) = cut_off.wait_for(|cut_off| *cut_off) => Err(cut_off_error(started.get() && !reads).into()),
            }
        })
    }
}

/// Returns the error of a call, depending on whether it may have changed something.
fn cut_off_error(may_have_changed: bool) -> HandlerError {
    match may_have_changed {
        true => HandlerError::new(
            HandlerErrorKind::OutcomeUnknown,
            "the server stopped during the call; the outcome is unknown",
        )
        .with_hint("Check whether the change was made. Repeat the call only if it was not."),
        false => HandlerError::new(HandlerErrorKind::Unavailable, "the server stopped; nothing was changed")
            .with_hint("Repeat the call in a moment."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_off_error_distinguishes_writes_from_reads() {
        assert_eq!(cut_off_error(true).kind(), HandlerErrorKind::OutcomeUnknown);
        assert_eq!(cut_off_error(false).kind(), HandlerErrorKind::Unavailable);
    }
}
