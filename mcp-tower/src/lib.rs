//! MCP servers as tower services: Streamable HTTP, and auth and filters as layers.
//!
//! [`Mcp`] is a `Service<http::Request<B>>`. It mounts wherever such a service mounts; with axum:
//!
//! ```
//! use axum::Router;
//! use mcp_core::{Method, Registry, Server, ToolError, tool_fn};
//! use mcp_core::schemars::{self, JsonSchema};
//! use mcp_tower::Mcp;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct Greet {
//!     /// Whom to greet.
//!     name: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let greet = tool_fn("greet", "Greets someone.", |args: Greet| async move {
//!     Ok::<_, ToolError>(format!("Hello {}", args.name))
//! });
//! let server = Server::new(Registry::new().with(greet.method(Method::Get))?).name("demo").version("1.0.0");
//! let app: Router = Router::new().nest_service("/mcp", Mcp::new(server));
//!
//! // `axum::serve(listener, app)` puts it on a socket. A test calls it in process (feature `testing`).
//! # #[cfg(feature = "testing")] {
//! let client = mcp_tower::testing::HttpClient::new(app);
//! let greeting = client.call_tool("greet", serde_json::json!({ "name": "Ada" })).await?;
//! assert_eq!(greeting.structured(), Some(&serde_json::json!({ "result": "Hello Ada" })));
//! # }
//! # Ok(()) }
//! ```
//!
//! Anything else that takes such a service mounts it in the same way: plain hyper, a router of tower's. For actix-web
//! there is `actix::Mount` (feature `actix`), and `Stdio` (feature `stdio`) serves a client over a pipe.
//!
//! # Rings
//!
//! ```text
//! http::Request ─► your layers, CORS ─► CheckOrigin ─► BearerAuth ─► Mcp
//!                                                                     │ mcp_core::Request
//!                                                                     ▼
//!                                 FilterLayer, timeouts, limits, your layers ─► Dispatch ─► tool
//! ```
//!
//! Layers of the outer ring see HTTP and go around [`Mcp`] (`tower::ServiceBuilder`, `axum::Router::layer`). Layers of
//! the middle ring see which tool is called, by whom and with what, and go in with [`Mcp::layer`]; `tower`'s own work
//! there unchanged, [two of them](Mcp#layers) behind a `BufferLayer`. [`layer`] has the ones that are made here.
//!
//! # The caller
//!
//! Tools learn of the caller from the [`mcp_core::Grant`] among the extensions of the HTTP request. [`BearerAuthLayer`]
//! inserts the one of the key; a layer of the host's own inserts one in the same way:
//!
//! | part of the grant | meaning |
//! | --- | --- |
//! | principal | the caller, as quotas, sessions, logs and metrics know it |
//! | filter | what the caller sees and may call |
//! | author | in whose name tools write |
//! | expiry | from when on the caller is refused |
//! | extensions | what else tools read with [`mcp_core::Context::extensions`] |
//!
//! In axum, a middleware inserts it with `request.extensions_mut()`. In actix-web it does so with
//! `actix::CallExtensions`, because actix's own extensions cannot be copied. A request with a `Filter` outside of a
//! grant, or a `Principal` without one, is answered 500, because a filter that is not read would hide nothing.
//!
//! # Testing
//!
//! `testing::HttpClient` (feature `testing`) calls a router as an MCP client does, so a test sees what the host's own
//! authentication makes of a request:
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use axum::{Router, extract::Request, http::StatusCode, middleware::{Next, from_fn}, response::Response};
//! use mcp_core::{Context, Grant, Method, NoArguments, Principal, Registry, Server, ToolError, tool_fn};
//! use mcp_tower::{Mcp, testing::HttpClient};
//! use serde_json::json;
//!
//! // Stands for the login of the app.
//! async fn identify(mut request: Request, next: Next) -> Result<Response, StatusCode> {
//!     let session = request.headers().get("x-session").ok_or(StatusCode::UNAUTHORIZED)?;
//!     let user = session.to_str().map_err(|_| StatusCode::BAD_REQUEST)?.trim_start_matches("of-");
//!     let grant = Grant::new(Principal::new(user));
//!     request.extensions_mut().insert(grant);
//!     Ok(next.run(request).await)
//! }
//!
//! let whoami = tool_fn("whoami", "Returns the user.", |_: NoArguments, context: Context| async move {
//!     Ok::<_, ToolError>(context.caller().map(|caller| caller.id().to_owned()))
//! });
//! let server = Server::new(Registry::new().with(whoami.method(Method::Get))?);
//! let app: Router = Router::new().nest_service("/mcp", Mcp::new(server)).layer(from_fn(identify));
//!
//! let client = HttpClient::new(app);
//! assert_eq!(client.list_tools().await.unwrap_err().status(), 401);
//! let who = client.header("x-session", "of-ann").call_tool("whoami", json!({})).await?;
//! assert_eq!(who.structured(), Some(&json!({ "result": "ann" })));
//! # Ok(()) }
//! ```
//!
//! # Under a name
//!
//! Whoever is reached by other names than those of this machine says by which. All others are answered 403, because a web
//! page that points its own domain at a server could otherwise read what it answers:
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
//! Behind a proxy, it is the name that the proxy passes on.
//!
//! # Browsers
//!
//! A client in a web page needs CORS, which is `tower_http`'s business. The page's origin must be let in by [`Mcp`] too:
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
//! // Outermost, because a preflight request carries no key.
//! let app: Router = Router::new().route_service("/mcp", mcp).layer(cors);
//! # let _ = app;
//! # Ok(()) }
//! ```
//!
//! # Layers around it
//!
//! Whatever works on an HTTP request or answer goes around [`Mcp`], in any order. Of those of `tower_http`:
//!
//! | layer | what to know |
//! | --- | --- |
//! | `CorsLayer` | outermost, see above |
//! | `TraceLayer` | the end of a stream is the end of its call; [`ObserveHttpLayer`] has OpenTelemetry's names |
//! | `CompressionLayer` | leaves streams of events alone. A predicate of your own must do so, too (`NotForContentType::SSE`): a compressor holds events back |
//! | `TimeoutLayer` | counts until an answer begins. Give it more time than [`Mcp::call_timeout`]: it drops the call and does not say whether something was changed |
//! | `RequestBodyLimitLayer` | of its limit and [`Mcp::max_body_bytes`] the smaller one counts |
//! | `CatchPanicLayer` | for your own layers; a panic of a tool is caught here |
//!
//! # Shutdown
//!
//! A host that finishes its requests before it ends waits for calls, each as long as [`Mcp::call_timeout`] lets it, and
//! for the streams on which clients listen, which have no end. [`LiveServer::close`] ends those in good order:
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
//! Put a limit on the wait, because a client that reads nothing can make it as long as it likes.
//!
//! # Limits
//!
//! | limit | default | set with | beyond it |
//! | --- | --- | --- | --- |
//! | size of a request | [`MAX_BODY_BYTES`], 1 MiB | [`Mcp::max_body_bytes`] | 413 |
//! | of a body that is not taken, what is read all the same | [`MAX_DRAINED_BYTES`], 8 MiB | [`Mcp::max_drained_bytes`] | the connection is closed |
//! | pause in such a body | [`DRAIN_PAUSE`], 1 s | [`Mcp::drain_pause`] | the connection is closed |
//! | time for a request to arrive | [`BODY_TIMEOUT`], 30 s | [`Mcp::body_timeout`] | 408 |
//! | time of a call, or of all calls of a batch | [`CALL_TIMEOUT`], 50 s | [`Mcp::call_timeout`] | a failed call of kind `timeout`, or `outcome_unknown` of a change |
//! | quiet of a stream | [`KEEP_ALIVE`], 15 s | [`Mcp::keep_alive`] | a comment is sent |
//! | messages of a batch | [`MAX_BATCH`], 32 | [`Mcp::max_batch`] | 400 |
//! | notifications that wait for a slow client | [`MAX_QUEUED_NOTIFICATIONS`], 64 | [`Mcp::max_queued_notifications`] | the oldest is left out |
//! | streams of announcements, and of one caller | [`MAX_LISTENERS`], 1,024, [`MAX_LISTENERS_PER_CALLER`], 32 | [`Listeners::max`], [`Listeners::max_per_caller`] | 503; 429 |
//! | size of a request for such a stream | [`MAX_LISTEN_BYTES`], 64 KiB | [`Mcp::max_listen_bytes`] | 413 |
//! | announcements that such a stream is behind | [`MAX_BEHIND`], 64 | [`Listeners::max_behind`] | it is told that all has changed |
//! | time of such a stream | [`LISTEN_TIME`], 1 h | [`Mcp::listen_time`] | it ends, the client opens another |
//! | sessions, and of one caller | `MAX_SESSIONS`, 1,024, `MAX_SESSIONS_PER_CALLER`, 32 | `Sessions::max`, `Sessions::max_per_caller` | the one unused the longest ends |
//! | time of a session unused, and in all | `SESSION_IDLE`, 30 min, `SESSION_AGE`, 24 h | `Sessions::idle`, `Sessions::age` | 404 |
//! | time for an answer to a question | `ASK_TIMEOUT`, 5 min | `Sessions::ask_timeout` | the question has failed |
//! | open questions of a session | `MAX_QUESTIONS`, 16 | `Sessions::max_questions` | one more is not asked |
//! | resources that a session wants word of | [`mcp_core::MAX_SUBSCRIBED_RESOURCES`], 64 | `Sessions::max_subscribed_resources` | one more is refused |
//! | what is remembered of the client of a session | `MAX_CLIENT_BYTES`, 64 KiB | `Sessions::max_client_bytes` | is refused |
//! | what a span repeats, if asked to | [`layer::MAX_RECORDED_BYTES`], 4 KiB | [`ObserveLayer::max_recorded_bytes`] | is cut |
//!
//! `stdio` has a table of its own for what is different over a pipe.
//!
//! Layers of tower limit the number of requests that are served at once. `layer::CallerRateLimitLayer` (feature
//! `rate-limit`) limits how many a caller may make, with a bucket for each of up to 10,000 callers.
//!
//! How many connections there are, how long the headers of a request may take and how long a client may leave its answer
//! unread is for the server of the connections or a proxy before it. `axum::serve` has no such limits; hyper has one for
//! headers, 30 s, once it has a timer. A request whose body arrives takes up to [`Mcp::max_body_bytes`] of memory, so put
//! [`BearerAuth`](layer::BearerAuth) or a layer of your own outside: it refuses before the body is read.
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `actix` | `actix::Mount`: a tower service at a path of an actix-web `App` |
//! | `metrics` | `layer::MeterLayer` and `layer::MeterHttpLayer`: requests as metrics, through the facade `metrics` |
//! | `rate-limit` | `layer::CallerRateLimitLayer`: a quota of calls for each caller |
//! | `sessions` | `Sessions`: clients of the handshake eras are remembered, so that they can be asked |
//! | `stdio` | `Stdio`: a server over a pipe |
//! | `testing` | `testing::HttpClient`: calls any HTTP service as an MCP client, in process |
//!
//! The crate `http` is re-exported as [`http`], for hosts such as actix apps that have another release of it.
//!
//! # Logs
//!
//! `tracing` events at debug: one per request with its method, tool, outcome and duration, one per refusal. At error: a
//! layer that failed, in its own words, and a call that panicked, whose words only Rust's panic hook has. Arguments,
//! results and credentials are never among what is written here.
//!
//! [`ObserveLayer`] and [`ObserveHttpLayer`] make spans with OpenTelemetry's names out of requests, and `MeterLayer` and
//! `MeterHttpLayer` (feature `metrics`) make metrics.

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

pub use self::call::{
    dispatch::{Dispatch, DispatchFuture},
    limits::{CALL_TIMEOUT, MAX_BATCH},
    outbox::MAX_QUEUED_NOTIFICATIONS,
};
pub use self::http::{
    body::ResponseBody,
    mcp::{Mcp, ResponseFuture},
    settings::{
        BODY_TIMEOUT, DRAIN_PAUSE, KEEP_ALIVE, LISTEN_TIME, MAX_BODY_BYTES, MAX_DRAINED_BYTES,
        MAX_LISTEN_BYTES,
    },
};
pub use self::layer::{
    AllowedHosts, AllowedOrigins, BearerAuthLayer, BearerKey, CheckOriginLayer, FilterLayer,
    ObserveHttpLayer, ObserveLayer, ProtectedResourceLayer,
};
#[cfg(feature = "rate-limit")]
pub use self::layer::{CallerRateLimitLayer, Quota};
#[cfg(feature = "metrics")]
pub use self::layer::{MeterHttpLayer, MeterLayer};
pub use self::live::{
    Change, LiveServer,
    listeners::{Listeners, MAX_BEHIND, MAX_LISTENERS, MAX_LISTENERS_PER_CALLER},
};
#[cfg(any(feature = "sessions", feature = "stdio"))]
pub use self::session::remote_client::limits::{ASK_TIMEOUT, MAX_CLIENT_BYTES, MAX_QUESTIONS};
#[cfg(feature = "sessions")]
pub use self::session::{MAX_SESSIONS, MAX_SESSIONS_PER_CALLER, SESSION_AGE, SESSION_IDLE, Sessions};
#[cfg(feature = "stdio")]
pub use self::stdio::Stdio;

#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../README.md")]
struct Readme;
