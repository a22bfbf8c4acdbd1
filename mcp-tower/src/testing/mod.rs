//! MCP client for tests of a host, over HTTP and in process (feature `testing`).
//!
//! [`HttpClient`] calls any `Service<http::Request>` as an MCP client does: [`Mcp`](crate::Mcp), a router that
//! contains it, or a stack of layers. Tests thus include the host's own authentication. For tools without a host
//! use [`mcp_core::testing::TestClient`].
//!
//! ```
//! use axum::{Router, extract::Request, http::StatusCode, middleware::{Next, from_fn}, response::Response};
//! use mcp_core::{Context, Filter, Grant, ToolMethod, NoArguments, Principal, Registry, Server, HandlerError, tool_fn};
//! use mcp_tower::{Mcp, testing::HttpClient};
//! use serde_json::json;
//!
//! /// Replaces the login of the app.
//! async fn identify(mut request: Request, next: Next) -> Result<Response, StatusCode> {
//!     let (user, methods) = match request.headers().get("x-session").map(|session| session.as_bytes()) {
//!         Some(b"of-ann") => ("ann", ["read", "write"].as_slice()),
//!         Some(b"of-bob") => ("bob", ["read"].as_slice()),
//!         _ => return Err(StatusCode::UNAUTHORIZED),
//!     };
//!     let filter = Filter::new().methods(methods).expect("these words exist");
//!     request.extensions_mut().insert(Grant::new(Principal::new(user)).filter(filter));
//!     Ok(next.run(request).await)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let whoami = tool_fn("whoami", "Returns the user.", |_: NoArguments, context: Context| async move {
//!     Ok::<_, HandlerError>(context.caller().map(|caller| caller.id().to_owned()))
//! });
//! let rename = tool_fn("rename", "Renames the user.", |_: NoArguments| async { Ok::<_, HandlerError>(()) });
//! let tools = Registry::new().with_tool(whoami.method(ToolMethod::Get))?.with_tool(rename.method(ToolMethod::Update))?;
//! let app: Router =
//!     Router::new().nest_service("/mcp", Mcp::new(Server::new(tools))).layer(from_fn(identify));
//!
//! let client = HttpClient::new(app);
//! assert_eq!(client.tool_names().await.unwrap_err().status(), 401);
//!
//! let ann = client.header("x-session", "of-ann");
//! assert_eq!(ann.tool_names().await?, ["rename", "whoami"]);
//! let who = ann.call_tool("whoami", json!({})).await?;
//! assert_eq!(who.structured(), Some(&json!({ "result": "ann" })));
//!
//! let bob = client.header("x-session", "of-bob");
//! assert_eq!(bob.tool_names().await?, ["whoami"]);
//! assert_eq!(bob.call_tool("rename", json!({})).await.unwrap_err().code(), Some(-32602));
//! # Ok(()) }
//! ```
//!
//! # Other services
//!
//! - A service for one type of body, such as `axum::body::Body`: [`HttpClient::with_body`].
//! - An actix app: `ActixApp` (feature `actix`) converts it to a tower service.
//! - A server on a socket: a client of `hyper-util` is a tower service too. Set the address with
//!   [`HttpClient::uri`].
//!
//! ```no_run
//! use bytes::Bytes;
//! use http_body_util::Full;
//! use hyper_util::{client::legacy::Client, rt::TokioExecutor};
//! use mcp_tower::testing::HttpClient;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let socket = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
//! let client = HttpClient::new(socket).uri("http://127.0.0.1:8848/mcp").bearer("key-of-ann");
//! println!("{:?}", client.tool_names().await?);
//! # Ok(()) }
//! ```

#[cfg(feature = "actix")]
mod actix;
mod event;
mod exchange;
mod response;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Uri, header::AUTHORIZATION};
use http_body_util::Full;
use mcp_core::{
    Level, Lifecycle, ProtocolVersion, RpcError,
    client_features::LocalUser,
    protocol::{
        CALL_TOOL, DISCOVER, GET_PROMPT, LIST_PROMPTS, LIST_RESOURCES, LIST_TEMPLATES, LIST_TOOLS,
        META_LOG_LEVEL, READ_RESOURCE, SET_LOG_LEVEL,
    },
    testing::{PromptResult, ReadResult, message},
};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tower::BoxError;
use tower_service::Service;

#[cfg(feature = "actix")]
pub use self::actix::ActixApp;
use self::exchange::{Connection, Transport};
pub use self::response::{HttpCallResult, HttpError, HttpResponse, HttpResult};

/// Maximum number of rounds of one request, as in [`mcp_core::testing`].
const MAX_ROUNDS: usize = 10;

/// MCP client over a service of HTTP requests; see the [module docs](self).
///
/// It uses revision 2026-07-28, posts to `/mcp`, and sends no credentials. Each setter returns a new client and
/// leaves this one unchanged, so `client.bearer("key").call_tool(..)` sets a header for one call.
///
/// Clones are cheap and share the connection of an `initialize` revision, which the first request opens. Tasks may
/// call concurrently.
///
/// For a tool whose schema requires headers (`x-mcp-header`), set them with [`header`](Self::header).
#[derive(Debug, Clone)]
#[must_use]
pub struct HttpClient {
    transport: Transport,
    uri: Uri,
    headers: HeaderMap,
    extensions: Extensions,
    version: ProtocolVersion,
    user: Option<LocalUser>,
    progress: bool,
    log_level: Option<Level>,
    next_id: Arc<AtomicU64>,
    connection: Arc<OnceCell<Connection>>,
}

impl HttpClient {
    /// Calls a service that takes any body, as `Mcp` and `axum::Router` do.
    pub fn new<S, R>(service: S) -> Self
    where
        S: Service<http::Request<Full<Bytes>>, Response = http::Response<R>> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        R: http_body::Body + Send + 'static,
        R::Data: Send,
        R::Error: Into<BoxError>,
    {
        Self::with_body::<Full<Bytes>, S, R>(service)
    }

    /// Calls a service that takes one type of body.
    ///
    /// ```
    /// use axum::{body::Body, response::Response};
    /// use mcp_tower::testing::HttpClient;
    /// use tower::service_fn;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let closed = service_fn(async |_: http::Request<Body>| {
    ///     Ok::<_, std::convert::Infallible>(Response::builder().status(503).body(Body::empty()).unwrap())
    /// });
    /// let client = HttpClient::with_body::<Body, _, _>(closed);
    /// assert_eq!(client.list_tools().await.unwrap_err().status(), 503);
    /// # }
    /// ```
    pub fn with_body<B, S, R>(service: S) -> Self
    where
        S: Service<http::Request<B>, Response = http::Response<R>> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: From<Bytes> + Send + 'static,
        R: http_body::Body + Send + 'static,
        R::Data: Send,
        R::Error: Into<BoxError>,
    {
        Self {
            transport: Transport::new(service),
            uri: Uri::from_static("/mcp"),
            headers: HeaderMap::new(),
            extensions: Extensions::new(),
            version: ProtocolVersion::V2026_07_28,
            user: None,
            progress: false,
            log_level: None,
            next_id: Arc::default(),
            connection: Arc::default(),
        }
    }

    /// Returns a changed client with a connection of its own.
    fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut client = Self { connection: Arc::default(), ..self.clone() };
        change(&mut client);
        client
    }

    /// Sets the URI of requests, `/mcp` by default. A URI with an authority also sets the header `Host`, which is
    /// `localhost` otherwise.
    ///
    /// # Panics
    ///
    /// Panics if it is not a URI.
    pub fn uri(&self, uri: &str) -> Self {
        let uri = uri.parse().unwrap_or_else(|error| panic!("{uri:?} is not a URI: {error}"));
        self.changed(|client| client.uri = uri)
    }

    /// Sets a header of all requests. It replaces the client's own header of that name, such as
    /// `mcp-protocol-version`.
    ///
    /// # Panics
    ///
    /// Panics if the name or the value cannot stand in a header.
    pub fn header(&self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap_or_else(|error| panic!("{name:?}: {error}"));
        // The value may be a secret.
        let value: HeaderValue = value.parse().unwrap_or_else(|error| panic!("the value of {name}: {error}"));
        self.changed(|client| drop(client.headers.insert(name, value)))
    }

    /// Sets the header `Authorization` to a bearer token.
    ///
    /// # Panics
    ///
    /// Panics if the token cannot stand in a header.
    pub fn bearer(&self, token: &str) -> Self {
        self.header(AUTHORIZATION.as_str(), &format!("Bearer {token}"))
    }

    /// Adds a value to the extensions of all requests, as a layer of the host does: a
    /// [`Grant`](mcp_core::Grant), or a type of the host's own.
    pub fn extension(&self, value: impl Clone + Send + Sync + 'static) -> Self {
        self.changed(|client| drop(client.extensions.insert(value)))
    }

    /// Sets the protocol revision, 2026-07-28 by default. With one of the `initialize` revisions, the first request
    /// opens the connection.
    pub fn version(&self, version: ProtocolVersion) -> Self {
        self.changed(|client| client.version = version)
    }

    /// Sets a user for elicitation. The `initialize` revisions need an endpoint with sessions.
    pub fn user(&self, user: LocalUser) -> Self {
        self.changed(|client| client.user = Some(user))
    }

    /// Requests progress notifications in each call; see [`HttpCallResult::progress`].
    pub fn progress(&self) -> Self {
        self.changed(|client| client.progress = true)
    }

    /// Requests log messages of a level and above; see [`HttpCallResult::logs`]. The `initialize` revisions need an
    /// endpoint with sessions.
    pub fn log_level(&self, level: Level) -> Self {
        self.changed(|client| client.log_level = Some(level))
    }

    /// Sends a request, and returns its result with the notifications before it. Elicitations go to the
    /// [user](Self::user).
    ///
    /// # Errors
    ///
    /// Returns the response if its status is not 2xx or if it is a JSON-RPC error; -32603 if elicitations continue
    /// after 10 rounds.
    ///
    /// # Panics
    ///
    /// Panics if `params` is not an object, if the service fails, or if a response with status 2xx is not MCP.
    pub async fn request(&self, method: &str, mut params: Value) -> Result<HttpResult, HttpError> {
        let stateless = self.version.lifecycle() != Lifecycle::Initialize;
        if !stateless {
            self.connection().await?;
        }
        if let Some(level) = self.log_level.filter(|_| stateless) {
            params["_meta"][META_LOG_LEVEL] = level.as_str().into();
        }
        let mut notifications = Vec::new();
        for _ in 0..=MAX_ROUNDS {
            let id = self.next_id.fetch_add(1, Ordering::Relaxed);
            if self.progress {
                params["_meta"]["progressToken"] = id.into();
            }
            let body = message::request(self.version, id, method, params.clone(), self.user.is_some());
            let mut result = self.round(&body).await?;
            notifications.append(&mut result.notifications);
            let asks = result.result["resultType"] == "input_required";
            let Some(user) = self.user.as_ref().filter(|_| asks) else {
                return Ok(HttpResult { notifications, ..result });
            };
            message::respond(user, &result.result, &mut params).await;
        }
        Err(RpcError::internal("the server sent too many rounds of requests to the client").into())
    }

    /// Connects, and returns the server's info: the result of `server/discover` or `initialize`. Calling it is
    /// optional.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    pub async fn connect(&self) -> Result<Value, HttpError> {
        match self.version.lifecycle() {
            Lifecycle::Initialize => Ok(self.connection().await?.result.clone()),
            _ => Ok(self.request(DISCOVER, json!({})).await?.result),
        }
    }

    /// Returns the connection of an `initialize` revision, opened if need be.
    async fn connection(&self) -> Result<&Connection, HttpError> {
        let open = async {
            let connection = self.open().await?;
            if let Some(level) = self.log_level {
                let id = self.next_id.fetch_add(1, Ordering::Relaxed);
                let params = json!({ "level": level.as_str() });
                let body = message::request(self.version, id, SET_LOG_LEVEL, params, false);
                self.round_in(Some(&connection), &body).await?;
            }
            Ok(connection)
        };
        self.connection.get_or_try_init(|| open).await
    }

    /// Lists the tools of all pages, as JSON objects.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    pub async fn list_tools(&self) -> Result<Vec<Value>, HttpError> {
        self.list(LIST_TOOLS, "tools").await
    }

    /// Lists the names of the tools.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    pub async fn tool_names(&self) -> Result<Vec<String>, HttpError> {
        let tools = self.list_tools().await?;
        Ok(tools.iter().filter_map(|tool| tool["name"].as_str().map(str::to_owned)).collect())
    }

    /// Lists the prompts of all pages, as JSON objects.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    pub async fn list_prompts(&self) -> Result<Vec<Value>, HttpError> {
        self.list(LIST_PROMPTS, "prompts").await
    }

    /// Lists the resources of all pages, as JSON objects.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    pub async fn list_resources(&self) -> Result<Vec<Value>, HttpError> {
        self.list(LIST_RESOURCES, "resources").await
    }

    /// Lists the resource templates of all pages, as JSON objects.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request).
    pub async fn list_templates(&self) -> Result<Vec<Value>, HttpError> {
        self.list(LIST_TEMPLATES, "resourceTemplates").await
    }

    async fn list(&self, method: &str, member: &str) -> Result<Vec<Value>, HttpError> {
        message::pages(member, async |params| Ok(self.request(method, params).await?.result)).await
    }

    /// Calls a tool. A tool error is a result too: [`is_error`](mcp_core::testing::CallResult::is_error),
    /// [`error_kind`](mcp_core::testing::CallResult::error_kind).
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request), for example code -32602 for an unknown or hidden tool.
    pub async fn call_tool(&self, name: &str, arguments: Value) -> Result<HttpCallResult, HttpError> {
        let params = json!({ "name": name, "arguments": arguments });
        Ok(self.request(CALL_TOOL, params).await?.into())
    }

    /// Gets a prompt. The arguments are an object of strings.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request), for example code -32602 for an unknown or hidden prompt.
    pub async fn get_prompt(&self, name: &str, arguments: Value) -> Result<PromptResult, HttpError> {
        let params = json!({ "name": name, "arguments": arguments });
        Ok(self.request(GET_PROMPT, params).await?.result.into())
    }

    /// Reads a resource.
    ///
    /// # Errors
    ///
    /// As [`request`](Self::request), for example that of an unknown or hidden resource.
    pub async fn read_resource(&self, uri: &str) -> Result<ReadResult, HttpError> {
        Ok(self.request(READ_RESOURCE, json!({ "uri": uri })).await?.result.into())
    }

    /// Posts a body with the client's headers, and returns the response: for tests of sizes and of bodies that are
    /// not MCP.
    ///
    /// ```
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{Mcp, testing::HttpClient};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let client = HttpClient::new(Mcp::new(Server::new(Registry::new())).max_body_bytes(1024));
    /// assert_eq!(client.post("x".repeat(1025)).await.status, 413);
    /// assert_eq!(client.header("origin", "https://evil.example").post("{}").await.status, 403);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the service fails.
    pub async fn post(&self, body: impl Into<Bytes>) -> HttpResponse {
        self.send(self.envelope(self.base_headers(), body.into())).await
    }

    /// Sends an HTTP request unchanged, without the client's headers and extensions, and returns the response.
    ///
    /// ```
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{Mcp, testing::HttpClient};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), http::Error> {
    /// let client = HttpClient::new(Mcp::new(Server::new(Registry::new())));
    /// let request = http::Request::get("/mcp").header("host", "localhost").body("")?;
    /// let response = client.send(request).await;
    /// assert_eq!((response.status.as_u16(), response.header("allow")), (405, Some("POST")));
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the service fails.
    pub async fn send(&self, request: http::Request<impl Into<Bytes>>) -> HttpResponse {
        let response = self.transport.send(request.map(Into::into)).await;
        exchange::collect(response).await
    }
}
