//! Innermost service of the MCP layers.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use mcp_core::{Filter, Request, Response, RpcError};
use tower_service::Service;

/// Filter of a request after all layers. The innermost service records it.
#[derive(Debug, Clone, Default)]
pub(crate) struct VisibleFilter(Arc<OnceLock<Filter>>);

impl VisibleFilter {
    fn note(request: &Request) {
        if let Some(Self(shown)) = request.context.extensions().get() {
            let _ = shown.set(request.view().filter().clone());
        }
    }

    /// Returns the filter with which the request reached the innermost service; `None` if it did not reach it.
    pub(crate) fn filter(&self) -> Option<&Filter> {
        self.0.get()
    }
}

/// Header mismatch of a call, in the extensions of its context.
///
/// Headers are compared before a layer can change the arguments. [`Dispatch`] reports the mismatch, because until
/// then a layer may still hide the tool, and the error must not reveal a hidden tool.
#[derive(Debug, Clone)]
pub(crate) struct Mismatch(pub(crate) RpcError);

/// Runs requests: [`mcp_core::dispatch`] as a tower service.
///
/// It is the innermost service of [`Mcp::layer`](crate::Mcp::layer). Tests of a layer wrap it.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Dispatch;

impl Dispatch {
    /// Creates the service.
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
        VisibleFilter::note(&request);
        let mismatch = request.context.extensions().get::<Mismatch>().cloned();
        DispatchFuture(match (mismatch, request.tool()) {
            (Some(Mismatch(error)), Some(_)) => Box::pin(std::future::ready(Err(error))),
            _ => Box::pin(mcp_core::dispatch(request)),
        })
    }
}

/// Future of [`Dispatch`]. Dropping it cancels the call.
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
