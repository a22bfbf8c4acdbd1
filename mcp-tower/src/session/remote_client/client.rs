//! State of one client.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use mcp_core::{
    Context, Implementation, Level, ListKind, ProtocolVersion, RpcError,
    jsonrpc::{ClientResponse, Id},
    resource_updated,
};
use serde_json::value::RawValue;
use tokio::sync::oneshot;

use super::{connection::RequestConnection, limits::RemoteClientLimits};
use crate::{
    call::{client_wait::ClientWait, outbox::Outbox},
    live::ChangeKind,
};

type Outcome = Result<Box<RawValue>, RpcError>;

/// State of one client.
#[derive(Debug)]
pub(crate) struct RemoteClient {
    pub(super) limits: RemoteClientLimits,
    info: Mutex<Option<ClientInfo>>,
    level: Mutex<Option<Level>>,
    subscribed: Mutex<BTreeSet<String>>,
    requests: Mutex<OpenRequests>,
}

/// Client data of `initialize`.
#[derive(Debug)]
struct ClientInfo {
    version: Option<ProtocolVersion>,
    client: Option<Implementation>,
    capabilities: Option<Bytes>,
}

impl ClientInfo {
    fn len(&self) -> usize {
        let client = self.client.as_ref().map_or(0, |client| {
            [Some(&client.name), Some(&client.version), client.title.as_ref(), client.description.as_ref()]
                .into_iter()
                .chain([client.website_url.as_ref()])
                .flatten()
                .map(String::len)
                .sum()
        });
        client + self.capabilities.as_ref().map_or(0, Bytes::len)
    }
}

#[derive(Debug, Default)]
struct OpenRequests {
    sent: u64,
    open: HashMap<Id, oneshot::Sender<Outcome>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RemoteClient {
    pub(crate) fn new(limits: RemoteClientLimits) -> Self {
        Self {
            limits,
            info: Mutex::default(),
            level: Mutex::default(),
            subscribed: Mutex::default(),
            requests: Mutex::default(),
        }
    }

    /// Adds the client's data to the context of one of its requests. Without an outbox, the request cannot carry
    /// elicitation, sampling or roots.
    pub(crate) fn fill(
        self: &Arc<Self>,
        context: &mut Context,
        outbox: Option<Arc<Outbox>>,
        client_wait: Option<Arc<ClientWait>>,
    ) {
        if let Some(ClientInfo { version, client, capabilities }) = &*lock(&self.info) {
            if let Some(version) = version {
                context.set_protocol_version(*version);
            }
            context.set_client(client.clone(), capabilities.clone());
        }
        context.set_log_level(*lock(&self.level));
        context.set_connection(Arc::new(RequestConnection::new(Arc::clone(self), outbox, client_wait)));
    }

    /// Stores the client data of `initialize`. Replaces earlier data: a client may retry with another revision.
    ///
    /// # Errors
    ///
    /// -32602 if it exceeds the limit.
    pub(crate) fn remember(&self, context: &Context) -> Result<(), RpcError> {
        let client = context.client().cloned().map(|mut client| {
            client.icons.clear();
            client
        });
        let info = ClientInfo {
            version: context.protocol_version(),
            client,
            // Copied, because it is a slice of the whole body.
            capabilities: context.client_capabilities().map(|json| Bytes::copy_from_slice(json)),
        };
        let max = self.limits.max_bytes;
        if info.len() > max {
            return Err(RpcError::invalid_params(format!(
                "params.clientInfo and params.capabilities are larger than {max} bytes together; send less"
            )));
        }
        *lock(&self.info) = Some(info);
        Ok(())
    }

    pub(super) fn set_log_level(&self, level: Level) {
        *lock(&self.level) = Some(level);
    }

    pub(super) fn set_subscribed(&self, uri: &str, wanted: bool) -> Result<(), RpcError> {
        let mut subscribed = lock(&self.subscribed);
        if !wanted {
            subscribed.remove(uri);
            return Ok(());
        }
        if subscribed.contains(uri) {
            return Ok(());
        }
        let RemoteClientLimits { max_subscribed_resources: max, max_bytes, .. } = self.limits;
        let info = lock(&self.info).as_ref().map_or(0, ClientInfo::len);
        let refuse = |why| Err(RpcError::invalid_params(format!("{why}; unsubscribe from others first")));
        if subscribed.len() >= max {
            return refuse(format!("at most {max} resources can be subscribed to"));
        }
        if info + uri.len() + subscribed.iter().map(String::len).sum::<usize>() > max_bytes {
            return refuse(format!(
                "the subscribed URIs and the client info are larger than {max_bytes} bytes together"
            ));
        }
        subscribed.insert(uri.to_owned());
        Ok(())
    }

    /// Returns the notifications of a change for the client: those of every list, and of its subscribed resources.
    pub(crate) fn notifications(&self, change: &ChangeKind) -> Vec<Bytes> {
        let subscribed = lock(&self.subscribed);
        let (lists, resources) = match change {
            ChangeKind::Lists(lists) => (&lists[..], vec![]),
            ChangeKind::Resource(uri) => (&[][..], subscribed.get(&**uri).into_iter().collect()),
            ChangeKind::All => (ListKind::ALL, subscribed.iter().collect()),
        };
        let lists = lists.iter().map(|list| list.to_notification());
        lists.chain(resources.into_iter().map(|uri| resource_updated(uri))).collect()
    }

    /// Opens a request to the client; `None` if too many are open.
    pub(super) fn open_request(&self) -> Option<(Id, oneshot::Receiver<Outcome>)> {
        let mut requests = lock(&self.requests);
        if requests.open.len() >= self.limits.max_requests {
            return None;
        }
        requests.sent += 1;
        let id = Id::number(requests.sent);
        let (sender, receiver) = oneshot::channel();
        requests.open.insert(id.clone(), sender);
        Some((id, receiver))
    }

    pub(super) fn forget(&self, id: &Id) {
        lock(&self.requests).open.remove(id);
    }

    /// Passes a response to the request that waits for it. Late responses are dropped.
    pub(crate) fn respond(&self, response: ClientResponse) {
        let Some(id) = response.id().cloned() else { return };
        let waiting = lock(&self.requests).open.remove(&id);
        if let Some(waiting) = waiting {
            // The waiting request may be gone.
            let _ = waiting.send(response.into_outcome());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcp_core::Icon;

    #[test]
    fn client_requests_and_subscriptions_are_bounded() {
        let limits = RemoteClientLimits {
            max_requests: 2,
            max_subscribed_resources: 3,
            max_bytes: 100,
            ..RemoteClientLimits::default()
        };
        let client = RemoteClient::new(limits);
        let open: Vec<_> = std::iter::from_fn(|| client.open_request()).collect();
        assert_eq!(open.len(), 2);
        client.forget(&open[0].0);
        assert!(client.open_request().is_some());

        for uri in ["a:0", "a:1", "a:2", "a:0"] {
            client.set_subscribed(uri, true).unwrap();
        }
        assert_eq!(client.set_subscribed("a:b", true).unwrap_err().code(), -32602);
        client.set_subscribed("a:0", false).unwrap();
        client.set_subscribed("a:0", false).unwrap();
        let long = format!("a:{}", "b".repeat(93));
        assert!(client.set_subscribed(&long, true).unwrap_err().message().contains("100 bytes"));
        client.set_subscribed(&long[1..], true).unwrap();
    }

    #[test]
    fn client_info_size_is_bounded() {
        let client =
            RemoteClient::new(RemoteClientLimits { max_bytes: 100, ..RemoteClientLimits::default() });
        let info = |size: usize| {
            let mut context = Context::new();
            let mut client = Implementation::new("n".repeat(size), "1");
            client.website_url = Some("w".repeat(10));
            client.icons = vec![Icon::new("data:,x")];
            context.set_client(Some(client), Some(Bytes::from_static(b"{}")));
            context
        };
        client.remember(&info(87)).unwrap();
        assert_eq!(client.remember(&info(88)).unwrap_err().code(), -32602);
        // The earlier data stays.
        let mut context = Context::new();
        Arc::new(client).fill(&mut context, None, None);
        let info = context.client().unwrap();
        assert_eq!((info.name.len(), info.icons.len()), (87, 0));
    }
}
