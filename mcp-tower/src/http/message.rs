//! Messages of a request body, before they are decoded.

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
use crate::session::SessionLookup;

/// Returns the message if it is a request.
///
/// Handles other messages: a notification may cancel a request of its session, a response belongs to a request that
/// the server sent in it.
pub(crate) fn message(
    parsed: Result<Message, Rejected>,
    link: &SessionLookup,
) -> Result<Option<Envelope>, Refusal> {
    match (parsed, link) {
        (Ok(Message::Request(envelope)), _) => Ok(Some(envelope)),
        (Ok(_), SessionLookup::Lost) => Err(Refusal::unknown_session(None)),
        (Ok(Message::Notification(notification)), link) => {
            tracing::trace!(method = ?notification.method(), "notification");
            if let (Some(id), Some(session)) = (notification.cancelled(), link.session()) {
                session.cancel(&id);
            }
            Ok(None)
        }
        (Ok(Message::Response(response)), SessionLookup::Found(session)) => {
            session.respond(response);
            Ok(None)
        }
        (Ok(_), _) => Err(Refusal::plain(
            StatusCode::BAD_REQUEST,
            "no request of this server is open, so the response was refused; send requests and notifications only",
        )),
        (Err(Rejected { id, error, .. }), _) => Err(Refusal { status: StatusCode::BAD_REQUEST, id, error }),
    }
}

/// [`validate::admit`] with a log line for refusals.
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
