//! Layers, one file each, usable separately.
//!
//! | layer | request | purpose |
//! | --- | --- | --- |
//! | [`CheckOriginLayer`] | `http::Request` | refuses requests of foreign web pages |
//! | [`BearerAuthLayer`] | `http::Request` | bearer authentication with fixed keys |
//! | [`ProtectedResourceLayer`] | `http::Request` | OAuth protected resource metadata |
//! | [`HttpTraceLayer`] | `http::Request` | traces HTTP requests |
//! | [`FilterLayer`] | [`McpRequest`] | hides tools, prompts and resources |
//! | [`from_fn`] | [`McpRequest`] | calls an async function |
//! | [`McpTraceLayer`] | [`McpRequest`] | traces MCP requests |
//! | `CallerRateLimitLayer` | [`McpRequest`] | feature `rate-limit`: rate limit per caller |
//! | `McpMetricsLayer` | [`McpRequest`] | feature `metrics`: metrics of MCP requests |
//! | `HttpMetricsLayer` | `http::Request` | feature `metrics`: metrics of HTTP requests |
//!
//! Layers over `http::Request` go around [`Mcp`](crate::Mcp), those over [`McpRequest`] into
//! [`Mcp::layer`](crate::Mcp::layer). For timeouts, concurrency limits, load shedding, CORS and request ids use
//! `tower` and `tower-http`; see [`Mcp`](crate::Mcp#layers) for the ones that need a `BufferLayer`.
//!
//! # A layer of your own
//!
//! A layer of the middle ring wraps a service from [`McpRequest`] to [`McpResponse`](crate::McpResponse):
//!
//! | to | use |
//! | --- | --- |
//! | read the caller, the author and the expiry | [`Context::grant`](mcp_core::Context::grant) |
//! | read the call | [`McpRequest::tool`](crate::McpRequest::tool), [`McpRequest::arguments`](crate::McpRequest::arguments) |
//! | hide tools | [`McpRequest::narrow`](crate::McpRequest::narrow), or [`FilterLayer`] |
//! | return a result in place of the tool | [`McpRequest::answer`](crate::McpRequest::answer) |
//! | refuse | [`McpRequest::refuse`](crate::McpRequest::refuse) |
//! | ask the user first | [`Context::request_client`](mcp_core::Context::request_client), and [`McpRequest::suspended`](crate::McpRequest::suspended) while the form is open |
//!
//! A hidden tool is `None` in [`McpRequest::tool`](crate::McpRequest::tool). Pass such a request on, so that it looks like one
//! of an unknown tool. Here, calls that write wait for the user's approval. A client of 2026-07-28 gets the form as the
//! result and repeats the call with the user's response. A client with a session responds while its call waits:
//!
//! ```
//! use mcp_core::{ClientRequestError, Registry, Server, HandlerError, client_features::{ElicitationResult, Elicitation}};
//! use mcp_tower::{Mcp, McpRequest, McpResponse, layer::{Next, from_fn}};
//! use tower::BoxError;
//!
//! async fn approve(request: McpRequest, next: Next) -> Result<McpResponse, BoxError> {
//!     let writes = request.tool().filter(|tool| !tool.definition().annotations().read_only);
//!     let Some(title) = writes.map(|tool| tool.definition().title().to_owned()) else {
//!         return next.run(request).await;
//!     };
//!     let arguments = request.arguments().map(|json| String::from_utf8_lossy(json).into_owned());
//!     let form = Elicitation::form(format!("{title}? {}", arguments.unwrap_or_default())).once();
//!     match request.context.request_client("approval", form).await {
//!         Ok(ElicitationResult::Accepted(_)) => next.run(request).await,
//!         Ok(_) => Ok(request.refuse(HandlerError::forbidden("the user did not approve the call"))),
//!         Err(ClientRequestError::Pending) => Ok(request.suspended()?),
//!         Err(error) => Ok(request.refuse(HandlerError::forbidden(error.to_string()))),
//!     }
//! }
//!
//! let mcp = Mcp::new(Server::new(Registry::new())).layer(from_fn(approve));
//! # let _ = mcp;
//! ```
//!
//! Each approval counts for one call ([`Elicitation::once`](mcp_core::client_features::Elicitation::once)). Without `once`,
//! a client of 2026-07-28 can repeat its request with the same approval until the request state expires. [`from_fn`] has a layer for dry runs. A layer with settings and types
//! of its own implements [`tower::Layer`], as [`FilterLayer`] does.
//!
//! [`McpRequest`]: crate::McpRequest

#[macro_use]
mod macros;
mod http;
mod mcp;

#[cfg(feature = "metrics")]
pub use self::http::http_metrics;
pub use self::http::{bearer_auth, check_origin, http_trace, protected_resource};
#[cfg(feature = "rate-limit")]
pub use self::mcp::caller_rate_limit;
#[cfg(feature = "metrics")]
pub use self::mcp::mcp_metrics;
pub use self::mcp::{filter, mcp_trace};

pub use self::http::RefuseFuture;
pub use self::http::bearer_auth::{BearerAuth, BearerAuthLayer, BearerKey, InvalidKey};
pub use self::http::check_origin::{
    AllowedHosts, AllowedOrigins, CheckOrigin, CheckOriginLayer, InvalidAddress,
};
#[cfg(feature = "metrics")]
pub use self::http::http_metrics::{HttpMetrics, HttpMetricsLayer, MetricsBody};
pub use self::http::http_trace::{HttpTrace, HttpTraceLayer, TracedBody};
pub use self::http::protected_resource::{InvalidMetadata, ProtectedResource, ProtectedResourceLayer};
#[cfg(feature = "rate-limit")]
pub use self::mcp::caller_rate_limit::{CallerRateLimit, CallerRateLimitLayer, Quota};
pub use self::mcp::filter::{FilterLayer, Filtered};
pub use self::mcp::from_fn::{FromFn, FromFnLayer, Next, from_fn};
#[cfg(feature = "metrics")]
pub use self::mcp::mcp_metrics::{McpMetrics, McpMetricsLayer};
pub use self::mcp::mcp_trace::{McpTrace, McpTraceLayer};
