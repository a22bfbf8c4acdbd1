//! MCP endpoint as a tower service.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::Response;
use http_body::Body;
use mcp_core::{Request, Server};
use tower::BoxError;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    body::ResponseBody,
    endpoint::Endpoint,
    exchange,
    limits::HttpLimits,
    origin::{AllowedHosts, AllowedOrigins},
    settings::Settings,
};
use crate::{
    call::dispatch::Dispatch,
    live::{LiveServer, Source},
    session::Store,
};

/// MCP endpoint over Streamable HTTP, as a tower service.
///
/// It responds at every path where it is mounted, and supports the revisions 2025-03-26 to 2026-07-28. Unless
/// sessions are enabled, it keeps no state between requests, so any number of replicas can run behind a load
/// balancer and be replaced at any time. The [crate docs](crate) show how to mount it.
///
/// - The response is JSON. It is an event stream if the client requests progress or log messages, accepts
///   `text/event-stream`, and the tool sends any; and if a client with a session gets an elicitation.
/// - The call runs inside the response's future or body. If the client disconnects, both are dropped, and the call
///   with them: nothing is spawned. A tool must end the tasks that it spawns itself.
/// - The `initialize` revisions recommend not to treat a lost connection as a cancellation
///   (<https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server>).
///   It is one here, because streams cannot be resumed, so the response would have no recipient.
/// - While a client does not read its stream and the connection's buffers are full, the call stands still, deadline
///   included. Set a write timeout in the HTTP server.
/// - By default, only requests with this machine in `Host`, and in `Origin` if there is one, are served. Change it
///   with [`allowed_hosts`](Self::allowed_hosts) and [`allowed_origins`](Self::allowed_origins).
/// - Extensions that outer layers add to the request are in [`mcp_core::Context::extensions`]. The
///   [`mcp_core::Grant`] among them identifies the caller and narrows the visible items. An expired grant is answered
///   with 401.
///
/// Requires a tokio runtime with its timer enabled.
///
/// # Layers
///
/// `S` is the stack of MCP layers: a service from [`McpRequest`](crate::McpRequest) to [`McpResponse`](crate::McpResponse), with
/// [`Dispatch`] innermost. [`layer`](Self::layer) wraps it in a tower layer. Each request runs on a clone of the
/// service, so the layer's service must be `Clone`. Of tower's layers, `RateLimitLayer` and `SpawnReadyLayer` are
/// not: put a `BufferLayer` outside of them. A buffer spawns a task, so build it inside a tokio runtime.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::{Registry, Server};
/// use mcp_tower::Mcp;
/// use tower::{ServiceBuilder, buffer::BufferLayer, limit::RateLimitLayer, load_shed::LoadShedLayer};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// // 600 requests per minute for the whole endpoint. 64 wait, further ones are refused.
/// let mcp = Mcp::new(Server::new(Registry::new())).layer(
///     ServiceBuilder::new()
///         .layer(LoadShedLayer::new())
///         .layer(BufferLayer::new(64))
///         .layer(RateLimitLayer::new(600, Duration::from_secs(60))),
/// );
/// # let _ = mcp;
/// # }
/// ```
///
/// For a quota per caller use `layer::CallerRateLimitLayer` (feature `rate-limit`), which needs no buffer.
///
/// Errors of a layer are mapped as follows:
///
/// | error | response to a call | response to another request |
/// | --- | --- | --- |
/// | [`mcp_core::RpcError`] | the same error | the same error |
/// | [`mcp_core::HandlerError`] | a result with `isError` | -32603; with kind `rate_limited` and revision 2026-07-28 also status 429 |
/// | `tower::timeout::error::Elapsed` | `isError`, kind `timeout`, or `outcome_unknown` if a change had begun | -32603 |
/// | `tower::load_shed::error::Overloaded` | `isError`, kind `unavailable` | -32603 |
/// | any other, and a panic | `isError`, kind `internal`; the error is logged | -32603 |
///
/// For a lost call, the result states whether data may have been changed. A panic of a tool or a layer is caught
/// (unless the program aborts on panics), so it costs one call and not the connection.
#[derive(Clone)]
#[must_use]
pub struct Mcp<S = Dispatch> {
    source: Source,
    sessions: Option<Arc<Store>>,
    settings: Arc<Settings>,
    service: S,
}

impl Mcp {
    /// Creates an endpoint for a server.
    pub fn new(server: Server) -> Self {
        // A fixed server never changes, so no notifications are declared.
        Self::of(Source::Fixed(server.list_changed(false)))
    }

    /// Creates an endpoint for a server that can be replaced at run time. Clients get notifications of changes:
    /// those of 2026-07-28 on `subscriptions/listen`, others if they have a session.
    pub fn live(live: LiveServer) -> Self {
        Self::of(Source::Live(live))
    }

    fn of(source: Source) -> Self {
        Self { source, sessions: None, settings: Arc::default(), service: Dispatch::new() }
    }
}

impl<S> Mcp<S> {
    /// Wraps the MCP layers in a further layer. The last one added sees a request first.
    ///
    /// The layer is applied once, so state that its clones share, such as that of a concurrency limit, applies to
    /// the whole endpoint.
    ///
    /// ```
    /// use std::time::Duration;
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::Mcp;
    /// use tower::{ServiceBuilder, limit::ConcurrencyLimitLayer, load_shed::LoadShedLayer, timeout::TimeoutLayer};
    ///
    /// let mcp = Mcp::new(Server::new(Registry::new())).layer(
    ///     ServiceBuilder::new()
    ///         .layer(LoadShedLayer::new())
    ///         .layer(ConcurrencyLimitLayer::new(64))
    ///         .layer(TimeoutLayer::new(Duration::from_secs(20))),
    /// );
    /// # let _ = mcp;
    /// ```
    pub fn layer<L: Layer<S>>(self, layer: L) -> Mcp<L::Service> {
        let Self { source, sessions, settings, service } = self;
        Mcp { source, sessions, settings, service: layer.layer(service) }
    }

    fn set(mut self, set: impl FnOnce(&mut Settings)) -> Self {
        set(Arc::make_mut(&mut self.settings));
        self
    }

    /// Sets the allowed `Origin` headers. Defaults to those of this machine.
    pub fn allowed_origins(self, origins: AllowedOrigins) -> Self {
        self.set(|settings| settings.origins = origins)
    }

    /// Sets the allowed `Host` headers. Defaults to those of this machine. Add the host name under which others
    /// reach the server.
    pub fn allowed_hosts(self, hosts: AllowedHosts) -> Self {
        self.set(|settings| settings.hosts = hosts)
    }

    /// Sets all limits.
    pub fn limits(self, limits: HttpLimits) -> Self {
        self.set(|settings| settings.limits = limits)
    }

    /// Sets the maximum size of a request body, in bytes. Defaults to 1 MiB. See [`HttpLimits::max_body_bytes`].
    pub fn max_body_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.limits.max_body_bytes = bytes)
    }

    /// Sets the maximum number of bytes of a refused body that are read and discarded. Defaults to 8 MiB. See [`HttpLimits::max_drained_bytes`].
    pub fn max_drained_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.limits.max_drained_bytes = bytes)
    }

    /// Sets the maximum pause in a body that is being discarded. Defaults to 1 s. See [`HttpLimits::drain_pause`].
    pub fn drain_pause(self, pause: Duration) -> Self {
        self.set(|settings| settings.limits.drain_pause = pause)
    }

    /// Sets the maximum time for receiving a request body. Defaults to 30 s. See [`HttpLimits::body_timeout`].
    pub fn body_timeout(self, timeout: Duration) -> Self {
        self.set(|settings| settings.limits.body_timeout = timeout)
    }

    /// Sets the maximum duration of a call, layers included. Defaults to 50 s. See [`HttpLimits::call_timeout`].
    pub fn call_timeout(self, timeout: Duration) -> Self {
        self.set(|settings| settings.limits.call_timeout = timeout)
    }

    /// Sets the maximum silence on an event stream before a keep-alive comment. Defaults to 15 s. See [`HttpLimits::keep_alive`].
    pub fn keep_alive(self, interval: Duration) -> Self {
        self.set(|settings| settings.limits.keep_alive = interval)
    }

    /// Sets the maximum number of messages in a batch. Defaults to 32. See [`HttpLimits::max_batch`].
    pub fn max_batch(self, messages: usize) -> Self {
        self.set(|settings| settings.limits.max_batch = messages)
    }

    /// Sets the maximum lifetime of a notification stream. Defaults to 1 h. See [`HttpLimits::subscription_lifetime`].
    pub fn subscription_lifetime(self, time: Duration) -> Self {
        self.set(|settings| settings.limits.subscription_lifetime = time)
    }

    /// Sets the maximum size of a request that opens a notification stream, in bytes. Defaults to 64 KiB. See [`HttpLimits::max_subscription_bytes`].
    pub fn max_subscription_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.limits.max_subscription_bytes = bytes)
    }

    /// Sets the maximum number of progress notifications and log messages that wait on one stream. Defaults to 64. See [`HttpLimits::max_queued_notifications`].
    pub fn max_queued_notifications(self, notifications: usize) -> Self {
        self.set(|settings| settings.limits.max_queued_notifications = notifications)
    }

    /// Enables sessions, for clients of the `initialize` revisions. Off by default. Requests of 2026-07-28 have no
    /// session, and a client that names none is served without one.
    ///
    /// Sessions live in the memory of one process. A client whose session has expired, was closed for another one,
    /// or was lost with the process is answered with 404 and opens a new one. A session with a running call is never
    /// closed for another one: if all have one, new clients are served without a session.
    ///
    /// A session belongs to the [`Principal`](mcp_core::Principal) that opened it, if there is one. For other
    /// callers, it does not exist.
    ///
    /// # The stream of a session
    ///
    /// A client may open one stream with GET, on which a [`LiveServer`] sends change notifications (405 if the
    /// server never changes). A further stream replaces it, because a client that reconnects notices a broken
    /// connection before the server does. If anything has changed in between, the client gets a notification that
    /// everything may have changed. Streams cannot be resumed otherwise: events have no ids, `Last-Event-ID` is
    /// ignored, and if the connection of a request breaks, the call and its response are lost.
    #[cfg(feature = "sessions")]
    pub fn sessions(mut self, limits: crate::session::SessionLimits) -> Self {
        self.sessions = Some(Arc::new(Store::new(limits)));
        self
    }

    /// Returns the current server.
    #[must_use]
    pub fn server(&self) -> Server {
        self.source.server()
    }
}

impl<S> fmt::Debug for Mcp<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mcp")
            .field("source", &self.source)
            .field("sessions", &self.sessions)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl<B, S> Service<http::Request<B>> for Mcp<S>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = Response<ResponseBody>;
    type Error = Infallible;
    type Future = ResponseFuture;

    /// Always ready. An MCP layer that is not ready delays its call, not the connection.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> ResponseFuture {
        let endpoint = Endpoint {
            server: self.server(),
            live: self.source.live().cloned(),
            sessions: self.sessions.clone(),
            settings: Arc::clone(&self.settings),
            service: self.service.clone(),
        };
        exchange::serve(endpoint, request)
    }
}

/// Future of [`Mcp`]. Dropping it cancels the call.
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture(Kind);

enum Kind {
    /// Known without reading the body. `None` once it was returned.
    Ready(Option<Box<Response<ResponseBody>>>),
    Running(Pin<Box<dyn Future<Output = Response<ResponseBody>> + Send>>),
}

impl ResponseFuture {
    pub(crate) fn ready(response: Response<ResponseBody>) -> Self {
        Self(Kind::Ready(Some(Box::new(response))))
    }

    pub(crate) fn running(future: impl Future<Output = Response<ResponseBody>> + Send + 'static) -> Self {
        Self(Kind::Running(Box::pin(future)))
    }
}

impl Future for ResponseFuture {
    type Output = Result<Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Kind::Ready(response) => {
                Poll::Ready(Ok(*response.take().expect("a future is not polled after it has returned")))
            }
            Kind::Running(future) => future.as_mut().poll(cx).map(Ok),
        }
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
