//! One HTTP request, from its headers to its answer.

use std::{
    convert::Infallible,
    future::poll_fn,
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Response, StatusCode,
    header::{ACCEPT_ENCODING, ALLOW, EXPECT},
    request::Parts,
};
use http_body::Body;
use mcp_core::{
    Call, Context, Filter, Principal, Request, RpcError, Server,
    jsonrpc::{Envelope, Id, Message, Rejected, is_batch},
    protocol::{INITIALIZE, LISTEN},
};
use tokio::time::{Instant, timeout_at};
use tower::BoxError;
use tower_service::Service;

use crate::{
    answer::{self, Reply},
    batch,
    body::ResponseBody,
    carrier::{Carrier, note},
    header::{self, Accepted},
    incoming::{self, ReadError},
    layer::check,
    listen,
    live::LiveServer,
    mcp::Settings,
    outbox::Outbox,
    rules::{self, Admitted, Refusal},
    run::{run, run_in},
    session::{Link, Session, Store},
    sse::EventStream,
};

/// What serves the requests of one endpoint.
pub(crate) struct Endpoint<S> {
    pub(crate) server: Server,
    pub(crate) live: Option<LiveServer>,
    pub(crate) sessions: Option<Arc<Store>>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) service: S,
}

/// The end of a wait. One without end is one that outlives the connection.
pub(crate) fn after(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or_else(|| now + Duration::from_secs(86_400 * 365))
}

/// The part of an HTTP request that its messages share.
pub(crate) struct Surroundings {
    pub(crate) headers: HeaderMap,
    extensions: http::Extensions,
    deadline: Instant,
    pub(crate) link: Link,
}

impl Surroundings {
    fn new(parts: Parts, wait: Duration, sessions: Option<&Store>) -> Self {
        let Parts { headers, extensions, .. } = parts;
        let link = sessions.map_or(Link::None, |sessions| sessions.find(&headers, extensions.get()));
        Self { headers, extensions, deadline: after(wait), link }
    }

    fn caller(&self) -> Option<&Principal> {
        self.extensions.get()
    }

    /// The time that is left for calls.
    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The circumstances of a call, from what outer layers put into the request.
    pub(crate) fn context(&self) -> Context {
        self.fill(self.extensions.clone())
    }

    fn take_context(&mut self) -> Context {
        let extensions = std::mem::take(&mut self.extensions);
        self.fill(extensions)
    }

    fn fill(&self, extensions: http::Extensions) -> Context {
        let mut context = Context::new().with_deadline(self.deadline.into_std());
        if let Some(principal) = extensions.get::<Principal>() {
            context.set_caller(principal.clone());
        }
        *context.extensions_mut() = extensions;
        context
    }
}

/// Serves one HTTP request.
pub(crate) async fn serve<B, S>(
    endpoint: Endpoint<S>,
    request: http::Request<B>,
) -> Result<Response<ResponseBody>, Infallible>
where
    B: Body,
    B::Error: Into<BoxError>,
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let (parts, body) = request.into_parts();
    let settings = &endpoint.settings;
    let sessions = endpoint.sessions.as_deref();
    if let Err(refusal) = check(&parts.uri, &parts.headers, &settings.origins, &settings.hosts) {
        return Ok(answer::to(&parts.method, refuse(refusal, false)));
    }
    if parts.method != Method::POST {
        let response = match sessions {
            Some(sessions) => sessions.other(&parts, endpoint.live.as_ref(), settings),
            None => {
                let status = StatusCode::METHOD_NOT_ALLOWED;
                refuse(Refusal::plain(status, "only POST is served here"), false)
            }
        };
        return Ok(answer::to(&parts.method, response));
    }
    Ok(match open(settings, &parts, body).await {
        Ok((accept, body)) => post(endpoint, parts, accept, body).await,
        Err(refusal) => refuse(refusal, false),
    })
}

/// What is decided before the body means anything: who asks, how, and how much.
async fn open<B>(settings: &Settings, parts: &Parts, body: B) -> Result<(Accepted, Bytes), Refusal>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let (mut body, end) = (pin!(body), after(settings.body_timeout));
    // A client that waits to be asked for the body sends nothing before that.
    let waits = parts.headers.contains_key(EXPECT);
    let accept = match declared(&parts.headers) {
        Ok(accept) => accept,
        Err(refusal) => {
            if !waits {
                drain(settings, body, end).await;
            }
            return Err(refusal);
        }
    };
    let limit = settings.max_body_bytes;
    match timeout_at(end, incoming::read(body.as_mut(), limit)).await {
        Ok(Ok(body)) => Ok((accept, body)),
        Ok(Err(ReadError::TooLarge { begun })) => {
            if begun || !waits {
                drain(settings, body, end).await;
            }
            let message = format!("the body has more than {limit} bytes; send less in one request");
            Err(Refusal::plain(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Ok(Err(ReadError::CutOff)) => {
            let message = "the body is larger than this host takes; send less in one request";
            Err(Refusal::plain(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Ok(Err(ReadError::Broken)) => {
            Err(Refusal::new(StatusCode::BAD_REQUEST, RpcError::parse("the body could not be read")))
        }
        Err(_) => {
            let message =
                format!("the body did not arrive within {:?}; send it again", settings.body_timeout);
            Err(Refusal::plain(StatusCode::REQUEST_TIMEOUT, message))
        }
    }
}

async fn drain<B: Body>(settings: &Settings, body: Pin<&mut B>, end: Instant) {
    incoming::drain(body, settings.max_drained_bytes, settings.drain_pause, end).await;
}

/// In which form the answer may be, if the body is in one that can be read.
fn declared(headers: &HeaderMap) -> Result<Accepted, Refusal> {
    let unsupported = |message| Refusal::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
    if !header::is_json(headers) {
        return Err(unsupported("Content-Type must be application/json"));
    }
    if header::is_encoded(headers) {
        return Err(unsupported("no Content-Encoding is taken; send the JSON as it is"));
    }
    let accept = header::accepted(headers);
    if !accept.json && !accept.events {
        let message = "answers are application/json or text/event-stream; Accept allows neither";
        return Err(Refusal::plain(StatusCode::NOT_ACCEPTABLE, message));
    }
    Ok(accept)
}

async fn post<S>(endpoint: Endpoint<S>, parts: Parts, accept: Accepted, body: Bytes) -> Response<ResponseBody>
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let sessions = endpoint.sessions.clone();
    let around = Surroundings::new(parts, endpoint.settings.call_timeout, sessions.as_deref());
    if is_batch(&body) && rules::takes_batches(&around.headers) {
        if matches!(around.link, Link::Lost) {
            return refuse(Refusal::lost_session(None), true);
        }
        let settings = Arc::clone(&endpoint.settings);
        return match batch::serve(endpoint, &around, &body).await {
            Ok(Some(reply)) => finish(reply, accept, &settings),
            Ok(None) => answer::accepted(),
            Err(refusal) => refuse(refusal, false),
        };
    }
    let envelope = match message(Message::parse(&body), &around.link) {
        Ok(Some(envelope)) => envelope,
        Ok(None) => return answer::accepted(),
        Err(refusal) => return refuse(refusal, false),
    };
    let session = match session(sessions.as_deref(), endpoint.live.as_ref(), &around, &envelope) {
        Ok(session) => session,
        Err(refusal) => return refuse(refusal, true),
    };
    let opens = session.as_ref().filter(|_| envelope.method() == INITIALIZE).cloned();
    let max = endpoint.settings.max_listen_bytes;
    if envelope.method() == LISTEN && body.len() > max {
        let error = RpcError::invalid_request(format!("a request to listen has at most {max} bytes"));
        let (status, id) = (StatusCode::PAYLOAD_TOO_LARGE, Some(envelope.id().clone()));
        return refuse(Refusal { status, id, error }, false);
    }
    let (response, ok) = request(endpoint, around, session, accept, &envelope).await;
    match (opens, sessions) {
        (Some(session), Some(sessions)) => opened(response, ok, &sessions, &session),
        _ => response,
    }
}

/// The session that a request belongs to: the one that it names, or a new one when it opens one. A request of 2026-07-28
/// belongs to none, whatever it names.
fn session(
    sessions: Option<&Store>,
    live: Option<&LiveServer>,
    around: &Surroundings,
    envelope: &Envelope,
) -> Result<Option<Arc<Session>>, Refusal> {
    let Some(sessions) = sessions else { return Ok(None) };
    if batch::is_modern(envelope) {
        return Ok(None);
    }
    match &around.link {
        _ if envelope.method() == INITIALIZE => {
            Ok(sessions.open(around.caller(), live.map_or(0, LiveServer::changes)))
        }
        Link::Found(session) => Ok(Some(Arc::clone(session))),
        Link::Lost => Err(Refusal::lost_session(Some(envelope.id().clone()))),
        Link::None => Ok(None),
    }
}

/// Names the session in the answer that opens it.
fn opened(
    mut response: Response<ResponseBody>,
    ok: bool,
    sessions: &Store,
    session: &Session,
) -> Response<ResponseBody> {
    if ok {
        response.headers_mut().insert(header::SESSION_ID, session.header());
    } else {
        sessions.end(session);
    }
    response
}

/// Serves one request; tells besides whether the answer is a result, as far as that is known when it begins.
async fn request<S>(
    endpoint: Endpoint<S>,
    mut around: Surroundings,
    session: Option<Arc<Session>>,
    accept: Accepted,
    envelope: &Envelope,
) -> (Response<ResponseBody>, bool)
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let Endpoint { server, live, settings, service, .. } = endpoint;
    let mut context = around.take_context();
    let outbox = Arc::new(Outbox::new(settings.max_queued_notifications));
    let patience = session.as_ref().map(|session| session.patience());
    if let Some(session) = &session {
        session.fill(&mut context, accept.events.then(|| Arc::clone(&outbox)), patience.clone());
    }
    let Admitted { mut request, progress } = match admit(&server, &around.headers, envelope, context) {
        Ok(admitted) => admitted,
        // A result in band, although no layer sees it: it may have to be an event.
        Err(refusal) if refusal.status == StatusCode::OK => {
            return (finish(refusal.into(), accept, &settings), false);
        }
        Err(refusal) => return (refuse(refusal, false), false),
    };
    let id = envelope.id().clone();
    if let Call::Listen { .. } = &request.call {
        note(&mut request, &id, |id| Carrier::http(id, None));
        let run = |request| run(service, request, id.clone(), around.left(), None);
        return (listen(run, request, &id, live.as_ref(), accept, &settings).await, true);
    }
    if let (Call::Initialize { .. }, Some(session)) = (&request.call, &session)
        && let Err(error) = session.remember(&request.context)
    {
        let refusal = Refusal { status: StatusCode::OK, id: Some(id), error };
        return (finish(refusal.into(), accept, &settings), false);
    }
    let logs = request.context.log_level().is_some();
    if !(accept.events && (progress || logs || session.is_some())) {
        let turn = session.as_ref().map(|session| (session, session.enter(&id)));
        let reply = run_in(turn, service, request, id, around.left(), patience).await;
        return ended(reply, None, accept, &settings);
    }
    request.context.set_progress_sink(outbox.progress_sink());
    request.context.set_log_sink(outbox.log_sink());
    let wait = around.left();
    let mut call = Box::pin(async move {
        let turn = session.as_ref().map(|session| (session, session.enter(&id)));
        run_in(turn, service, request, id, wait, patience).await
    });
    // Whether the tool says anything before it ends is known once it has run a while: the answer is JSON if it does not.
    let ended_early = poll_fn(|cx| {
        outbox.register(cx);
        match call.as_mut().poll(cx) {
            Poll::Ready(reply) => Poll::Ready(Some(reply)),
            Poll::Pending if outbox.is_empty() => Poll::Pending,
            Poll::Pending => Poll::Ready(None),
        }
    })
    .await;
    if let Some(reply) = ended_early {
        return ended(reply, Some(outbox), accept, &settings);
    }
    let call = Box::pin(async move { call.await.map(Reply::into_message) });
    (answer::events(EventStream::running(call, outbox, settings.keep_alive)), true)
}

/// The answer to a request that has ended before anything was sent. One that was cancelled gets none.
fn ended(
    reply: Option<Reply>,
    outbox: Option<Arc<Outbox>>,
    accept: Accepted,
    settings: &Settings,
) -> (Response<ResponseBody>, bool) {
    let Some(reply) = reply else { return (answer::accepted(), false) };
    let ok = reply.ok;
    let response = match outbox.filter(|outbox| !outbox.is_empty()) {
        None => finish(reply, accept, settings),
        Some(outbox) => ended_stream(reply, outbox, settings),
    };
    (response, ok)
}

/// Opens a stream of announcements, once the layers have let the request through.
async fn listen<F: Future<Output = Reply>>(
    run: impl FnOnce(Request) -> F,
    request: Request,
    id: &Id,
    live: Option<&LiveServer>,
    accept: Accepted,
    settings: &Settings,
) -> Response<ResponseBody> {
    let refusal = |status, error| Refusal { status, id: Some(id.clone()), error };
    let Some(live) = live else {
        let error = RpcError::method_not_found(request.method());
        return refuse(refusal(StatusCode::NOT_FOUND, error), false);
    };
    if !accept.events {
        let error = RpcError::invalid_request("the answer is text/event-stream; Accept does not allow it");
        return refuse(refusal(StatusCode::NOT_ACCEPTABLE, error), false);
    }
    // Before the layers run, so that nothing is missed.
    let mut listener = match live.listen(request.context.caller()) {
        Ok(listener) => listener,
        Err(crowded) => return refuse(Refusal::too_many_streams(Some(id.clone()), crowded), false),
    };
    let server = request.server().clone();
    let mut reply = listen::pass(run, request, &mut listener).await;
    // A layer may have answered in its own way.
    match reply.subscription.take() {
        Some(subscription) => answer::events(listen::subscription(subscription, listener, server, settings)),
        None => finish(reply, accept, settings),
    }
}

/// A message that wants an answer, if it is one.
///
/// The others do what they are for here: a notification may cancel a request of its session, an answer belongs to a
/// question that was asked in it.
pub(crate) fn message(parsed: Result<Message, Rejected>, link: &Link) -> Result<Option<Envelope>, Refusal> {
    match (parsed, link) {
        (Ok(Message::Request(envelope)), _) => Ok(Some(envelope)),
        (Ok(_), Link::Lost) => Err(Refusal::lost_session(None)),
        (Ok(Message::Notification(notification)), link) => {
            tracing::trace!(method = ?notification.method(), "notification");
            if let (Some(id), Some(session)) = (notification.cancelled(), link.session()) {
                session.cancel(&id);
            }
            Ok(None)
        }
        (Ok(Message::Response(reply)), Link::Found(session)) => {
            session.answer(reply);
            Ok(None)
        }
        (Ok(_), _) => {
            Err(Refusal::plain(StatusCode::BAD_REQUEST, "nothing was asked here, so no answer is taken"))
        }
        (Err(Rejected { id, error, .. }), _) => Err(Refusal { status: StatusCode::BAD_REQUEST, id, error }),
    }
}

/// [`rules::admit`], and then the filter that an outer layer gave the caller.
pub(crate) fn admit(
    server: &Server,
    headers: &HeaderMap,
    envelope: &Envelope,
    context: Context,
) -> Result<Admitted, Refusal> {
    let mut admitted = rules::admit(server, headers, envelope, context).inspect_err(|refusal| {
        tracing::debug!(status = refusal.status.as_u16(), code = refusal.error.code(), "request refused");
    })?;
    if let Some(filter) = admitted.request.context.extensions().get::<Filter>().cloned() {
        admitted.request.narrow(&filter);
    }
    Ok(admitted)
}

/// An answer in the form that the client takes.
fn finish(reply: Reply, accept: Accepted, settings: &Settings) -> Response<ResponseBody> {
    if accept.json || reply.status != StatusCode::OK {
        return reply.into_response();
    }
    ended_stream(reply, Arc::new(Outbox::new(1)), settings)
}

/// The events of a call that has ended, whose answer is known before the headers are written.
fn ended_stream(mut reply: Reply, outbox: Arc<Outbox>, settings: &Settings) -> Response<ResponseBody> {
    let rate_limit = reply.rate_limit.take();
    let mut response =
        answer::events(EventStream::answered(reply.into_message(), outbox, settings.keep_alive));
    if let Some(rate_limit) = rate_limit {
        rate_limit.write_headers(response.headers_mut());
    }
    response
}

pub(crate) fn refuse(refusal: Refusal, sessions: bool) -> Response<ResponseBody> {
    tracing::debug!(status = refusal.status.as_u16(), code = refusal.error.code(), "refused");
    let mut response = answer::refusal(refusal).map(ResponseBody::from);
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => {
            let methods = HeaderValue::from_static(if sessions { "GET, POST, DELETE" } else { "POST" });
            response.headers_mut().insert(ALLOW, methods);
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            response.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        _ => {}
    }
    response
}
