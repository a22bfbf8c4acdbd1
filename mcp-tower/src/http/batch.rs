//! JSON-RPC batches, which only 2025-03-26 has
//! (<https://modelcontextprotocol.io/specification/2025-03-26/basic>).

use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;
use mcp_core::{
    Request, Server,
    jsonrpc::{Envelope, Message, is_batch, split_batch},
    protocol::{INITIALIZE, Params},
};
use tower::BoxError;
use tower_service::Service;

use super::{
    http_context::HttpContext,
    message::{admit, message},
    refusal::Refusal,
    validate::Admitted,
};
use crate::{
    call::{
        batch::{is_stateless, misplaced, nested},
        response::CallResponse,
    },
    session::{RegisteredRequest, Session, run::run_in},
};

/// Serves a batch. The messages run one after the other, so that a batch cannot bypass a concurrency limit, and
/// within the deadline of one call. Returns `None` if no message expects a response.
pub(crate) async fn serve<S>(
    server: &Server,
    service: S,
    max: usize,
    around: &HttpContext,
    body: &Bytes,
) -> Result<Option<CallResponse>, Refusal>
where
    S: Service<Request, Response = mcp_core::Response> + Clone,
    S::Error: Into<BoxError>,
{
    let messages = split_batch(body, max).map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, error))?;
    let mut asked = Vec::new();
    let mut stray = None;
    for each in messages {
        let parsed = if is_batch(&each) { None } else { Some(Message::parse(&each)) };
        let is_answer = matches!(parsed, Some(Ok(Message::Response(_))));
        match parsed.map(|parsed| message(parsed, &around.link)) {
            None => asked.push(Err(Refusal::new(StatusCode::OK, nested()))),
            Some(Ok(Some(envelope))) => {
                // Registered now, so that queued calls can be cancelled as well.
                let turn =
                    around.link.session().map(|session| (Arc::clone(session), session.enter(envelope.id())));
                asked.push(Ok((envelope, turn)));
            }
            Some(Ok(None)) => {}
            // A response gets no response.
            Some(Err(refusal)) if is_answer => stray = Some(refusal),
            Some(Err(refusal)) => asked.push(Err(refusal)),
        }
    }
    let mut answers = Vec::new();
    for asked in asked {
        let reply = match asked {
            Ok((envelope, turn)) => one(server, service.clone(), around, &envelope, turn).await,
            Err(refusal) => Err(refusal),
        };
        let Some(reply) = reply.unwrap_or_else(|refusal| Some(refusal.into())) else { continue };
        answers.push(if answers.is_empty() { b'[' } else { b',' });
        for piece in reply.message {
            answers.extend_from_slice(&piece);
        }
    }
    if answers.is_empty() {
        return stray.map_or(Ok(None), Err);
    }
    answers.push(b']');
    let message = [answers.into(), Bytes::new(), Bytes::new()];
    Ok(Some(CallResponse { status: StatusCode::OK, message, rate_limit: None, ok: true, subscription: None }))
}

async fn one<S>(
    server: &Server,
    service: S,
    around: &HttpContext,
    envelope: &Envelope,
    turn: Option<(Arc<Session>, RegisteredRequest)>,
) -> Result<Option<CallResponse>, Refusal>
where
    S: Service<Request, Response = mcp_core::Response> + Clone,
    S::Error: Into<BoxError>,
{
    let params = Params::parse(envelope);
    if envelope.method() == INITIALIZE || is_stateless(&params) {
        return Err(Refusal { status: StatusCode::OK, id: Some(envelope.id().clone()), error: misplaced() });
    }
    let mut context = around.context();
    if let Some((session, _)) = &turn {
        session.fill(&mut context, None, None);
    }
    let Admitted { request, .. } = admit(server, &around.headers, envelope, params, context)?;
    let id = envelope.id().clone();
    Ok(run_in(turn, service, request, id, around.left(), None).await)
}
