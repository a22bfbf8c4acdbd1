//! A server over a pipe (feature `stdio`).
//!
//! [`Stdio`] serves the one client that started the program: a JSON-RPC message a line, as
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio> has it, in both eras. Any reader and
//! writer will do; a program hands over its own:
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
//! Whatever else such a program has to say goes to stderr: on stdout it would be taken for a message.
//!
//! Here a client is played by the other end of a pipe:
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
//! let (mut answers, mut requests) = split(client);
//! requests.write_all(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n").await?;
//! // The end of the input is how a client says goodbye.
//! requests.shutdown().await?;
//! let mut text = String::new();
//! answers.read_to_string(&mut text).await?;
//! assert_eq!(text, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
//! serving.await?
//! # }
//! ```
//!
//! # Limits
//!
//! | limit | default | set with | beyond it |
//! | --- | --- | --- | --- |
//! | length of a line | [`MAX_LINE_BYTES`], 1 MiB | [`Stdio::max_line_bytes`] | -32600, with the id of the request |
//! | requests that run at once | [`MAX_CALLS`], 64 | [`Stdio::max_calls`] | a failed call of kind `unavailable` |
//! | time of a call, or of all calls of a batch | [`CALL_TIMEOUT`], 50 s | [`Stdio::call_timeout`] | a failed call of kind `timeout`, or `outcome_unknown` |
//! | time of a client to answer a question | [`ASK_TIMEOUT`](crate::ASK_TIMEOUT), 5 min | [`Stdio::ask_timeout`] | the question has failed |
//! | open questions | [`MAX_QUESTIONS`](crate::MAX_QUESTIONS), 16 | [`Stdio::max_questions`] | one more is not asked |
//! | resources that a client wants word of | [`mcp_core::MAX_SUBSCRIBED_RESOURCES`], 64 | [`Stdio::max_subscribed_resources`] | one more is refused |
//! | what is remembered of a client | [`MAX_CLIENT_BYTES`](crate::MAX_CLIENT_BYTES), 64 KiB | [`Stdio::max_client_bytes`] | is refused |
//! | reports and log messages of a request that wait | [`MAX_QUEUED_NOTIFICATIONS`], 64 | [`Stdio::max_queued_notifications`] | the oldest is left out |
//! | bytes that wait for a client which does not read | [`MAX_UNREAD_BYTES`], 256 KiB | [`Stdio::max_unread_bytes`] | nothing is read and no call goes on |
//! | messages of a batch | [`MAX_BATCH`], 32 | [`Stdio::max_batch`] | -32600 |
//! | time of requests after the end of the input | [`GRACE`], 10 s | [`Stdio::grace`] | they are dropped |
//!
//! # Stopping
//!
//! `tokio::io::stdin` reads in a thread that cannot be interrupted, and a runtime that is dropped waits for it. A program
//! that stops for another reason than the end of its input therefore ends its runtime with `shutdown_background`.

mod call;
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

use crate::{
    call::{
        dispatch::Dispatch,
        limits::{CALL_TIMEOUT, MAX_BATCH},
        outbox::MAX_QUEUED_NOTIFICATIONS,
    },
    live::{LiveServer, Source},
    session::remote_client,
};

/// Longest line that is taken, in bytes, unless set otherwise: 1 MiB.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;
/// How many requests run at once, unless set otherwise: 64. Agents call tools side by side, but by the handful.
pub const MAX_CALLS: usize = 64;
/// How much may wait for a client that does not read, in bytes, unless set otherwise: 256 KiB.
pub const MAX_UNREAD_BYTES: usize = 256 * 1024;
/// How long requests may go on after the end of the input, unless set otherwise: 10 s. Clients wait some seconds for a
/// program to end by itself, then they end it.
pub const GRACE: Duration = Duration::from_secs(10);

/// A server over a pipe; see the [module docs](self).
///
/// - Requests run side by side, and each may be cancelled with `notifications/cancelled`; a request that is cancelled
///   has no answer. Reports of progress and log messages come in between.
/// - A pipe is a session: a client of a handshake era can be asked while its request runs, and says once from which level
///   on it wants log messages.
/// - A server that can be replaced ([`live`](Self::live)) tells the client when a list or a resource has changed. A
///   subscription counts as a request that runs, and ends with the input.
/// - All runs inside the future of [`serve`](Self::serve): nothing is spawned, and dropping it drops every call.
/// - [`layer`](Self::layer) takes the same layers as [`Mcp::layer`](crate::Mcp::layer), and what becomes of their errors
///   and of panics is the same too.
/// - Nobody is authenticated: who starts a program may use it. [`context`](Self::context) says who that is.
///
/// A line that is too long is answered with -32600 and has no other effect; so is what is no message.
#[derive(Clone)]
#[must_use]
pub struct Stdio<S = Dispatch> {
    source: Source,
    service: S,
    context: Context,
    limits: Limits,
}

#[derive(Debug, Clone)]
struct Limits {
    line_bytes: usize,
    calls: usize,
    unread_bytes: usize,
    batch: usize,
    call_timeout: Duration,
    client: remote_client::limits::Limits,
    queued_notifications: usize,
    grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line_bytes: MAX_LINE_BYTES,
            calls: MAX_CALLS,
            unread_bytes: MAX_UNREAD_BYTES,
            batch: MAX_BATCH,
            call_timeout: CALL_TIMEOUT,
            client: remote_client::limits::Limits::default(),
            queued_notifications: MAX_QUEUED_NOTIFICATIONS,
            grace: GRACE,
        }
    }
}

impl Stdio {
    /// A server for one client at the other end of a pipe.
    pub fn new(server: Server) -> Self {
        // Nothing is announced here, so nothing is promised either.
        Self::of(Source::Fixed(server.announces_changes(false)))
    }

    /// A server that can be replaced while it is served. The client is told of changes: one of 2026-07-28 by the
    /// `subscriptions/listen` that it sends, one of a handshake era as soon as it has connected.
    ///
    /// ```
    /// use mcp_core::{Registry, Server};
    /// use mcp_tower::{LiveServer, Stdio};
    ///
    /// let live = LiveServer::new(Server::new(Registry::new()));
    /// let stdio = Stdio::live(live.clone());
    /// live.swap(Server::new(Registry::new()));
    /// # let _ = stdio;
    /// ```
    pub fn live(live: LiveServer) -> Self {
        Self::of(Source::Live(live))
    }

    fn of(source: Source) -> Self {
        Self { source, service: Dispatch::new(), context: Context::new(), limits: Limits::default() }
    }
}

impl<S> Stdio<S> {
    /// Puts a layer around the middle ring. The last one put there sees a request first.
    pub fn layer<L: Layer<S>>(self, layer: L) -> Stdio<L::Service> {
        let Self { source, service, context, limits } = self;
        Stdio { source, service: layer.layer(service), context, limits }
    }

    /// Sets what each request starts from: the grant of the client, and the extensions that tools look for. Requests are
    /// refused once the grant has expired.
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    fn set(mut self, set: impl FnOnce(&mut Limits)) -> Self {
        set(&mut self.limits);
        self
    }

    /// Sets the longest line that is taken ([`MAX_LINE_BYTES`] by default). A longer one is answered with -32600.
    pub fn max_line_bytes(self, bytes: usize) -> Self {
        self.set(|limits| limits.line_bytes = bytes)
    }

    /// Sets how many requests run at once ([`MAX_CALLS`] by default). One more fails at once, as it does at a load
    /// shedder: those that run can be cancelled only as long as lines are read.
    pub fn max_calls(self, calls: usize) -> Self {
        self.set(|limits| limits.calls = calls)
    }

    /// Sets how much may wait for a client that does not read ([`MAX_UNREAD_BYTES`] by default). Beyond it, no line is
    /// taken and no call goes on until the client has read.
    pub fn max_unread_bytes(self, bytes: usize) -> Self {
        self.set(|limits| limits.unread_bytes = bytes)
    }

    /// Sets how many messages a batch may have ([`MAX_BATCH`] by default). Only clients of 2025-03-26 send batches.
    pub fn max_batch(self, messages: usize) -> Self {
        self.set(|limits| limits.batch = messages)
    }

    /// Sets how long a call may take ([`CALL_TIMEOUT`] by default); see
    /// [`Mcp::call_timeout`](crate::Mcp::call_timeout).
    pub fn call_timeout(self, timeout: Duration) -> Self {
        self.set(|limits| limits.call_timeout = timeout)
    }

    /// Sets how long a client of a handshake era may take to answer a question ([`ASK_TIMEOUT`](crate::ASK_TIMEOUT) by default). It is no
    /// part of the time of the call.
    pub fn ask_timeout(self, timeout: Duration) -> Self {
        self.set(|limits| limits.client.ask_timeout = timeout)
    }

    /// Sets how many questions may be open at once ([`MAX_QUESTIONS`](crate::MAX_QUESTIONS) by default). One more is not asked, and has failed.
    pub fn max_questions(self, questions: usize) -> Self {
        self.set(|limits| limits.client.questions = questions)
    }

    /// Sets of how many resources a client of a handshake era may want word
    /// ([`MAX_SUBSCRIBED_RESOURCES`](mcp_core::MAX_SUBSCRIBED_RESOURCES) by default). One more is refused.
    pub fn max_subscribed_resources(self, resources: usize) -> Self {
        self.set(|limits| limits.client.subscribed = resources)
    }

    /// Sets how much is remembered of a client of a handshake era ([`MAX_CLIENT_BYTES`](crate::MAX_CLIENT_BYTES) by default). What is more is refused.
    pub fn max_client_bytes(self, bytes: usize) -> Self {
        self.set(|limits| limits.client.bytes = bytes)
    }

    /// Sets how many reports and log messages of one request wait until they are written ([`MAX_QUEUED_NOTIFICATIONS`] by
    /// default). None counts as one; beyond it the oldest is left out.
    pub fn max_queued_notifications(self, notifications: usize) -> Self {
        self.set(|limits| limits.queued_notifications = notifications)
    }

    /// Sets how long requests may go on after the end of the input ([`GRACE`] by default). Then they are dropped.
    pub fn grace(self, grace: Duration) -> Self {
        self.set(|limits| limits.grace = grace)
    }

    /// The server that is served, as it is now.
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
    /// Serves until the end of the input, or until the client no longer reads.
    ///
    /// It needs a tokio runtime with its timer switched on.
    ///
    /// # Errors
    ///
    /// When a read fails, and when a write fails for another reason than that nobody reads.
    pub async fn serve(
        self,
        reader: impl AsyncRead + Unpin,
        writer: impl AsyncWrite + Unpin,
    ) -> io::Result<()> {
        self.serve_until(reader, writer, std::future::pending()).await
    }

    /// [`serve`](Self::serve), but the end of `stop` counts as the end of the input: for a program that is told to stop
    /// by a signal.
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
