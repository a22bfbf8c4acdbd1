//! Layer made of an async function.

use std::{
    fmt,
    future::Future,
    task::{Context, Poll},
};

use mcp_core::{Request, Response};
use tower::{BoxError, ServiceExt, util::BoxCloneSyncService};
use tower_layer::Layer;
use tower_service::Service;

/// Creates a layer of an async function.
///
/// The function gets the request and the rest of the stack. It passes the request on with [`Next::run`], or returns a
/// response of its own:
///
/// ```
/// use mcp_core::{Access, Registry, Server, ToolOutput};
/// use mcp_tower::{Mcp, McpRequest, McpResponse, layer::{Next, from_fn}};
/// use tower::BoxError;
///
/// /// Describes calls that would change something.
/// async fn dry_run(request: McpRequest, next: Next) -> Result<McpResponse, BoxError> {
///     // The tool of a hidden or unknown name is `None`.
///     match request.tool().map(|tool| tool.definition().access()) {
///         None | Some(Access::Read) => next.run(request).await,
///         Some(_) => Ok(request.answer(ToolOutput::text("Dry run: nothing was changed."))),
///     }
/// }
///
/// let mcp = Mcp::new(Server::new(Registry::new())).layer(from_fn(dry_run));
/// # let _ = mcp;
/// ```
pub fn from_fn<F, Fut>(function: F) -> FromFnLayer<F>
where
    F: Fn(Request, Next) -> Fut + Clone,
    Fut: Future<Output = Result<Response, BoxError>>,
{
    FromFnLayer { function }
}

/// Layer that applies [`FromFn`]. Made by [`from_fn`].
#[derive(Clone, Copy)]
#[must_use]
pub struct FromFnLayer<F> {
    function: F,
}

impl<F> fmt::Debug for FromFnLayer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFnLayer").finish_non_exhaustive()
    }
}

impl<F, S> Layer<S> for FromFnLayer<F>
where
    F: Clone,
    S: Service<Request, Response = Response> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    type Service = FromFn<F>;

    fn layer(&self, inner: S) -> FromFn<F> {
        let inner = BoxCloneSyncService::new(inner.map_err(Into::into));
        FromFn { function: self.function.clone(), next: Next(inner) }
    }
}

/// Middleware that calls a function. Made by [`FromFnLayer`].
#[derive(Clone)]
pub struct FromFn<F> {
    function: F,
    next: Next,
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn").finish_non_exhaustive()
    }
}

impl<F, Fut> Service<Request> for FromFn<F>
where
    F: Fn(Request, Next) -> Fut,
    Fut: Future<Output = Result<Response, BoxError>>,
{
    type Response = Response;
    type Error = BoxError;
    type Future = Fut;

    /// Always ready. [`Next::run`] waits for the inner service.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Fut {
        (self.function)(request, self.next.clone())
    }
}

/// Rest of the stack, from the next layer to the tool.
#[derive(Clone)]
pub struct Next(BoxCloneSyncService<Request, Response, BoxError>);

impl Next {
    /// Passes a request on, as soon as the inner service is ready.
    ///
    /// # Errors
    ///
    /// The error of the inner service. [`Mcp`](crate::Mcp#layers) maps it to a response.
    pub async fn run(self, request: Request) -> Result<Response, BoxError> {
        self.0.oneshot(request).await
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}
