//! The innermost service of the middle ring.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use mcp_core::{Filter, Request, Response, RpcError};
use tower_service::Service;

/// What a request is shown of the server, once every layer has had its say. The innermost service writes it down.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown(Arc<OnceLock<Filter>>);

impl Shown {
    fn note(request: &Request) {
        if let Some(Self(shown)) = request.context.extensions().get() {
            let _ = shown.set(request.view().filter().clone());
        }
    }

    /// The filter that the request reached the innermost service with; `None` when it did not.
    pub(crate) fn filter(&self) -> Option<&Filter> {
        self.0.get()
    }
}

/// What is wrong with the headers of a call, in the extensions of its context.
///
/// They are compared with what was sent, before a layer can change the arguments. [`Dispatch`] says what came of it, because
/// until then a layer may still hide the tool, and of a hidden one nothing is told.
#[derive(Debug, Clone)]
pub(crate) struct Mismatch(pub(crate) RpcError);

/// Carries a request out: [`mcp_core::dispatch`] as a tower service.
///
/// It is what the layers of [`Mcp::layer`](crate::Mcp::layer) end up around, and what a test of such a layer wraps.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Dispatch;

impl Dispatch {
    /// The service.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Service<Request> for Dispatch {
    type Response = Response;
    type Error = RpcError;
    type Future = DispatchFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), RpcError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> DispatchFuture {
        Shown::note(&request);
        let mismatch = request.context.extensions().get::<Mismatch>().cloned();
        DispatchFuture(match (mismatch, request.tool()) {
            (Some(Mismatch(error)), Some(_)) => Box::pin(std::future::ready(Err(error))),
            _ => Box::pin(mcp_core::dispatch(request)),
        })
    }
}

/// The future of [`Dispatch`]. Dropping it cancels the call.
#[must_use = "futures do nothing unless polled"]
pub struct DispatchFuture(Pin<Box<dyn Future<Output = Result<Response, RpcError>> + Send>>);

impl Future for DispatchFuture {
    type Output = Result<Response, RpcError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for DispatchFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DispatchFuture").finish_non_exhaustive()
    }
}
