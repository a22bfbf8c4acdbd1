//! Batches of JSON-RPC messages, which 2025-03-26 has and no later revision
//! (<https://modelcontextprotocol.io/specification/2025-03-26/basic>).

use bytes::Bytes;
use http::StatusCode;
use mcp_core::{
    Era, Request, RpcError, Server,
    jsonrpc::{Envelope, Message, split_batch},
    protocol::{INITIALIZE, Params},
};
use tower::BoxError;
use tower_service::Service;

use crate::{
    answer::Reply,
    exchange::{self, Endpoint, Surroundings},
    rules::{Admitted, Refusal},
    run::run_in,
};

/// Serves a batch: the messages one after the other, so that a batch is no way round a limit on concurrency, and within
/// the time of one call. `None` when nothing in it wants an answer.
pub(crate) async fn serve<S>(
    endpoint: Endpoint<S>,
    around: &Surroundings,
    body: &Bytes,
) -> Result<Option<Reply>, Refusal>
where
    S: Service<Request, Response = mcp_core::Response> + Clone,
    S::Error: Into<BoxError>,
{
    let messages = split_batch(body, endpoint.settings.max_batch)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, error))?;
    let mut answers = Vec::new();
    for message in messages {
        let reply = match one(&endpoint.server, endpoint.service.clone(), around, &message).await {
            Ok(Some(reply)) => reply,
            Ok(None) => continue,
            Err(refusal) => refusal.into(),
        };
        answers.push(if answers.is_empty() { b'[' } else { b',' });
        for piece in reply.message {
            answers.extend_from_slice(&piece);
        }
    }
    if answers.is_empty() {
        return Ok(None);
    }
    answers.push(b']');
    let message = [answers.into(), Bytes::new(), Bytes::new()];
    Ok(Some(Reply { status: StatusCode::OK, message, rate_limit: None, ok: true, subscription: None }))
}

async fn one<S>(
    server: &Server,
    service: S,
    around: &Surroundings,
    message: &Bytes,
) -> Result<Option<Reply>, Refusal>
where
    S: Service<Request, Response = mcp_core::Response> + Clone,
    S::Error: Into<BoxError>,
{
    let Some(envelope) = exchange::message(Message::parse(message), &around.link)? else { return Ok(None) };
    if envelope.method() == INITIALIZE || is_modern(&envelope) {
        let message = "a batch holds neither initialize nor requests of a revision without batches";
        let error = RpcError::invalid_request(message);
        return Err(Refusal { status: StatusCode::OK, id: Some(envelope.id().clone()), error });
    }
    let mut context = around.context();
    let session = around.link.session();
    if let Some(session) = session {
        session.fill(&mut context, None, None);
    }
    let Admitted { request, .. } = exchange::admit(server, &around.headers, &envelope, context)?;
    let id = envelope.id().clone();
    Ok(run_in(session, service, request, id, around.left(), None).await)
}

pub(crate) fn is_modern(envelope: &Envelope) -> bool {
    Params::parse(envelope).is_ok_and(|params| params.era() == Era::Modern)
}
