//! Requests to a stateful client.

use std::sync::Arc;

use bytes::Bytes;
use mcp_core::{
    ClientConnection, Level, RpcError, async_trait,
    jsonrpc::{Id, write_request},
};
use serde_json::value::RawValue;
use tokio::time::timeout;

use super::client::RemoteClient;
use crate::call::{client_wait::ClientWait, outbox::Outbox};

/// Connection to the client of a running request.
pub(crate) struct RequestConnection {
    client: Arc<RemoteClient>,
    // `None` for a request without a response stream, which cannot carry requests to the client.
    outbox: Option<Arc<Outbox>>,
    client_wait: Option<Arc<ClientWait>>,
}

impl RequestConnection {
    pub(super) const fn new(
        client: Arc<RemoteClient>,
        outbox: Option<Arc<Outbox>>,
        client_wait: Option<Arc<ClientWait>>,
    ) -> Self {
        Self { client, outbox, client_wait }
    }
}

/// Open request to the client. Dropping it ends the wait.
struct Open<'a> {
    client: &'a RemoteClient,
    id: Id,
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.client.forget(&self.id);
    }
}

#[async_trait]
impl ClientConnection for RequestConnection {
    async fn request(&self, method: &'static str, params: Bytes) -> Result<Box<RawValue>, RpcError> {
        let Some(outbox) = &self.outbox else {
            return Err(RpcError::internal(
                "a request to the client needs an event stream; add text/event-stream to Accept",
            ));
        };
        let Some((id, response)) = self.client.open_request() else {
            return Err(RpcError::internal("too many requests to the client are open; respond to one first"));
        };
        let open = Open { client: &self.client, id };
        let _waiting = self.client_wait.as_ref().map(ClientWait::wait);
        outbox.send(write_request(&open.id, method, &params));
        match timeout(self.client.limits.request_timeout, response).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(RpcError::internal("the client disconnected before it responded")),
            Err(_) => {
                let id = String::from_utf8_lossy(open.id.as_bytes());
                outbox.note(
                    format!(r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":{id}}}}}"#)
                        .into(),
                );
                Err(RpcError::internal(format!(
                    "no response from the client within {:?}",
                    self.client.limits.request_timeout
                )))
            }
        }
    }

    fn set_log_level(&self, level: Level) {
        self.client.set_log_level(level);
    }

    fn set_subscribed(&self, uri: &str, subscribed: bool) -> Result<(), RpcError> {
        self.client.set_subscribed(uri, subscribed)
    }
}
