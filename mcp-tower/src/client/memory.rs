//! What is remembered of one client.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use mcp_core::{
    Context, Implementation, Level, ListKind, MAX_SUBSCRIBED_RESOURCES, ProtocolVersion, RpcError,
    jsonrpc::{Id, Reply},
    resource_updated,
};
use serde_json::value::RawValue;
use tokio::sync::oneshot;

use super::{ClientPeer, Patience};
use crate::{live::News, outbox::Outbox};

/// How long a client of a handshake era may take to answer a question, unless set otherwise: 5 minutes. It is no part of
/// the time that a call may take.
pub const ASK_TIMEOUT: Duration = Duration::from_secs(5 * 60);
/// How many questions may be open at once in one session or on one pipe: 16.
pub const MAX_QUESTIONS: usize = 16;

type Answer = Result<Box<RawValue>, RpcError>;

/// What is remembered of one client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(super) ask_timeout: Duration,
    said: Mutex<Option<Said>>,
    level: Mutex<Option<Level>>,
    subscribed: Mutex<BTreeSet<String>>,
    questions: Mutex<Questions>,
}

/// What the client said of itself in `initialize`.
#[derive(Debug)]
struct Said {
    version: Option<ProtocolVersion>,
    client: Option<Implementation>,
    capabilities: Option<Bytes>,
}

#[derive(Debug, Default)]
struct Questions {
    asked: u64,
    open: HashMap<Id, oneshot::Sender<Answer>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Client {
    pub(crate) fn new(ask_timeout: Duration) -> Self {
        Self {
            ask_timeout,
            said: Mutex::default(),
            level: Mutex::default(),
            subscribed: Mutex::default(),
            questions: Mutex::default(),
        }
    }

    /// Puts what is known of the client into the context of one of its requests. Without an outbox, nothing can be asked
    /// while it runs.
    pub(crate) fn fill(
        self: &Arc<Self>,
        context: &mut Context,
        outbox: Option<Arc<Outbox>>,
        patience: Option<Arc<Patience>>,
    ) {
        if let Some(Said { version, client, capabilities }) = &*lock(&self.said) {
            if let Some(version) = version {
                context.set_protocol_version(*version);
            }
            context.set_client(client.clone(), capabilities.clone());
        }
        context.set_log_level(*lock(&self.level));
        context.set_peer(Arc::new(ClientPeer::new(Arc::clone(self), outbox, patience)));
    }

    /// Takes what `initialize` says of the client. The last one counts: a client may try again with another revision.
    pub(crate) fn remember(&self, context: &Context) {
        let said = Said {
            version: context.protocol_version(),
            client: context.client().cloned(),
            capabilities: context.client_capabilities().cloned(),
        };
        *lock(&self.said) = Some(said);
    }

    pub(super) fn set_log_level(&self, level: Level) {
        *lock(&self.level) = Some(level);
    }

    pub(super) fn set_subscribed(&self, uri: &str, wanted: bool) -> Result<(), RpcError> {
        let mut subscribed = lock(&self.subscribed);
        if !wanted {
            subscribed.remove(uri);
        } else if subscribed.len() < MAX_SUBSCRIBED_RESOURCES || subscribed.contains(uri) {
            subscribed.insert(uri.to_owned());
        } else {
            return Err(RpcError::invalid_params(format!(
                "word of more than {MAX_SUBSCRIBED_RESOURCES} resources is not taken"
            )));
        }
        Ok(())
    }

    /// What the client is told of a change: of every list, and of the resources that it wants word of.
    pub(crate) fn notifications(&self, news: &News) -> Vec<Bytes> {
        let subscribed = lock(&self.subscribed);
        let (lists, resources) = match news {
            News::Lists(lists) => (&lists[..], vec![]),
            News::Resource(uri) => (&[][..], subscribed.get(&**uri).into_iter().collect()),
            News::Everything => (ListKind::ALL, subscribed.iter().collect()),
        };
        let lists = lists.iter().map(|list| list.to_notification());
        lists.chain(resources.into_iter().map(|uri| resource_updated(uri))).collect()
    }

    /// Opens a question; `None` when too many are open.
    pub(super) fn question(&self) -> Option<(Id, oneshot::Receiver<Answer>)> {
        let mut questions = lock(&self.questions);
        if questions.open.len() >= MAX_QUESTIONS {
            return None;
        }
        questions.asked += 1;
        let id = Id::number(questions.asked);
        let (answer, answered) = oneshot::channel();
        questions.open.insert(id.clone(), answer);
        Some((id, answered))
    }

    pub(super) fn forget(&self, question: &Id) {
        lock(&self.questions).open.remove(question);
    }

    /// Hands an answer to whoever waits for it. One that nobody waits for any more is dropped.
    pub(crate) fn answer(&self, reply: Reply) {
        let Some(id) = reply.id().cloned() else { return };
        let waiting = lock(&self.questions).open.remove(&id);
        if let Some(waiting) = waiting {
            // Whoever asked may be gone.
            let _ = waiting.send(reply.into_outcome());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_and_resources_are_bounded() {
        let client = Client::new(ASK_TIMEOUT);
        let open: Vec<_> = std::iter::from_fn(|| client.question()).collect();
        assert_eq!(open.len(), MAX_QUESTIONS);
        client.forget(&open[0].0);
        assert!(client.question().is_some());

        for n in 0..MAX_SUBSCRIBED_RESOURCES {
            client.set_subscribed(&format!("a:{n}"), true).unwrap();
        }
        assert_eq!(client.set_subscribed("a:b", true).unwrap_err().code(), -32602);
        client.set_subscribed("a:0", true).unwrap();
        client.set_subscribed("a:0", false).unwrap();
        client.set_subscribed("a:b", true).unwrap();
    }
}
