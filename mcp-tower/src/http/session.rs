//! GET and DELETE of a session: opens its notification stream, or ends it.

use std::{pin::pin, sync::Arc};

use futures_util::future::select;
use http::{Method, Response, StatusCode, request::Parts};
use mcp_core::{Grant, Lifecycle};
use tokio::time::{Instant, timeout_at};

use super::{
    body::ResponseBody,
    headers::{self, NamedVersion},
    http_context::link,
    refusal::Refusal,
    responses::{self, refuse},
    settings::Settings,
    sse::EventStream,
};
use crate::{
    call::{deadline::end_of_stream, outbox::Outbox},
    live::{ChangeKind, LiveServer, subscribers::Subscriber},
    session::{Session, SessionLookup, Store},
};

/// Serves a request that is not a POST.
pub(crate) fn serve(
    sessions: &Store,
    parts: &Parts,
    live: Option<&LiveServer>,
    settings: &Settings,
) -> Response<ResponseBody> {
    if parts.method != Method::GET && parts.method != Method::DELETE {
        return refuse(method_not_allowed("unsupported method; use POST, GET or DELETE"), true);
    }
    let session = match session_of(sessions, parts) {
        Ok(session) => session,
        Err(refusal) => return refuse(refusal, true),
    };
    if parts.method == Method::DELETE {
        sessions.end(&session);
        let mut response = responses::accepted();
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().clear();
        return response;
    }
    if !headers::accepted(&parts.headers).events {
        let message = "the response is an event stream; allow text/event-stream in Accept";
        return refuse(Refusal::plain(StatusCode::NOT_ACCEPTABLE, message), true);
    }
    let Some(live) = live else {
        let message = "this server sends no notifications, so it has no notification stream";
        return refuse(method_not_allowed(message), true);
    };
    let grant = parts.extensions.get::<Grant>();
    let mut subscriber = match live.subscribe(grant.map(Grant::principal)) {
        Ok(subscriber) => subscriber,
        // A stream without notifications would look like a server that never changes.
        Err(error) => return refuse(Refusal::too_many_streams(None, error), true),
    };
    if let Some(filter) = grant.and_then(Grant::allowed) {
        subscriber.narrow(filter);
    }
    // Checked after the subscription, so that a change in between is sent twice rather than not at all.
    let missed = session.has_missed(live.changes());
    let end = end_of_stream(settings.limits.subscription_lifetime, grant);
    responses::events(stream(session, subscriber, missed, end, settings))
}

fn session_of(sessions: &Store, parts: &Parts) -> Result<Arc<Session>, Refusal> {
    match headers::protocol_version(&parts.headers) {
        Ok(NamedVersion::Known(version)) if version.lifecycle() == Lifecycle::Stateless => {
            return Err(method_not_allowed("unsupported method; use POST in revision 2026-07-28"));
        }
        Ok(NamedVersion::Known(_) | NamedVersion::Absent) => {}
        Ok(NamedVersion::Unknown(_)) | Err(_) => {
            let message = "unsupported MCP-Protocol-Version; use the revision that initialize returned";
            return Err(Refusal::plain(StatusCode::BAD_REQUEST, message));
        }
    }
    match link(sessions, &parts.headers, parts.extensions.get().map(Grant::principal)) {
        SessionLookup::Found(session) => Ok(session),
        SessionLookup::Lost => Err(Refusal::unknown_session(None)),
        // Clients take this response to mean that there are no streams, and continue without one.
        SessionLookup::None if parts.method == Method::GET => {
            Err(method_not_allowed("notification streams require a session; send its id in MCP-Session-Id"))
        }
        SessionLookup::None => {
            let message = "the header MCP-Session-Id is missing; send the id of the session to end";
            Err(Refusal::plain(StatusCode::BAD_REQUEST, message))
        }
    }
}

fn method_not_allowed(message: &'static str) -> Refusal {
    Refusal::plain(StatusCode::METHOD_NOT_ALLOWED, message)
}

/// Notification stream of a session. It lasts until the session ends or the client opens another.
fn stream(
    session: Arc<Session>,
    mut subscriber: Subscriber,
    missed: bool,
    end: Instant,
    settings: &Settings,
) -> EventStream {
    let outbox = Arc::new(Outbox::new(settings.limits.max_queued_notifications));
    let sink = Arc::clone(&outbox);
    let ended = session.stream();
    let feed = async move {
        let _use = session.hold_stream();
        if missed {
            notify(&session, &ChangeKind::All, &sink);
        }
        let forward = async {
            while let Some(change) = subscriber.changed().await {
                notify(&session, &change, &sink);
            }
        };
        let (ended, forward) = (pin!(ended), pin!(forward));
        // A client whose key was revoked must not listen for ever.
        let _ = timeout_at(end, select(ended, forward)).await;
        None
    };
    EventStream::running(Box::pin(feed), outbox, settings.limits.keep_alive)
}

fn notify(session: &Session, change: &ChangeKind, sink: &Outbox) {
    session.notifications(change).into_iter().for_each(|notification| sink.send_once(notification));
}
