//! POST requests.

use std::{future::poll_fn, sync::Arc, task::Poll};

use bytes::Bytes;
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
    message::{admit, message},
    refusal::Refusal,
    responses::{self, ended_stream, finish, refuse},
    settings::Settings,
    sse::EventStream,
    subscribe::subscribe,
    surroundings::Surroundings,
    validate::{self, Admitted},
};
use crate::{
    call::{
        batch::is_modern,
        outbox::Outbox,
        reply::Reply,
        run::run,
        transport_info::{TransportInfo, note},
    },
    live::LiveServer,
    session::{Link, Session, Store, run::run_in},
};

/// Serves the body of a POST: one message or a batch.
pub(crate) async fn post<S>(
    endpoint: Endpoint<S>,
    parts: Parts,
    accept: Accepted,
    body: Bytes,
) -> Response<ResponseBody>
where
    S: Service<Request, Response = mcp_core::Response> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let sessions = endpoint.sessions.clone();
    let around = Surroundings::new(parts, endpoint.settings.limits.call_timeout, sessions.as_deref());
    if is_batch(&body) && validate::takes_batches(&around.headers) {
        if matches!(around.link, Link::Lost) {
            return refuse(Refusal::lost_session(None), true);
        }
        let settings = Arc::clone(&endpoint.settings);
        return match batch::serve(endpoint, &around, &body).await {
            Ok(Some(reply)) => finish(reply, accept, &settings),
            Ok(None) => responses::accepted(),
            Err(refusal) => refuse(refusal, false),
        };
    }
    let envelope = match message(Message::parse(&body), &around.link) {
        Ok(Some(envelope)) => envelope,
        Ok(None) => return responses::accepted(),
        Err(refusal) => return refuse(refusal, false),
    };
    let params = Params::parse(&envelope);
    let session = match session(sessions.as_deref(), endpoint.live.as_ref(), &around, &envelope, &params) {
        Ok(session) => session,
        Err(refusal) => return refuse(refusal, true),
    };
    let opens = session.as_ref().filter(|_| envelope.method() == INITIALIZE).cloned();
    let max = endpoint.settings.limits.max_subscription_bytes;
    if envelope.method() == LISTEN && body.len() > max {
        let error = RpcError::invalid_request(format!(
            "the request to subscribe is larger than {max} bytes; subscribe to fewer resources"
        ));
        let (status, id) = (StatusCode::PAYLOAD_TOO_LARGE, Some(envelope.id().clone()));
        return refuse(Refusal { status, id, error }, false);
    }
    let (response, ok) = request(endpoint, around, session, accept, &envelope, params).await;
    match (opens, sessions) {
        (Some(session), Some(sessions)) => opened(response, ok, &sessions, &session),
        _ => response,
    }
}

/// Returns the session of a request: the one that it names, or a new one for `initialize`. A request of 2026-07-28
/// has none, whatever it names.
fn session(
    sessions: Option<&Store>,
    live: Option<&LiveServer>,
    around: &Surroundings,
    envelope: &Envelope,
    params: &Result<Params, RpcError>,
) -> Result<Option<Arc<Session>>, Refusal> {
    let Some(sessions) = sessions else { return Ok(None) };
    if is_modern(params) {
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

/// Serves one request. The flag is `true` if the response is a result, as far as that is known when it begins.
async fn request<S>(
    endpoint: Endpoint<S>,
    mut around: Surroundings,
    session: Option<Arc<Session>>,
    accept: Accepted,
    envelope: &Envelope,
    params: Result<Params, RpcError>,
) -> (Response<ResponseBody>, bool)
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
            return (finish(refusal.into(), accept, &settings), false);
        }
        Err(refusal) => return (refuse(refusal, false), false),
    };
    let id = envelope.id().clone();
    if let RequestKind::Listen { .. } = &request.call {
        note(&mut request, &id, |id| TransportInfo::http(id, None));
        let run = |request| run(service, request, id.clone(), around.left(), None);
        return (subscribe(run, request, &id, live.as_ref(), accept, &settings).await, true);
    }
    if let (RequestKind::Initialize { .. }, Some(session)) = (&request.call, &session)
        && let Err(error) = session.remember(&request.context)
    {
        let refusal = Refusal { status: StatusCode::OK, id: Some(id), error };
        return (finish(refusal.into(), accept, &settings), false);
    }
    let logs = request.context.log_level().is_some();
    if !(accept.events && (progress || logs || session.is_some())) {
        let turn = session.as_ref().map(|session| (session, session.enter(&id)));
        let reply = run_in(turn, service, request, id, around.left(), client_wait).await;
        return ended(reply, None, accept, &settings);
    }
    let outbox = early.unwrap_or_else(outbox);
    request.context.set_progress_sink(outbox.progress_sink());
    request.context.set_log_sink(outbox.log_sink());
    let wait = around.left();
    let mut call = Box::pin(async move {
        let turn = session.as_ref().map(|session| (session, session.enter(&id)));
        run_in(turn, service, request, id, wait, client_wait).await
    });
    // The response is JSON if the tool ends before it sends anything, which is known only after it has run.
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
    (responses::events(EventStream::running(call, outbox, settings.limits.keep_alive)), true)
}

/// Returns the response of a request that has ended before anything was sent. A cancelled one gets none.
fn ended(
    reply: Option<Reply>,
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
