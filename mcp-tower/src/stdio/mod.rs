//! MCP server over a pipe (feature `stdio`).
//!
//! [`Stdio`] serves the client that started the program: one JSON-RPC message per line, as specified in
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio>, for all revisions. It takes
//! any reader and writer; a program passes stdin and stdout:
//!
//! ```no_run
//! use mcp_core::{Registry, Server};
//! use mcp_tower::Stdio;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
//! Stdio::new(Server::new(Registry::new())).serve(tokio::io::stdin(), tokio::io::stdout()).await
//! # }
//! ```
//!
//! Write all other output to stderr: clients parse stdout as messages.
//!
//! In a test, an in-memory pipe replaces the client:
//!
//! ```
//! use mcp_core::{Registry, Server};
//! use mcp_tower::Stdio;
//! use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex, split};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
//! let (client, server) = duplex(4096);
//! let (reader, writer) = split(server);
//! let serving = tokio::spawn(Stdio::new(Server::new(Registry::new())).serve(reader, writer));
//!
//! let (mut responses, mut requests) = split(client);
//! requests.write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n").await?;
//! // Clients disconnect by closing the input.
//! requests.shutdown().await?;
//! let mut text = String::new();
//! responses.read_to_string(&mut text).await?;
//! assert_eq!(text, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
//! serving.await?
//! # }
//! ```
//!
//! # Limits
//!
//! | limit | default | beyond it |
//! | --- | --- | --- |
//! | [length of a line](StdioLimits::max_line_bytes) | 1 MiB | -32600, with the id of the request |
//! | [concurrent requests](StdioLimits::max_calls) | 64 | tool error of kind `unavailable` |
//! | [duration of a call, or of all calls of a batch](StdioLimits::call_timeout) | 50 s | tool error of kind `timeout`, or `outcome_unknown` |
//! | [time for the response to an elicitation](crate::RemoteClientLimits::request_timeout) | 5 min | the elicitation fails |
//! | [open requests to the client](crate::RemoteClientLimits::max_requests) | 16 | further ones fail |
//! | [subscribed resources](crate::RemoteClientLimits::max_subscribed_resources) | 64 | further ones are refused |
//! | [client data](crate::RemoteClientLimits::max_bytes) | 64 KiB | refused |
//! | [waiting progress notifications and log messages of a request](StdioLimits::max_queued_notifications) | 64 | the oldest is dropped |
//! | [bytes that wait for a slow client](StdioLimits::max_unread_bytes) | 256 KiB | reading and calls pause |
//! | [messages in a batch](StdioLimits::max_batch) | 32 | -32600 |
//! | [time for running requests after the end of the input](StdioLimits::shutdown_timeout) | 10 s | they are dropped |
//!
//! [`Stdio`] has a setter of the same name for each of them.
//!
//! # Stopping
//!
//! `tokio::io::stdin` reads in a thread that cannot be interrupted, and dropping the runtime waits for that thread. A
//! program that stops before the end of its input must end its runtime with `shutdown_background`.

mod call;
mod limits;
mod line;
mod outbox;
mod oversize;
mod session;

use std::{fmt, future::Future, io, time::Duration};

use mcp_core::{Context, Request, Server};
use tokio::io::{AsyncRead, AsyncWrite};
use tower::BoxError;
use tower_layer::Layer;
use tower_service::Service;

pub use self::limits::StdioLimits;
use crate::{
    call::dispatch::Dispatch,
    live::{LiveServer, Source},
};

/// MCP server over a pipe; see the [module docs](self).
///
/// - Requests run concurrently. Each can be cancelled with `notifications/cancelled`; a cancelled request gets no
///   response. Progress notifications and log messages are sent in between.
/// - A pipe is a session: a client of an `initialize` revision gets elicitation, sampling and roots while its
///   request runs, and sets its log level once.
/// - A server that can be replaced ([`live`](Self::live)) notifies the client of changed lists and resources. A
///   subscription counts as a running request, and ends with the input.
/// - Everything runs inside the future of [`serve`](Self::serve): nothing is spawned, and dropping it drops every
///   call.
/// - [`layer`](Self::layer) takes the same layers as [`Mcp::layer`](crate::Mcp::layer), and maps errors and panics
///   in the same way.
/// - There is no authentication: the program that starts the server is the caller. [`context`](Self::context) sets the caller.
///
/// A line that is too long or not a message is answered with -32600 and has no other effect.
#[derive(Clone)]
#[must_use]
pub struct Stdio<S = Dispatch> {
    source: Source,
    service: S,
    context: Context,
    limits: StdioLimits,
}

impl Stdio {
    /// Creates a server for one client at the other end of a pipe.
    pub fn new(server: Server) -> Self {
        // A fixed server never changes, so no notifications are declared.
        Self::of(Source::Fixed(server.list_changed(false)))
    }

    /// Creates a server that can be replaced at run time. Clients get notifications of changes: those of 2026-07-28
    /// after `subscriptions/listen`, those of the `initialize` revisions once connected.
    ///
    /// ```
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{LiveServer, Stdio};
    ///
    /// let live = LiveServer::new(Server::new(Registry::new()));
    /// let stdio = Stdio::live(live.clone());
    /// live.replace(Server::new(Registry::new()));
    /// # let _ = stdio;
    /// ```
    pub fn live(live: LiveServer) -> Self {
        Self::of(Source::Live(live))
    }

    fn of(source: Source) -> Self {
        Self { source, service: Dispatch::new(), context: Context::new(), limits: StdioLimits::default() }
    }
}

impl<S> Stdio<S> {
    /// Wraps the MCP layers in a further layer. The last one added sees a request first.
    pub fn layer<L: Layer<S>>(self, layer: L) -> Stdio<L::Service> {
        let Self { source, service, context, limits } = self;
        Stdio { source, service: layer.layer(service), context, limits }
    }

    /// Sets the base context of all requests: the grant of the client, and the extensions for tools. Requests are
    /// refused once the grant has expired.
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    fn set(mut self, set: impl FnOnce(&mut StdioLimits)) -> Self {
        set(&mut self.limits);
        self
    }

    /// Sets all limits.
    pub fn limits(self, limits: StdioLimits) -> Self {
        self.set(|own| *own = limits)
    }

    /// Sets the maximum length of a line, in bytes. Defaults to 1 MiB. See [`StdioLimits::max_line_bytes`].
    pub fn max_line_bytes(self, bytes: usize) -> Self {
        self.set(|limits| limits.max_line_bytes = bytes)
    }

    /// Sets the maximum number of concurrent requests. Defaults to 64. See [`StdioLimits::max_calls`].
    pub fn max_calls(self, calls: usize) -> Self {
        self.set(|limits| limits.max_calls = calls)
    }

    /// Sets the maximum number of bytes that wait for a slow client. Defaults to 256 KiB. See [`StdioLimits::max_unread_bytes`].
    pub fn max_unread_bytes(self, bytes: usize) -> Self {
        self.set(|limits| limits.max_unread_bytes = bytes)
    }

    /// Sets the maximum number of messages in a batch. Defaults to 32. See [`StdioLimits::max_batch`].
    pub fn max_batch(self, messages: usize) -> Self {
        self.set(|limits| limits.max_batch = messages)
    }

    /// Sets the maximum duration of a call, layers included. Defaults to 50 s. See [`StdioLimits::call_timeout`].
    pub fn call_timeout(self, timeout: Duration) -> Self {
        self.set(|limits| limits.call_timeout = timeout)
    }

    /// Sets the time for a client of an `initialize` revision to respond to an elicitation, sampling or roots request. Defaults to 5 minutes. See [`RemoteClientLimits::request_timeout`](crate::RemoteClientLimits::request_timeout).
    pub fn client_request_timeout(self, timeout: Duration) -> Self {
        self.set(|limits| limits.client.request_timeout = timeout)
    }

    /// Sets the maximum number of open requests to the client. Defaults to 16. See [`RemoteClientLimits::max_requests`](crate::RemoteClientLimits::max_requests).
    pub fn max_client_requests(self, requests: usize) -> Self {
        self.set(|limits| limits.client.max_requests = requests)
    }

    /// Sets the maximum number of subscribed resources of a client of an `initialize` revision. Defaults to 64. See [`RemoteClientLimits::max_subscribed_resources`](crate::RemoteClientLimits::max_subscribed_resources).
    pub fn max_subscribed_resources(self, resources: usize) -> Self {
        self.set(|limits| limits.client.max_subscribed_resources = resources)
    }

    /// Sets the maximum size of the stored data of a client of an `initialize` revision, in bytes. Defaults to 64 KiB. See [`RemoteClientLimits::max_bytes`](crate::RemoteClientLimits::max_bytes).
    pub fn max_client_bytes(self, bytes: usize) -> Self {
        self.set(|limits| limits.client.max_bytes = bytes)
    }

    /// Sets the maximum number of progress notifications and log messages of one request that wait to be written. Defaults to 64. See [`StdioLimits::max_queued_notifications`].
    pub fn max_queued_notifications(self, notifications: usize) -> Self {
        self.set(|limits| limits.max_queued_notifications = notifications)
    }

    /// Sets the time for running requests after the end of the input. Defaults to 10 s. See [`StdioLimits::shutdown_timeout`].
    pub fn shutdown_timeout(self, timeout: Duration) -> Self {
        self.set(|limits| limits.shutdown_timeout = timeout)
    }

    /// Returns the current server.
    #[must_use]
    pub fn server(&self) -> Server {
        self.source.server()
    }
}

impl<S> Stdio<S>
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    /// Serves until the end of the input, or until the client stops reading.
    ///
    /// Requires a tokio runtime with its timer enabled.
    ///
    /// # Errors
    ///
    /// If a read fails, or if a write fails for another reason than a disconnected client.
    pub async fn serve(
        self,
        reader: impl AsyncRead + Unpin,
        writer: impl AsyncWrite + Unpin,
    ) -> io::Result<()> {
        self.serve_until(reader, writer, std::future::pending()).await
    }

    /// Like [`serve`](Self::serve), but also stops when `stop` resolves, for example at a signal. That counts as the end
    /// of the input.
    ///
    /// # Errors
    ///
    /// As [`serve`](Self::serve).
    pub async fn serve_until(
        self,
        reader: impl AsyncRead + Unpin,
        writer: impl AsyncWrite + Unpin,
        stop: impl Future<Output = ()>,
    ) -> io::Result<()> {
        session::serve(self, reader, writer, stop).await
    }
}

impl<S> fmt::Debug for Stdio<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stdio")
            .field("source", &self.source)
            .field("context", &self.context)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
