//! Connection of one client, from its first line to its last.

use std::{collections::HashMap, future::Future, io, pin::pin, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{
    StreamExt,
    stream::{AbortHandle, Abortable, SelectAll},
};
use mcp_core::{
    Grant, Lifecycle, ProtocolVersion, Request, RequestKind, RpcError,
    jsonrpc::{Envelope, Id, Message, Notification, is_batch, split_batch},
    protocol::{INITIALIZED, Params},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
    time::{Instant, sleep_until, timeout_at},
};
use tower::{BoxError, load_shed::error::Overloaded, service_fn};
use tower_service::Service;

use super::{
    Stdio,
    call::{Call, OutgoingMessage},
    line::{Line, Lines},
    outbox::Outbox,
};
use crate::{
    call::{
        batch,
        client_wait::ClientWait,
        deadline::{after, end_of_stream},
        in_flight::{Entered, InFlight, Key, key},
        outbox,
        response::CallResponse,
        run::{Running, run},
        transport_info::{TransportInfo, attach},
    },
    live::{
        ChangeKind, feed,
        subscribers::{Subscriber, TooManyStreams},
    },
    session::remote_client::client::RemoteClient,
};

pub(crate) async fn serve<S, R, W>(
    stdio: Stdio<S>,
    reader: R,
    writer: W,
    stop: impl Future<Output = ()>,
) -> io::Result<()>
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut lines = Lines::new(reader, stdio.limits.max_line_bytes);
    let client = Arc::new(RemoteClient::new(stdio.limits.client));
    let mut session = Session {
        outbox: Outbox::new(writer, stdio.limits.max_unread_bytes),
        stdio,
        version: None,
        client,
        calls: SelectAll::new(),
        running: HashMap::new(),
        members: Arc::default(),
        ready: false,
        batches: 0,
        input_ended: watch::Sender::new(false),
    };
    let mut subscriber = session.subscriber();
    let mut stop = pin!(stop);
    // Set once no more lines are read.
    let mut end = None;
    loop {
        if end.is_some() && session.calls.is_empty() && session.outbox.is_empty() {
            return Ok(());
        }
        let room = session.outbox.has_room();
        tokio::select! {
            written = session.outbox.write(), if !session.outbox.is_empty() => match written {
                // A client that has disconnected needs no responses.
                Err(error) if is_gone(&error) => return Ok(()),
                written => written?,
            },
            // A cancelled call yields nothing.
            sent = session.calls.next(), if room && !session.calls.is_empty() => if let Some(sent) = sent {
                session.sent(&sent);
            },
            line = lines.next(), if room && end.is_none() => match line {
                Ok(Some(line)) => session.line(line),
                Ok(None) => end = Some(session.end()),
                Err(error) if is_gone(&error) => end = Some(session.end()),
                Err(error) => return Err(error),
            },
            change = changed(subscriber.as_mut()), if room && end.is_none() => match change {
                Some(change) => session.notify(&change),
                None => subscriber = None,
            },
            () = &mut stop, if end.is_none() => end = Some(session.end()),
            () = sleep_until(end.unwrap_or_else(Instant::now)), if end.is_some() => {
                tracing::debug!(calls = session.calls.len(), "requests did not end within the shutdown timeout and were dropped");
                return Ok(());
            }
        }
    }
}

/// Returns `true` if an error means that the other end of the pipe or socket is closed.
fn is_gone(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected)
}

/// Returns the next change for a client of an `initialize` revision; never resolves for a server that cannot
/// change.
async fn changed(subscriber: Option<&mut Subscriber>) -> Option<ChangeKind> {
    match subscriber {
        Some(subscriber) => subscriber.changed().await,
        None => std::future::pending().await,
    }
}

struct Session<S, W> {
    stdio: Stdio<S>,
    outbox: Outbox<W>,
    client: Arc<RemoteClient>,
    /// Revision negotiated with `initialize`.
    version: Option<ProtocolVersion>,
    calls: SelectAll<Abortable<Call>>,
    running: HashMap<Key, AbortHandle>,
    /// Requests of the batches among them.
    members: Arc<InFlight>,
    /// `true` once the client has sent `notifications/initialized`. No notifications are sent before.
    ready: bool,
    /// Number of batches so far.
    batches: u64,
    /// Set once no more lines are read, which ends subscriptions.
    input_ended: watch::Sender<bool>,
}

impl<S, W> Session<S, W>
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    W: AsyncWrite + Unpin,
{
    fn sent(&mut self, sent: &OutgoingMessage) {
        if let Some(key) = &sent.ends {
            self.running.remove(key);
        }
        if let Some(message) = &sent.message {
            self.outbox.push(message);
        }
    }

    /// Ends subscriptions, and returns the deadline of running requests.
    fn end(&self) -> Instant {
        self.input_ended.send_replace(true);
        after(self.stdio.limits.shutdown_timeout)
    }

    /// Opens the change notifications for a client of an `initialize` revision.
    fn subscriber(&self) -> Option<Subscriber> {
        let live = self.stdio.source.live()?;
        let Ok(mut subscriber) = live.subscribe(self.stdio.context.caller()) else {
            tracing::warn!(
                "too many notification streams are open; this client gets no change notifications"
            );
            return None;
        };
        if let Some(filter) = self.stdio.context.grant().and_then(Grant::allowed) {
            subscriber.narrow(filter);
        }
        Some(subscriber)
    }

    /// Notifies a client of an `initialize` revision of a change. Clients of 2026-07-28 subscribe instead.
    fn notify(&mut self, change: &ChangeKind) {
        if self.ready && !self.stdio.context.grant().is_some_and(Grant::has_expired) {
            self.client.notifications(change).iter().for_each(|notification| self.outbox.push(notification));
        }
    }

    fn refuse(&mut self, id: Option<&Id>, error: &RpcError) {
        tracing::debug!(code = error.code(), "refused");
        self.outbox.push(&error.to_body(id));
    }

    fn line(&mut self, line: Line) {
        match line {
            Line::Whole(line) if line.trim_ascii().is_empty() => {}
            Line::Whole(line) if is_batch(&line) && self.takes_batches() => self.batch(&line),
            Line::Whole(line) => match Message::parse(&line) {
                Ok(Message::Request(envelope)) => self.request(&envelope),
                Ok(Message::Notification(notification)) => self.notified(&notification),
                Ok(Message::Response(response)) => self.client.respond(response),
                Ok(_) => {}
                Err(rejected) => self.refuse(rejected.id.as_ref(), &rejected.error),
            },
            Line::TooLong(id) => {
                let limit = self.stdio.limits.max_line_bytes;
                let error = RpcError::invalid_request(format!(
                    "the line is longer than {limit} bytes; send a smaller message"
                ));
                self.refuse(id.as_ref(), &error);
            }
        }
    }

    /// Returns `true` if batches are accepted: 2025-03-26 has them, and it is the default for clients that name no
    /// version.
    fn takes_batches(&self) -> bool {
        self.version.is_none_or(|version| version == ProtocolVersion::V2025_03_26)
    }

    fn request(&mut self, envelope: &Envelope) {
        let id = envelope.id();
        let channels = self.channels();
        let mut request = match self.decode(envelope, &channels) {
            Ok(request) => request,
            Err(error) => return self.refuse(Some(id), &error),
        };
        if let RequestKind::Initialize { version, .. } = request.call {
            if let Err(error) = self.client.remember(&request.context) {
                return self.refuse(Some(id), &error);
            }
            self.version = Some(version);
        }
        let key = key(id);
        if self.running.contains_key(&key) {
            let error = RpcError::invalid_request("a request with this id is still running; use another id");
            return self.refuse(Some(id), &error);
        }
        attach(&mut request, id, TransportInfo::pipe);
        if matches!(request.call, RequestKind::Listen { .. }) {
            return self.subscribe(key, request, id.clone(), channels);
        }
        let (id, wait) = (id.clone(), self.stdio.limits.call_timeout);
        let service = self.stdio.service.clone();
        let full = self.is_full();
        let client_wait = Arc::clone(&channels.client_wait);
        self.start(key, vec![request], channels, move |mut requests| {
            let request = requests.pop().expect("one request was put in");
            Box::pin(async move {
                Some(match full {
                    false => run(service, request, id, wait, Some(client_wait)).await.into_message(),
                    true => run(service_fn(overloaded), request, id, wait, None).await.into_message(),
                })
            })
        });
    }

    /// Opens a subscription, once the layers have passed the request. It runs until the client cancels it, the
    /// server ends its streams or the input ends.
    fn subscribe(&mut self, key: Key, request: Request, id: Id, channels: Channels) {
        let subscriber = match self.stdio.source.live() {
            Some(_) if self.is_full() => Err(TooManyStreams::Server),
            // Before the layers run, so that no change is missed.
            Some(live) => live.subscribe(request.context.caller()),
            None => return self.refuse(Some(&id), &RpcError::method_not_found(request.method())),
        };
        let mut subscriber = match subscriber {
            Ok(subscriber) => subscriber,
            Err(error) => return self.refuse(Some(&id), &error.to_error()),
        };
        let (server, service) = (request.server().clone(), self.stdio.service.clone());
        let (sink, wait) = (Arc::clone(&channels.outbox), self.stdio.limits.call_timeout);
        let mut input_ended = self.input_ended.subscribe();
        let expiry = end_of_stream(Duration::MAX, request.context.grant());
        self.start(key, vec![request], channels, move |mut requests| {
            let request = requests.pop().expect("one request was put in");
            Box::pin(async move {
                let run = |request| run(service, request, id, wait, None);
                let mut response = feed::pass(run, request, &mut subscriber).await;
                // A layer may have responded itself.
                let Some(subscription) = response.subscription.take() else {
                    return Some(response.into_message());
                };
                let end = timeout_at(expiry, input_ended.wait_for(|input_ended| *input_ended));
                Some(feed::forward(subscription, subscriber, server, &sink, end).await)
            })
        });
    }

    fn channels(&self) -> Channels {
        let outbox = Arc::new(outbox::Outbox::new(self.stdio.limits.max_queued_notifications));
        Channels { outbox, client_wait: Arc::default() }
    }

    fn is_full(&self) -> bool {
        self.running.len() >= self.stdio.limits.max_calls
    }

    /// Validates the message by itself, and decodes the request.
    fn decode(&self, envelope: &Envelope, channels: &Channels) -> Result<Request, RpcError> {
        let params = Params::parse(envelope)?.validate()?;
        let mut context =
            self.stdio.context.clone().with_deadline(after(self.stdio.limits.call_timeout).into_std());
        if params.version().is_none() {
            let (outbox, client_wait) = (Arc::clone(&channels.outbox), Arc::clone(&channels.client_wait));
            self.client.fill(&mut context, Some(outbox), Some(client_wait));
        }
        self.stdio.server().decode(envelope, params, context)
    }

    /// Starts a request and forwards its notifications.
    fn start(
        &mut self,
        key: Key,
        mut requests: Vec<Request>,
        channels: Channels,
        run: impl FnOnce(Vec<Request>) -> Running,
    ) {
        let Channels { outbox, .. } = channels;
        for request in &mut requests {
            request.context.set_progress_sink(outbox.progress_sink());
            request.context.set_log_sink(outbox.log_sink());
        }
        let (handle, registration) = AbortHandle::new_pair();
        let call = Call::new(run(requests), outbox, key.clone());
        self.calls.push(Abortable::new(call, registration));
        self.running.insert(key, handle);
    }

    fn notified(&mut self, notification: &Notification) {
        tracing::trace!(method = ?notification.method(), "notification");
        self.ready |= self.version.is_some() && notification.method() == INITIALIZED;
        // The request may have ended in the meantime.
        if let Some(id) = notification.cancelled() {
            match self.running.remove(&key(&id)) {
                Some(handle) => handle.abort(),
                None => self.members.cancel(&id),
            }
        }
    }

    /// Runs a batch. The messages run one after the other, so that a batch cannot bypass the limit on concurrent
    /// requests, and within the deadline of one call. The responses are written as one line.
    fn batch(&mut self, line: &Bytes) {
        let messages = match split_batch(line, self.stdio.limits.max_batch) {
            Ok(messages) => messages,
            Err(error) => return self.refuse(None, &error),
        };
        let channels = self.channels();
        let mut steps = Vec::new();
        let mut requests = Vec::new();
        for message in messages {
            match Message::parse(&message) {
                _ if is_batch(&message) => steps.push(BatchStep::Write(batch::nested().to_body(None))),
                Ok(Message::Request(envelope)) => {
                    let id = envelope.id().clone();
                    match self.decode(&envelope, &channels) {
                        Ok(mut request)
                            if request.lifecycle() == Lifecycle::Initialize && !is_initialize(&request) =>
                        {
                            attach(&mut request, &id, TransportInfo::pipe);
                            requests.push(request);
                            let entered = self.members.enter(&id);
                            steps.push(BatchStep::Run(id, entered));
                        }
                        Ok(_) => steps.push(BatchStep::Write(batch::misplaced().to_body(Some(&id)))),
                        Err(error) => steps.push(BatchStep::Write(error.to_body(Some(&id)))),
                    }
                }
                Ok(Message::Notification(notification)) => self.notified(&notification),
                Ok(Message::Response(response)) => self.client.respond(response),
                Ok(_) => {}
                Err(rejected) => steps.push(BatchStep::Write(rejected.error.to_body(rejected.id.as_ref()))),
            }
        }
        if steps.is_empty() {
            return;
        }
        let (service, full) = (self.stdio.service.clone(), self.is_full());
        let deadline = after(self.stdio.limits.call_timeout);
        self.batches += 1;
        // No id has this form.
        let key = format!("batch {}", self.batches);
        let client_wait = Arc::clone(&channels.client_wait);
        self.start(key, requests, channels, move |requests| {
            Box::pin(async move {
                let client_wait = Some(client_wait);
                let mut requests = requests.into_iter();
                let mut responses = Vec::new();
                for step in steps {
                    let response = match step {
                        BatchStep::Write(response) => Some(response),
                        BatchStep::Run(id, entered) => {
                            let request = requests.next().expect("each step to run has a request");
                            let left = deadline.saturating_duration_since(Instant::now());
                            let (service, client_wait) = (service.clone(), client_wait.clone());
                            let call = async move {
                                match full {
                                    false => run(service, request, id, left, client_wait).await,
                                    true => run(service_fn(overloaded), request, id, left, None).await,
                                }
                            };
                            entered.run(call).await.map(CallResponse::into_message)
                        }
                    };
                    // A cancelled request gets no response.
                    let Some(response) = response else { continue };
                    responses.push(if responses.is_empty() { b'[' } else { b',' });
                    responses.extend_from_slice(&response);
                }
                (!responses.is_empty()).then(|| {
                    responses.push(b']');
                    responses.into()
                })
            })
        });
    }
}

/// Channels to the client during a call.
struct Channels {
    outbox: Arc<outbox::Outbox>,
    client_wait: Arc<ClientWait>,
}

/// Step of a batch.
enum BatchStep {
    Run(Id, Entered),
    Write(Bytes),
}

fn is_initialize(request: &Request) -> bool {
    matches!(request.call, RequestKind::Initialize { .. })
}

/// Replaces the MCP layers if too many requests run.
async fn overloaded(_: Request) -> Result<mcp_core::Response, BoxError> {
    Err(Overloaded::new().into())
}
