//! MCP servers as tower services: Streamable HTTP, with authentication and filters as layers.
//!
//! [`Mcp`] is a `Service<http::Request<B>>`. It mounts in any host of such services. With axum:
//!
//! ```
//! use axum::Router;
//! use mcp_core::{ToolMethod, Registry, Server, HandlerError, tool_fn};
//! use mcp_core::schemars::{self, JsonSchema};
//! use mcp_tower::Mcp;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct Greet {
//!     /// Name of the person to greet.
//!     name: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let greet = tool_fn("greet", "Greets someone.", |args: Greet| async move {
//!     Ok::<_, HandlerError>(format!("Hello {}", args.name))
//! });
//! let server = Server::new(Registry::new().with_tool(greet.method(ToolMethod::Get))?).name("demo").version("1.0.0");
//! let app: Router = Router::new().nest_service("/mcp", Mcp::new(server));
//!
//! // Serve it with `axum::serve(listener, app)`. Tests call it in process (feature `testing`).
//! # #[cfg(feature = "testing")] {
//! let client = mcp_tower::testing::HttpClient::new(app);
//! let greeting = client.call_tool("greet", serde_json::json!({ "name": "Ada" })).await?;
//! assert_eq!(greeting.structured(), Some(&serde_json::json!({ "result": "Hello Ada" })));
//! # }
//! # Ok(()) }
//! ```
//!
//! Plain hyper and other routers mount it in the same way. In actix-web, use `actix::Mount` (feature `actix`). `Stdio`
//! (feature `stdio`) serves a client over a pipe.
//!
//! # HTTP layers and MCP layers
//!
//! ```text
//! http::Request ─► your layers, CORS ─► CheckOrigin ─► BearerAuth ─► Mcp
//!                                                                     │ McpRequest
//!                                                                     ▼
//!                                 FilterLayer, timeouts, limits, your layers ─► Dispatch ─► tool
//! ```
//!
//! HTTP layers wrap [`Mcp`] (`tower::ServiceBuilder`, `axum::Router::layer`). MCP layers are services from
//! [`McpRequest`] to [`McpResponse`], which are aliases of [`mcp_core::Request`] and [`mcp_core::Response`]. They see the
//! tool, the caller and the arguments. Add them with [`Mcp::layer`]. Layers of `tower` work there unchanged; [two of
//! them](Mcp#layers) need a `BufferLayer`. For the layers of this crate see [`layer`].
//!
//! # The caller
//!
//! Tools read the caller from the [`mcp_core::Grant`] among the extensions of the HTTP request. [`BearerAuthLayer`]
//! inserts the grant of the key; a custom layer inserts one in the same way:
//!
//! | part of the grant | meaning |
//! | --- | --- |
//! | principal | identity of the caller, for quotas, sessions, logs and metrics |
//! | filter | items that the caller sees and may use |
//! | author | author of what tools write |
//! | expiry | time from which the caller is refused |
//! | extensions | other values for tools, in [`mcp_core::Context::extensions`] |
//!
//! In axum, a middleware inserts it with `request.extensions_mut()`. In actix-web, it uses `actix::CallExtensions`,
//! because actix's own extensions cannot be copied. A request with a `Filter` outside of a grant, or a `Principal`
//! without one, is answered with 500: otherwise the filter would silently hide nothing.
//!
//! # Testing
//!
//! `testing::HttpClient` (feature `testing`) calls a router as an MCP client does, so tests include the host's own
//! authentication:
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use axum::{Router, extract::Request, http::StatusCode, middleware::{Next, from_fn}, response::Response};
//! use mcp_core::{Context, Grant, ToolMethod, NoArguments, Principal, Registry, Server, HandlerError, tool_fn};
//! use mcp_tower::{Mcp, testing::HttpClient};
//! use serde_json::json;
//!
//! // The app's own authentication.
//! async fn identify(mut request: Request, next: Next) -> Result<Response, StatusCode> {
//!     let session = request.headers().get("x-session").ok_or(StatusCode::UNAUTHORIZED)?;
//!     let user = session.to_str().map_err(|_| StatusCode::BAD_REQUEST)?.trim_start_matches("of-");
//!     let grant = Grant::new(Principal::new(user));
//!     request.extensions_mut().insert(grant);
//!     Ok(next.run(request).await)
//! }
//!
//! let whoami = tool_fn("whoami", "Returns the user.", |_: NoArguments, context: Context| async move {
//!     Ok::<_, HandlerError>(context.caller().map(|caller| caller.id().to_owned()))
//! });
//! let server = Server::new(Registry::new().with_tool(whoami.method(ToolMethod::Get))?);
//! let app: Router = Router::new().nest_service("/mcp", Mcp::new(server)).layer(from_fn(identify));
//!
//! let client = HttpClient::new(app);
//! assert_eq!(client.list_tools().await.unwrap_err().status(), 401);
//! let who = client.header("x-session", "of-ann").call_tool("whoami", json!({})).await?;
//! assert_eq!(who.structured(), Some(&json!({ "result": "ann" })));
//! # Ok(()) }
//! ```
//!
//! # Host names
//!
//! A server with host names other than those of this machine must list them. Requests with any other host are
//! answered with 403. Otherwise a web page could point its own domain at the server and read its responses:
//!
//! ```
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{AllowedHosts, Mcp};
//!
//! let hosts = AllowedHosts::loopback().allow("api.example.com")?;
//! let mcp = Mcp::new(Server::new(Registry::new())).allowed_hosts(hosts);
//! # let _ = mcp;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Behind a proxy, list the name that the proxy forwards.
//!
//! # Browsers
//!
//! A client in a web page needs CORS; use `tower_http`. Allow the page's origin in [`Mcp`] too:
//!
//! ```
//! use axum::Router;
//! use http::{HeaderName, Method, header};
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{Mcp, layer::AllowedOrigins};
//! use tower_http::cors::CorsLayer;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let page = "https://chat.example.com";
//! let cors = CorsLayer::new()
//!     .allow_origin([page.parse::<http::HeaderValue>()?])
//!     .allow_methods([Method::POST, Method::GET, Method::DELETE])
//!     .allow_headers([
//!         header::AUTHORIZATION,
//!         header::CONTENT_TYPE,
//!         header::ACCEPT,
//!         HeaderName::from_static("mcp-protocol-version"),
//!         HeaderName::from_static("mcp-method"),
//!         HeaderName::from_static("mcp-name"),
//!         HeaderName::from_static("mcp-session-id"),
//!         HeaderName::from_static("last-event-id"),
//!     ])
//!     .expose_headers([header::WWW_AUTHENTICATE, HeaderName::from_static("mcp-session-id")]);
//!
//! let mcp = Mcp::new(Server::new(Registry::new())).allowed_origins(AllowedOrigins::loopback().allow(page)?);
//! // Outermost, because a preflight request has no key.
//! let app: Router = Router::new().route_service("/mcp", mcp).layer(cors);
//! # let _ = app;
//! # Ok(()) }
//! ```
//!
//! # Other HTTP layers
//!
//! Layers over HTTP requests and responses go around [`Mcp`], in any order. For those of `tower_http`:
//!
//! | layer | notes |
//! | --- | --- |
//! | `CorsLayer` | outermost, see above |
//! | `TraceLayer` | a stream ends with its call; [`HttpTraceLayer`] has OpenTelemetry's names |
//! | `CompressionLayer` | skips event streams. A custom predicate must do so too (`NotForContentType::SSE`): compression delays events |
//! | `TimeoutLayer` | counts until a response begins. Use a longer timeout than [`Mcp::call_timeout`]: the layer drops the call, and the client does not learn if data was changed |
//! | `RequestBodyLimitLayer` | the smaller of its limit and [`Mcp::max_body_bytes`] applies |
//! | `CatchPanicLayer` | for your own layers; a panic of a tool is caught here |
//!
//! # Shutdown
//!
//! On a graceful shutdown, a host waits for calls, each at most [`Mcp::call_timeout`], and for notification
//! streams, which have no end. [`LiveServer::close`] ends the streams:
//!
//! ```
//! use axum::Router;
//! use mcp_core::{Registry, Server};
//! use mcp_tower::{LiveServer, Mcp};
//!
//! # async fn signal() {}
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let live = LiveServer::new(Server::new(Registry::new()));
//! let app: Router = Router::new().nest_service("/mcp", Mcp::live(live.clone()));
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let stop = async move {
//!     signal().await; // `tokio::signal::ctrl_c()`, SIGTERM
//!     live.close();
//! };
//! axum::serve(listener, app).with_graceful_shutdown(stop).await?;
//! # Ok(()) }
//! ```
//!
//! Limit the wait: a client that does not read can extend it forever.
//!
//! # Limits
//!
//! | limit | default | beyond it |
//! | --- | --- | --- |
//! | [size of a request](HttpLimits::max_body_bytes) | 1 MiB | 413 |
//! | [discarded bytes of a refused body](HttpLimits::max_drained_bytes) | 8 MiB | the connection is closed |
//! | [pause in a refused body](HttpLimits::drain_pause) | 1 s | the connection is closed |
//! | [time for a request to arrive](HttpLimits::body_timeout) | 30 s | 408 |
//! | [duration of a call, or of all calls of a batch](HttpLimits::call_timeout) | 50 s | tool error of kind `timeout`, or `outcome_unknown` for a change |
//! | [silence on a stream](HttpLimits::keep_alive) | 15 s | a comment is sent |
//! | [messages in a batch](HttpLimits::max_batch) | 32 | 400 |
//! | [notifications that wait for a slow client](HttpLimits::max_queued_notifications) | 64 | the oldest is dropped |
//! | [notification streams](SubscriptionLimits::max) | 1,024 | 503 |
//! | [notification streams per caller](SubscriptionLimits::max_per_caller) | 32 | 429 |
//! | [size of a request for such a stream](HttpLimits::max_subscription_bytes) | 64 KiB | 413 |
//! | [change notifications that wait for such a stream](SubscriptionLimits::max_queued_changes) | 64 | one notification that everything has changed |
//! | [lifetime of such a stream](HttpLimits::subscription_lifetime) | 1 h | it ends, and the client opens another |
//! | sessions: `SessionLimits::max` | 1,024 | the least recently used one is closed |
//! | sessions per caller: `SessionLimits::max_per_caller` | 32 | the least recently used one of the caller is closed |
//! | idle time of a session: `SessionLimits::idle` | 30 min | 404 |
//! | lifetime of a session: `SessionLimits::age` | 24 h | 404 |
//! | time for the response to an elicitation: `RemoteClientLimits::request_timeout` | 5 min | the elicitation fails |
//! | open requests to the client of a session: `RemoteClientLimits::max_requests` | 16 | further ones fail |
//! | subscribed resources of a session: `RemoteClientLimits::max_subscribed_resources` | 64 | further ones are refused |
//! | client data kept in a session: `RemoteClientLimits::max_bytes` | 64 KiB | refused |
//! | [arguments or result in a span](McpTraceLayer::max_recorded_bytes), if enabled | 4 KiB | cut |
//!
//! [`Mcp`] has a setter for each field of [`HttpLimits`], [`LiveServer::with_limits`] takes [`SubscriptionLimits`], and
//! `Mcp::sessions` (feature `sessions`) takes `SessionLimits`.
//!
//! For limits that differ over a pipe see `stdio`.
//!
//! Layers of tower limit concurrent requests. `layer::CallerRateLimitLayer` (feature `rate-limit`) limits the calls
//! of each caller, with up to 10,000 buckets.
//!
//! The HTTP server or a proxy in front of it must limit the number of connections, the time for request headers and
//! the time for writing a response. `axum::serve` has no such limits; hyper limits the headers to 30 s if it has a
//! timer. A request takes up to [`Mcp::max_body_bytes`] of memory while its body arrives, so put
//! [`BearerAuth`](layer::BearerAuth) or a layer of your own outside: it refuses before the body is read.
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `actix` | `actix::Mount`: a tower service at a path of an actix-web `App` |
//! | `metrics` | `layer::McpMetricsLayer` and `layer::HttpMetricsLayer`: metrics of requests, through the facade `metrics` |
//! | `rate-limit` | `layer::CallerRateLimitLayer`: rate limit per caller |
//! | `sessions` | `Mcp::sessions`: elicitation, sampling, roots and notifications for clients of the `initialize` revisions |
//! | `stdio` | `Stdio`: MCP server over a pipe |
//! | `testing` | `testing::HttpClient`: calls any HTTP service as an MCP client, in process |
//!
//! The crate `http` is re-exported as [`http`], for hosts such as actix apps that use another release of it.
//!
//! # Logs
//!
//! `tracing` events at debug: one per request with its method, tool, outcome and duration, one per refusal. At
//! error: a layer that failed, with its message, and a call that panicked, whose message only Rust's panic hook
//! prints. Arguments, results and credentials are never logged.
//!
//! [`McpTraceLayer`] and [`HttpTraceLayer`] create spans with OpenTelemetry's names, and `McpMetricsLayer` and
//! `HttpMetricsLayer` (feature `metrics`) record metrics.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "actix")]
pub mod actix;
mod call;
pub mod http;
pub mod layer;
mod live;
mod session;
#[cfg(feature = "stdio")]
pub mod stdio;
#[cfg(feature = "testing")]
pub mod testing;

pub use self::call::dispatch::{Dispatch, DispatchFuture};
pub use self::http::{
    body::ResponseBody,
    limits::HttpLimits,
    mcp::{Mcp, ResponseFuture},
};
pub use self::layer::{
    AllowedHosts, AllowedOrigins, BearerAuthLayer, BearerKey, CheckOriginLayer, FilterLayer, HttpTraceLayer,
    McpTraceLayer, ProtectedResourceLayer,
};
#[cfg(feature = "rate-limit")]
pub use self::layer::{CallerRateLimitLayer, Quota};
#[cfg(feature = "metrics")]
pub use self::layer::{HttpMetricsLayer, McpMetricsLayer};
pub use self::live::{Change, LiveServer, subscribers::SubscriptionLimits};
#[cfg(feature = "sessions")]
pub use self::session::SessionLimits;
#[cfg(any(feature = "sessions", feature = "stdio"))]
pub use self::session::remote_client::limits::RemoteClientLimits;
#[cfg(feature = "stdio")]
pub use self::stdio::{Stdio, StdioLimits};
#[doc(no_inline)]
pub use mcp_core::{Request as McpRequest, Response as McpResponse};

#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../README.md")]
struct Readme;
