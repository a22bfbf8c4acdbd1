//! One HTTP request, from its headers to its answer.

use std::{
    convert::Infallible, future::poll_fn, panic::AssertUnwindSafe, sync::Arc, task::Poll, time::Duration,
};

use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header::ALLOW, request::Parts};
use http_body::Body;
use mcp_core::{
    Context, Era, Filter, Principal, Request, RpcError, Server,
    jsonrpc::{Id, Message, Rejected, is_batch},
};
use tokio::time::{Instant, timeout};
use tower::{BoxError, ServiceExt};
use tower_service::Service;

use crate::{
    answer::{self, Reply},
    batch,
    body::ResponseBody,
    fault::Asked,
    header::{self, Accepted},
    incoming::{self, ReadError},
    layer::check,
    mcp::Settings,
    rules::{self, Admitted, Refusal},
    sse::{EventStream, ProgressQueue},
};

/// What serves the requests of one endpoint.
pub(crate) struct Endpoint<S> {
    pub(crate) server: Server,
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
}

impl Surroundings {
    fn new(parts: Parts, wait: Duration) -> Self {
        Self { headers: parts.headers, extensions: parts.extensions, deadline: after(wait) }
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
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let (parts, body) = request.into_parts();
    Ok(match open(&endpoint.settings, &parts, body).await {
        Ok((accept, body)) => post(endpoint, parts, accept, body).await,
        Err(refusal) => refuse(refusal),
    })
}

/// What is decided before the body means anything: who asks, how, and how much.
async fn open<B: Body>(settings: &Settings, parts: &Parts, body: B) -> Result<(Accepted, Bytes), Refusal> {
    check(&parts.uri, &parts.headers, &settings.origins, &settings.hosts)?;
    if parts.method != Method::POST {
        return Err(Refusal::plain(StatusCode::METHOD_NOT_ALLOWED, "only POST is served here"));
    }
    if !header::is_json(&parts.headers) {
        let message = "Content-Type must be application/json";
        return Err(Refusal::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    let accept = header::accepted(&parts.headers);
    if !accept.json && !accept.events {
        let message = "answers are application/json or text/event-stream; Accept allows neither";
        return Err(Refusal::plain(StatusCode::NOT_ACCEPTABLE, message));
    }
    let limit = settings.max_body_bytes;
    let body = timeout(settings.body_timeout, incoming::read(body, limit))
        .await
        .map_err(|_| Refusal::plain(StatusCode::REQUEST_TIMEOUT, "the body did not arrive in time"))?;
    let body = body.map_err(|error| match error {
        ReadError::TooLarge => {
            Refusal::plain(StatusCode::PAYLOAD_TOO_LARGE, format!("the body has more than {limit} bytes"))
        }
        ReadError::Broken => {
            Refusal::new(StatusCode::BAD_REQUEST, RpcError::parse("the body could not be read"))
        }
    })?;
    Ok((accept, body))
}

async fn post<S>(endpoint: Endpoint<S>, parts: Parts, accept: Accepted, body: Bytes) -> Response<ResponseBody>
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let mut around = Surroundings::new(parts, endpoint.settings.call_timeout);
    if is_batch(&body) && rules::takes_batches(&around.headers) {
        let settings = Arc::clone(&endpoint.settings);
        return match batch::serve(endpoint, &around, &body).await {
            Ok(Some(reply)) => finish(reply, accept, &settings),
            Ok(None) => answer::accepted(),
            Err(refusal) => refuse(refusal),
        };
    }
    let envelope = match message(Message::parse(&body)) {
        Ok(Some(envelope)) => envelope,
        Ok(None) => return answer::accepted(),
        Err(refusal) => return refuse(refusal),
    };
    let context = around.take_context();
    let Admitted { mut request, progress } =
        match admit(&endpoint.server, &around.headers, &envelope, context) {
            Ok(admitted) => admitted,
            // A result in band, although no layer sees it: it may have to be an event.
            Err(refusal) if refusal.status == StatusCode::OK => {
                return finish(refusal.into(), accept, &endpoint.settings);
            }
            Err(refusal) => return refuse(refusal),
        };
    let id = envelope.id().clone();
    let Endpoint { service, settings, .. } = endpoint;
    if !(progress && accept.events) {
        let reply = run(service, request, id, around.left()).await;
        return finish(reply, accept, &settings);
    }
    let queue = Arc::new(ProgressQueue::default());
    request.context.set_progress_sink(queue.sink());
    let mut call = Box::pin(run(service, request, id, around.left()));
    // Whether the tool reports progress is known once it has run a while: the answer is JSON if it ends without.
    let ended = poll_fn(|cx| {
        queue.register(cx);
        match call.as_mut().poll(cx) {
            Poll::Ready(reply) => Poll::Ready(Some(reply)),
            Poll::Pending if queue.is_empty() => Poll::Pending,
            Poll::Pending => Poll::Ready(None),
        }
    })
    .await;
    match ended {
        Some(reply) if queue.is_empty() => finish(reply, accept, &settings),
        Some(reply) => ended_stream(reply, queue, &settings),
        None => {
            let call = Box::pin(async move { call.await.into_message() });
            answer::events(EventStream::running(call, queue, settings.keep_alive))
        }
    }
}

/// A message that wants an answer, if it is one.
pub(crate) fn message(
    parsed: Result<Message, Rejected>,
) -> Result<Option<mcp_core::jsonrpc::Envelope>, Refusal> {
    match parsed {
        Ok(Message::Request(envelope)) => Ok(Some(envelope)),
        Ok(Message::Notification(notification)) => {
            tracing::trace!(method = ?notification.method(), "notification");
            Ok(None)
        }
        Ok(_) => {
            Err(Refusal::plain(StatusCode::BAD_REQUEST, "this server asks nothing, so it takes no answers"))
        }
        Err(Rejected { id, error, .. }) => Err(Refusal { status: StatusCode::BAD_REQUEST, id, error }),
    }
}

/// [`rules::admit`], and then the filter that an outer layer gave the caller.
pub(crate) fn admit(
    server: &Server,
    headers: &HeaderMap,
    envelope: &mcp_core::jsonrpc::Envelope,
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

/// Carries one request out.
pub(crate) async fn run<S>(service: S, mut request: Request, id: Id, wait: Duration) -> Reply
where
    S: Service<Request, Response = mcp_core::Response>,
    S::Error: Into<BoxError>,
{
    let asked = Asked::new(&mut request);
    let mut log = Log { asked: &asked, started: Instant::now(), ended: false };
    // Nothing of the call is used after a panic, so nothing half done is seen.
    let call = AssertUnwindSafe(service.oneshot(request)).catch_unwind();
    let outcome = match wait.is_zero() {
        // `timeout` lets its future begin even then: in a batch whose time is used up, nothing more may begin.
        true => asked.timed_out(Some(wait)),
        false => match timeout(wait, call).await {
            Ok(Ok(Ok(response))) => Ok(response),
            Ok(Ok(Err(error))) => asked.layer_failed(error.into()),
            Ok(Err(panic)) => asked.panicked(&*panic),
            Err(_) => asked.timed_out(Some(wait)),
        },
    };
    log.ended(&outcome);
    match outcome {
        Ok(response) => {
            let rate_limit = response.rate_limit().cloned();
            let message = response.into_body(&id).into_frames();
            Reply { status: StatusCode::OK, message, rate_limit }
        }
        Err(error) => {
            // The one error that is found late and has a status of its own.
            let status = match (asked.era(), error.code()) {
                (Era::Modern, RpcError::MISSING_CAPABILITY) => StatusCode::BAD_REQUEST,
                _ => StatusCode::OK,
            };
            Refusal { status, id: Some(id), error }.into()
        }
    }
}

/// An answer in the form that the client takes.
fn finish(reply: Reply, accept: Accepted, settings: &Settings) -> Response<ResponseBody> {
    if accept.json || reply.status != StatusCode::OK {
        return reply.into_response();
    }
    ended_stream(reply, Arc::default(), settings)
}

/// The events of a call that has ended, whose answer is known before the headers are written.
fn ended_stream(mut reply: Reply, queue: Arc<ProgressQueue>, settings: &Settings) -> Response<ResponseBody> {
    let rate_limit = reply.rate_limit.take();
    let mut response =
        answer::events(EventStream::answered(reply.into_message(), queue, settings.keep_alive));
    if let Some(rate_limit) = rate_limit {
        rate_limit.write_headers(response.headers_mut());
    }
    response
}

fn refuse(refusal: Refusal) -> Response<ResponseBody> {
    tracing::debug!(status = refusal.status.as_u16(), code = refusal.error.code(), "refused");
    let mut response = answer::refusal(refusal).map(ResponseBody::from);
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    }
    response
}

/// Writes one line per request, when it ends or when its caller goes away.
struct Log<'a> {
    asked: &'a Asked,
    started: Instant,
    ended: bool,
}

impl Log<'_> {
    fn ended(&mut self, outcome: &Result<mcp_core::Response, RpcError>) {
        self.ended = true;
        let status = match outcome {
            Ok(response) if response.is_tool_error() => "tool_error",
            Ok(_) => "ok",
            Err(_) => "error",
        };
        self.write(status, outcome.as_ref().err().map(RpcError::code));
    }

    fn write(&self, status: &'static str, code: Option<i32>) {
        tracing::debug!(
            method = self.asked.method(),
            tool = self.asked.tool_name(),
            era = ?self.asked.era(),
            status,
            code,
            duration_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "request"
        );
    }
}

impl Drop for Log<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.write("cancelled", None);
        }
    }
}
