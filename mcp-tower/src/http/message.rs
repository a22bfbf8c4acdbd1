//! Messages of a request's body, on their way to being requests.

use http::{HeaderMap, StatusCode};
use mcp_core::{
    Context, RpcError, Server,
    jsonrpc::{Envelope, Message, Rejected},
    protocol::Params,
};

use super::{
    refusal::Refusal,
    validate::{self, Admitted},
};
use crate::session::Link;

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

/// [`validate::admit`], with a line in the log for what it refuses.
pub(crate) fn admit(
    server: &Server,
    headers: &HeaderMap,
    envelope: &Envelope,
    params: Result<Params, RpcError>,
    context: Context,
) -> Result<Admitted, Refusal> {
    validate::admit(server, headers, envelope, params, context).inspect_err(|refusal| {
        tracing::debug!(status = refusal.status.as_u16(), code = refusal.error.code(), "request refused");
    })
}
