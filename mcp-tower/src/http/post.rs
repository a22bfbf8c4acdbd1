//! POST requests.

use std::{
    future::{Future, poll_fn, ready},
    pin::Pin,
    sync::Arc,
    task::Poll,
};

use bytes::Bytes;
use futures_util::FutureExt;
use http::{Response, StatusCode, request::Parts};
use mcp_core::{
    Request, RequestKind, RpcError,
    jsonrpc::{Envelope, Message, is_batch},
    protocol::{INITIALIZE, LISTEN, Params},
};
use tower::BoxError;
use tower_service::Service;

use super::{
    batch,
    body::ResponseBody,
    endpoint::Endpoint,
    headers::{self, Accepted},
    http_context::HttpContext,
    message::{admit, message},
    refusal::Refusal,
    responses::{self, ended_stream, finish, refuse},
    settings::Settings,
    sse::EventStream,
    subscribe::subscribe,
    validate::{self, Admitted},
};
use crate::{
    call::{
        batch::is_stateless,
        outbox::Outbox,
        response::CallResponse,
        run::run,
        transport_info::{TransportInfo, attach},
    },
    live::LiveServer,
    session::{Session, SessionLookup, Store, run::run_in},
};

/// Rest of a request after its body was parsed. Boxed, because one future for all cases would be large for each of them. The flag is `true` if the response is a result, as far as that is known when it begins.
pub(crate) type Rest = Pin<Box<dyn Future<Output = (Response<ResponseBody>, bool)> + Send>>;

/// Serves the body of a POST: one message or a batch.
pub(crate) fn post<S>(endpoint: Endpoint<S>, parts: Parts, accept: Accepted, body: Bytes) -> Rest
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let around = HttpContext::new(parts, endpoint.settings.limits.call_timeout, endpoint.sessions.as_deref());
    if is_batch(&body) && validate::takes_batches(&around.headers) {
        if matches!(around.link, SessionLookup::Lost) {
            return now(refuse(Refusal::unknown_session(None), true));
        }
        return Box::pin(async move {
            let Endpoint { server, service, settings, .. } = endpoint;
            let reply = batch::serve(&server, service, settings.limits.max_batch, &around, &body).await;
            match reply {
                Ok(Some(reply)) => (finish(reply, accept, &settings), true),
                Ok(None) => (responses::accepted(), false),
                Err(refusal) => (refuse(refusal, false), false),
            }
        });
    }
    let envelope = match message(Message::parse(&body), &around.link) {
        Ok(Some(envelope)) => envelope,
        Ok(None) => return now(responses::accepted()),
        Err(refusal) => return now(refuse(refusal, false)),
    };
    let params = Params::parse(&envelope);
    let session = session(endpoint.sessions.as_deref(), endpoint.live.as_ref(), &around, &envelope, &params);
    let session = match session {
        Ok(session) => session,
        Err(refusal) => return now(refuse(refusal, true)),
    };
    let max = endpoint.settings.limits.max_subscription_bytes;
    if envelope.method() == LISTEN && body.len() > max {
        let error = RpcError::invalid_request(format!(
            "the request to subscribe is larger than {max} bytes; subscribe to fewer resources"
        ));
        let (status, id) = (StatusCode::PAYLOAD_TOO_LARGE, Some(envelope.id().clone()));
        return now(refuse(Refusal { status, id, error }, false));
    }
    let opens =
        session.as_ref().filter(|_| envelope.method() == INITIALIZE).cloned().zip(endpoint.sessions.clone());
    let served = request(endpoint, around, session, accept, &envelope, params);
    match opens {
        None => served,
        Some((session, sessions)) => Box::pin(async move {
            let (response, ok) = served.await;
            (opened(response, ok, &sessions, &session), ok)
        }),
    }
}

fn now(response: Response<ResponseBody>) -> Rest {
    Box::pin(ready((response, false)))
}

/// Returns the session of a request: the one that it names, or a new one for `initialize`. A request of 2026-07-28
/// has none, whatever it names.
fn session(
    sessions: Option<&Store>,
    live: Option<&LiveServer>,
    around: &HttpContext,
    envelope: &Envelope,
    params: &Result<Params, RpcError>,
) -> Result<Option<Arc<Session>>, Refusal> {
    let Some(sessions) = sessions else { return Ok(None) };
    if is_stateless(params) {
        return Ok(None);
    }
    match &around.link {
        _ if envelope.method() == INITIALIZE => {
            Ok(sessions.open(around.caller(), live.map_or(0, LiveServer::changes)))
        }
        SessionLookup::Found(session) => Ok(Some(Arc::clone(session))),
        SessionLookup::Lost => Err(Refusal::unknown_session(Some(envelope.id().clone()))),
        SessionLookup::None => Ok(None),
    }
}

/// Adds the session id to the response that opens it.
fn opened(
    mut response: Response<ResponseBody>,
    ok: bool,
    sessions: &Store,
    session: &Session,
) -> Response<ResponseBody> {
    if ok {
        response.headers_mut().insert(headers::SESSION_ID, session.header());
    } else {
        sessions.end(session);
    }
    response
}

/// Serves one request.
fn request<S>(
    endpoint: Endpoint<S>,
    mut around: HttpContext,
    session: Option<Arc<Session>>,
    accept: Accepted,
    envelope: &Envelope,
    params: Result<Params, RpcError>,
) -> Rest
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let Endpoint { server, live, settings, service, .. } = endpoint;
    let mut context = around.take_context();
    let outbox = || Arc::new(Outbox::new(settings.limits.max_queued_notifications));
    // Made where a stream of events may come of it, and nowhere else.
    let early = session.as_ref().filter(|_| accept.events).map(|_| outbox());
    let client_wait = session.as_ref().map(|session| session.client_wait());
    if let Some(session) = &session {
        session.fill(&mut context, early.clone(), client_wait.clone());
    }
    let Admitted { mut request, progress } = match admit(&server, &around.headers, envelope, params, context)
    {
        Ok(admitted) => admitted,
        // A refusal as a result, not seen by layers: it may have to be an event.
        Err(refusal) if refusal.status == StatusCode::OK => {
            return now(finish(refusal.into(), accept, &settings));
        }
        Err(refusal) => return now(refuse(refusal, false)),
    };
    let id = envelope.id().clone();
    let wait = around.left();
    if let RequestKind::Listen { .. } = &request.call {
        attach(&mut request, &id, |id| TransportInfo::http(id, None));
        return Box::pin(async move {
            let run = |request| run(service, request, id.clone(), wait, None);
            (subscribe(run, request, &id, live.as_ref(), accept, &settings).await, true)
        });
    }
    if let (RequestKind::Initialize { .. }, Some(session)) = (&request.call, &session)
        && let Err(error) = session.remember(&request.context)
    {
        let refusal = Refusal { status: StatusCode::OK, id: Some(id), error };
        return now(finish(refusal.into(), accept, &settings));
    }
    let logs = request.context.log_level().is_some();
    let streams = accept.events && (progress || logs || session.is_some());
    let turn = session.map(|session| (Arc::clone(&session), session.enter(&id)));
    if !streams {
        let call = run_in(turn, service, request, id, wait, client_wait);
        return Box::pin(call.map(move |reply| ended(reply, None, accept, &settings)));
    }
    let outbox = early.unwrap_or_else(outbox);
    request.context.set_progress_sink(outbox.progress_sink());
    request.context.set_log_sink(outbox.log_sink());
    let call = Box::pin(run_in(turn, service, request, id, wait, client_wait));
    Box::pin(streamed(call, outbox, accept, settings))
}

/// Serves a call that may send events: as JSON if it ends before it has sent any, which is known only after it has run.
async fn streamed(
    mut call: Pin<Box<impl Future<Output = Option<CallResponse>> + Send + 'static>>,
    outbox: Arc<Outbox>,
    accept: Accepted,
    settings: Arc<Settings>,
) -> (Response<ResponseBody>, bool) {
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
    let call = Box::pin(call.map(|reply| reply.map(CallResponse::into_message)));
    (responses::events(EventStream::running(call, outbox, settings.limits.keep_alive)), true)
}

/// Returns the response of a request that has ended before anything was sent. A cancelled one gets none.
fn ended(
    reply: Option<CallResponse>,
    outbox: Option<Arc<Outbox>>,
    accept: Accepted,
    settings: &Settings,
) -> (Response<ResponseBody>, bool) {
    let Some(reply) = reply else { return (responses::accepted(), false) };
    let ok = reply.ok;
    let response = match outbox.filter(|outbox| !outbox.is_empty()) {
        None => finish(reply, accept, settings),
        Some(outbox) => ended_stream(reply, outbox, settings),
    };
    (response, ok)
}
