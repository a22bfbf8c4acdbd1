//! Questions to the client of a session.

use std::sync::Arc;

use bytes::Bytes;
use mcp_core::{
    Level, Peer, RpcError, async_trait,
    jsonrpc::{Id, write_request},
};
use serde_json::value::RawValue;
use tokio::time::timeout;

use super::{Patience, Session};
use crate::outbox::Outbox;

/// The client of a session, on the stream of one of its requests.
pub(super) struct SessionPeer {
    session: Arc<Session>,
    // None for a request whose answer is no stream: there is nothing to ask on.
    outbox: Option<Arc<Outbox>>,
    patience: Option<Arc<Patience>>,
}

impl SessionPeer {
    pub(super) const fn new(
        session: Arc<Session>,
        outbox: Option<Arc<Outbox>>,
        patience: Option<Arc<Patience>>,
    ) -> Self {
        Self { session, outbox, patience }
    }
}

/// A question that nobody waits for any more once it is dropped.
struct Open<'a> {
    session: &'a Session,
    id: Id,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.session.forget(&self.id);
    }
}

#[async_trait]
impl Peer for SessionPeer {
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError> {
        let Some(outbox) = &self.outbox else {
            return Err(RpcError::internal(
                "the answer to this request is no stream, so nothing can be asked on it",
            ));
        };
        let Some((id, answered)) = self.session.question() else {
            return Err(RpcError::internal("too many questions are open in this session"));
        };
        let open = Open { session: &self.session, id };
        let _waiting = self.patience.as_ref().map(Patience::wait);
        outbox.send(write_request(&open.id, method, &params));
        match timeout(self.session.ask_timeout, answered).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(RpcError::internal("the session has ended")),
            Err(_) => {
                let id = String::from_utf8_lossy(open.id.as_bytes());
                outbox.note(
                    format!(r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":{id}}}}}"#)
                        .into(),
                );
                Err(RpcError::internal(format!("no answer within {:?}", self.session.ask_timeout)))
            }
        }
    }

    fn set_log_level(&self, level: Level) {
        self.session.set_log_level(level);
    }
}
