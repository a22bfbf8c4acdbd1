//! Access filter for tools, prompts and resources.
//!
//! A hidden tool is neither listed nor callable, and a call gets the same response as that of an unknown tool. The
//! same applies to prompts and resources. Filters only narrow: with two layers, a caller sees what both allow. Put
//! the layer outermost, so that no inner layer reveals a hidden tool.
//!
//! ```
//! use mcp_core::{Filter, ToolMethod, NoArguments, Registry, Server, HandlerError, tool_fn};
//! use mcp_tower::{Mcp, layer::FilterLayer};
//!
//! let registry = Registry::new()
//!     .with_tool(tool_fn("show", "Shows.", |_: NoArguments| async { Ok::<_, HandlerError>(1) }).method(ToolMethod::Get))?
//!     .with_tool(tool_fn("drop", "Drops.", |_: NoArguments| async { Ok::<_, HandlerError>(1) }).method(ToolMethod::Delete))?;
//! let read = Filter::new().methods(["read"])?;
//! // The same filter for all callers …
//! let mcp = Mcp::new(Server::new(registry.clone())).layer(FilterLayer::new(read.clone()));
//! // … or one that depends on the caller.
//! let mcp = Mcp::new(Server::new(registry)).layer(FilterLayer::from_fn(move |context| {
//!     if context.caller().is_some_and(|caller| caller.id() == "admin") { Filter::all() } else { read.clone() }
//! }));
//! # let _ = mcp;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use mcp_core::{Filter, Request};
use tower_layer::Layer;
use tower_service::Service;

type Choose = Arc<dyn Fn(&mcp_core::Context) -> Filter + Send + Sync>;

/// Layer that applies [`Filtered`]. It narrows each request with [`Request::narrow`], as the filter of a
/// [`Grant`](mcp_core::Grant) does.
#[derive(Clone)]
#[must_use]
pub struct FilterLayer(Choose);

impl FilterLayer {
    /// Creates a layer with the same filter for every request.
    pub fn new(filter: Filter) -> Self {
        Self::from_fn(move |_| filter.clone())
    }

    /// Creates a layer with a function that returns the filter of a request, for example by its caller.
    ///
    /// Lists are cached per distinct filter, so return one of a few filters.
    pub fn from_fn(choose: impl Fn(&mcp_core::Context) -> Filter + Send + Sync + 'static) -> Self {
        Self(Arc::new(choose))
    }
}

impl fmt::Debug for FilterLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilterLayer").finish_non_exhaustive()
    }
}

impl<S> Layer<S> for FilterLayer {
    type Service = Filtered<S>;

    fn layer(&self, inner: S) -> Filtered<S> {
        Filtered { inner, layer: self.clone() }
    }
}

/// Middleware that hides tools, prompts and resources; see the [module docs](self). Made by [`FilterLayer`].
#[derive(Debug, Clone)]
pub struct Filtered<S> {
    inner: S,
    layer: FilterLayer,
}

service!(Filtered, FilterLayer(filter: Filter));

impl<S: Service<Request>> Service<Request> for Filtered<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> S::Future {
        let filter = (self.layer.0)(&request.context);
        request.narrow(&filter);
        self.inner.call(request)
    }
}
