//! One session.

use std::{
    collections::HashMap,
    fmt,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::HeaderValue;
use mcp_core::{
    Context, Implementation, Level, Principal, ProtocolVersion, RpcError,
    jsonrpc::{Id, Reply},
};
use serde_json::value::RawValue;
use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};

use super::{MAX_QUESTIONS, Patience, Sessions, peer::SessionPeer};
use crate::{inflight::InFlight, outbox::Outbox};

type Answer = Result<Box<RawValue>, RpcError>;

/// What is remembered of one client.
pub(crate) struct Session {
    pub(super) id: String,
    pub(super) caller: Option<Arc<str>>,
    pub(super) opened: Instant,
    pub(super) ask_timeout: Duration,
    client: OnceLock<Client>,
    calls: InFlight,
    level: Mutex<Option<Level>>,
    use_: Mutex<Use>,
    questions: Mutex<Questions>,
    stream: watch::Sender<Stream>,
}

/// What the client said of itself when it opened the session.
struct Client {
    version: Option<ProtocolVersion>,
    client: Option<Implementation>,
    capabilities: Option<Bytes>,
}

struct Use {
    last: Instant,
    now: usize,
}

#[derive(Default)]
struct Questions {
    asked: u64,
    open: HashMap<Id, oneshot::Sender<Answer>>,
}

/// Which of the streams that the client has opened is the one to write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Number(u64),
    Ended,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(super) fn new(id: String, caller: Option<&Principal>, limits: &Sessions) -> Self {
        let now = Instant::now();
        Self {
            id,
            caller: caller.map(|caller| caller.id().into()),
            opened: now,
            ask_timeout: limits.ask_timeout,
            client: OnceLock::new(),
            calls: InFlight::default(),
            level: Mutex::default(),
            use_: Mutex::new(Use { last: now, now: 0 }),
            questions: Mutex::default(),
            stream: watch::channel(Stream::Number(0)).0,
        }
    }

    /// Puts what is known of the client into the context of one of its requests.
    pub(crate) fn fill(
        self: &Arc<Self>,
        context: &mut Context,
        outbox: Option<Arc<Outbox>>,
        patience: Option<Arc<Patience>>,
    ) {
        if let Some(Client { version, client, capabilities }) = self.client.get() {
            if let Some(version) = version {
                context.set_protocol_version(*version);
            }
            context.set_client(client.clone(), capabilities.clone());
        }
        context.set_log_level(*lock(&self.level));
        context.set_peer(Arc::new(SessionPeer::new(Arc::clone(self), outbox, patience)));
    }

    /// What adds up how long one of its requests waits for the client.
    #[expect(clippy::unused_self, reason = "there is none without a session")]
    pub(crate) fn patience(&self) -> Arc<Patience> {
        Arc::default()
    }

    /// Takes what `initialize` says of the client.
    pub(crate) fn remember(&self, context: &Context) {
        let client = Client {
            version: context.protocol_version(),
            client: context.client().cloned(),
            capabilities: context.client_capabilities().cloned(),
        };
        // A session is opened once.
        let _ = self.client.set(client);
    }

    pub(super) fn set_log_level(&self, level: Level) {
        *lock(&self.level) = Some(level);
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

    /// Cancels a request of the client.
    pub(crate) fn cancel(&self, id: &Id) {
        self.calls.cancel(id);
    }

    /// Runs a request of the client; `None` when the client cancels it or the session ends.
    pub(crate) async fn run<F: Future>(&self, id: &Id, call: F) -> Option<F::Output> {
        let _use = self.used();
        self.calls.run(id, call).await
    }

    /// Makes the session count as used until what is returned is dropped.
    pub(super) fn used(&self) -> InUse<'_> {
        lock(&self.use_).now += 1;
        InUse(self)
    }

    /// When it was used last; `None` while it is.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        let used = lock(&self.use_);
        (used.now == 0).then_some(used.last)
    }

    pub(super) fn touch(&self) {
        lock(&self.use_).last = Instant::now();
    }

    /// Opens a stream in place of the one before, and says when it is over.
    pub(super) fn stream(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut number = 0;
        self.stream.send_modify(|stream| {
            if let Stream::Number(last) = stream {
                *last += 1;
                number = *last;
            }
        });
        let mut streams = self.stream.subscribe();
        async move {
            // An error is the end of the session.
            let _ = streams.wait_for(|stream| *stream != Stream::Number(number)).await;
        }
    }

    /// Ends the session: its calls and its stream.
    pub(super) fn end(&self) {
        self.calls.cancel_all();
        self.stream.send_replace(Stream::Ended);
    }

    /// The header that names the session.
    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.id).expect("the id is visible ASCII")
    }
}

/// A use of a session.
pub(super) struct InUse<'a>(&'a Session);

impl Drop for InUse<'_> {
    fn drop(&mut self) {
        let mut used = lock(&self.0.use_);
        used.now -= 1;
        used.last = Instant::now();
    }
}

// Whoever knows the id is let in, so it is not shown.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("caller", &self.caller).finish_non_exhaustive()
    }
}
