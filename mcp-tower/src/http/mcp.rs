//! The endpoint.

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
    origin::{AllowedHosts, AllowedOrigins},
    settings::Settings,
};
use crate::{
    call::dispatch::Dispatch,
    live::{LiveServer, Source},
    session::Store,
};

/// An MCP endpoint over Streamable HTTP, as a tower service.
///
/// It answers whatever path it is mounted at, speaks the revisions 2025-03-26 to 2026-07-28 and, unless sessions are
/// switched on, keeps nothing between two requests, so any number of them can stand behind a load balancer and be replaced at any time. The crate's
/// [front page](crate) shows it mounted.
///
/// - The answer is JSON. Only when the client asks for progress or log messages, takes `text/event-stream`, and the tool
///   does say something, is it a stream of events; so is it where a client with a session is asked something.
/// - The call runs inside the response's future or body. When the client goes away, both are dropped, and with them
///   the call: nothing is spawned. What a tool has spawned itself is the tool's to end. The handshake eras would rather
///   have a lost connection not taken for a cancellation
///   (<https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server>); it is
///   one in them too, because no stream is resumed here, so nobody could be given the answer. While a client does not
///   read its stream and the connection's buffers are full, the call stands still, its time included; how long a write
///   may take is for the server of the connection to say.
/// - Only requests that name this machine in `Host`, and in `Origin` if they have one, are served until
///   [`allowed_hosts`](Self::allowed_hosts) and [`allowed_origins`](Self::allowed_origins) say otherwise.
/// - Whatever outer layers put into the request's extensions is in [`mcp_core::Context::extensions`]. The
///   [`mcp_core::Grant`] there says who the caller is and what it sees. An expired one is answered 401.
///
/// It needs a tokio runtime with its timer switched on.
///
/// # Layers
///
/// `S` is the middle ring: a service that takes [`mcp_core::Request`] and answers [`mcp_core::Response`], with
/// [`Dispatch`] innermost. [`layer`](Self::layer) puts a tower layer around it. Each request runs on a clone of the
/// service, so the layer's service must be `Clone`. Of tower's layers, `RateLimitLayer` and `SpawnReadyLayer` make one
/// that is not: put a `BufferLayer` outside of them. A buffer starts a task, so build it inside a tokio runtime.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::{Registry, Server};
/// use mcp_tower::Mcp;
/// use tower::{ServiceBuilder, buffer::BufferLayer, limit::RateLimitLayer, load_shed::LoadShedLayer};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// // 600 requests per minute for the whole endpoint. 64 wait, and more are told to come back.
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
/// A quota for each caller is `layer::CallerRateLimitLayer` (feature `rate-limit`), which needs no buffer.
///
/// The error of a layer may be:
///
/// | error | a call answers | another request answers |
/// | --- | --- | --- |
/// | [`mcp_core::RpcError`] | that | that |
/// | [`mcp_core::ToolError`] | a result with `isError` | -32603; with kind `rate_limited` and revision 2026-07-28 also status 429 |
/// | `tower::timeout::error::Elapsed` | `isError`, kind `timeout`, or `outcome_unknown` of a change that had begun | -32603 |
/// | `tower::load_shed::error::Overloaded` | `isError`, kind `unavailable` | -32603 |
/// | any other, and a panic | `isError`, kind `internal`, and the error in the log | -32603 |
///
/// Where a call was lost on its way, the result says whether something may have been changed. A panic of a tool or a
/// layer is caught here (unless the program is built to abort on panics), so it costs one call and not the connection.
#[derive(Clone)]
#[must_use]
pub struct Mcp<S = Dispatch> {
    source: Source,
    sessions: Option<Arc<Store>>,
    settings: Arc<Settings>,
    service: S,
}

impl Mcp {
    /// An endpoint for a server.
    pub fn new(server: Server) -> Self {
        // Nothing is announced here, so nothing is promised either.
        Self::of(Source::Fixed(server.announces_changes(false)))
    }

    /// An endpoint for a server that can be replaced while it is served. Clients are told of changes: those of 2026-07-28
    /// on `subscriptions/listen`, others where they have a session.
    pub fn live(live: LiveServer) -> Self {
        Self::of(Source::Live(live))
    }

    fn of(source: Source) -> Self {
        Self { source, sessions: None, settings: Arc::default(), service: Dispatch::new() }
    }
}

impl<S> Mcp<S> {
    /// Puts a layer around the middle ring. The last one put there sees a request first.
    ///
    /// The layer is applied once, so what it shares between clones, such as the count of a concurrency limit, holds for
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

    /// Sets which `Origin` headers are let in; by default those of this machine.
    pub fn allowed_origins(self, origins: AllowedOrigins) -> Self {
        self.set(|settings| settings.origins = origins)
    }

    /// Sets which `Host` headers are let in; by default those of this machine. A server that others reach by a name
    /// must say that name here.
    pub fn allowed_hosts(self, hosts: AllowedHosts) -> Self {
        self.set(|settings| settings.hosts = hosts)
    }

    /// Sets the largest request body ([`MAX_BODY_BYTES`] by default). A larger one answers 413.
    pub fn max_body_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.max_body_bytes = bytes)
    }

    /// Sets how much of a body that is not taken is read all the same ([`MAX_DRAINED_BYTES`] by default), so that its sender
    /// comes to read why. Of one that says it is longer, and of one that waits to be asked for (`Expect: 100-continue`),
    /// nothing is read.
    pub fn max_drained_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.max_drained_bytes = bytes)
    }

    /// Sets how long a pause in a body that is not taken is waited for ([`DRAIN_PAUSE`] by default).
    pub fn drain_pause(self, pause: Duration) -> Self {
        self.set(|settings| settings.drain_pause = pause)
    }

    /// Sets how long a request body may take to arrive ([`BODY_TIMEOUT`] by default). A slower one answers 408.
    pub fn body_timeout(self, timeout: Duration) -> Self {
        self.set(|settings| settings.body_timeout = timeout)
    }

    /// Sets how long a call may take, layers included ([`CALL_TIMEOUT`] by default). A tool learns of it by
    /// [`mcp_core::Context::deadline`]; a slower call is dropped and answers a failure of kind `timeout`, or `outcome_unknown` where a change had begun, which says
    /// whether something may have been changed.
    pub fn call_timeout(self, timeout: Duration) -> Self {
        self.set(|settings| settings.call_timeout = timeout)
    }

    /// Sets how long a stream of events may be quiet ([`KEEP_ALIVE`] by default). Less than a second counts as one.
    pub fn keep_alive(self, interval: Duration) -> Self {
        self.set(|settings| settings.keep_alive = interval.max(Duration::from_secs(1)))
    }

    /// Sets how many messages a batch may have ([`MAX_BATCH`] by default).
    pub fn max_batch(self, messages: usize) -> Self {
        self.set(|settings| settings.max_batch = messages)
    }

    /// Sets how long a stream of announcements stays open ([`LISTEN_TIME`] by default). Its client opens another then,
    /// and shows again that it may.
    pub fn listen_time(self, time: Duration) -> Self {
        self.set(|settings| settings.listen_time = time)
    }

    /// Sets the largest request that opens a stream of announcements ([`MAX_LISTEN_BYTES`] by default). A larger one answers
    /// 413.
    pub fn max_listen_bytes(self, bytes: usize) -> Self {
        self.set(|settings| settings.max_listen_bytes = bytes)
    }

    /// Sets how many reports and log messages wait for a slow client on one stream ([`MAX_QUEUED_NOTIFICATIONS`] by
    /// default). None counts as one; beyond it the oldest is left out. Questions and announcements never are.
    pub fn max_queued_notifications(self, notifications: usize) -> Self {
        self.set(|settings| settings.max_queued_notifications = notifications)
    }

    /// Switches sessions on, for clients of the handshake eras. Everything else stays as it is: requests of 2026-07-28
    /// have none, and a client that names none is served without one.
    #[cfg(feature = "sessions")]
    pub fn sessions(mut self, sessions: crate::session::Sessions) -> Self {
        self.sessions = Some(Arc::new(Store::new(sessions)));
        self
    }

    /// The server that is served, as it is now.
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

    /// Always ready. A layer of the middle ring that is not makes its call wait, not the connection.
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
        ResponseFuture(Box::pin(exchange::serve(endpoint, request)))
    }
}

/// The future of [`Mcp`]. Dropping it cancels the call.
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture(Pin<Box<dyn Future<Output = Result<Response<ResponseBody>, Infallible>> + Send>>);

impl Future for ResponseFuture {
    type Output = Result<Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
