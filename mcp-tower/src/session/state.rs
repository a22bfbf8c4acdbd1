//! Session.

use std::{
    fmt,
    future::Future,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use http::HeaderValue;
use mcp_core::{
    Context, Principal, RpcError,
    jsonrpc::{ClientResponse, Id},
};
use tokio::{sync::watch, time::Instant};

use super::SessionLimits;
use super::remote_client::client::RemoteClient;
use crate::{
    call::{
        client_wait::ClientWait,
        gauges::OpenSession,
        in_flight::{Entered, InFlight},
        outbox::Outbox,
    },
    live::ChangeKind,
};

/// State of one session.
pub(crate) struct Session {
    pub(super) id: String,
    pub(super) caller: Option<Arc<str>>,
    pub(super) opened: Instant,
    pub(super) client: Arc<RemoteClient>,
    calls: Arc<InFlight>,
    use_: Mutex<Use>,
    stream: watch::Sender<Stream>,
    /// Number of server changes when the client last opened a stream.
    changes: AtomicU64,
    _guard: OpenSession,
}

struct Use {
    last: Instant,
    calls: usize,
    streams: usize,
}

/// Eviction order: the smallest is evicted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EvictionOrder {
    has_stream: bool,
    since: Instant,
}

/// Stream of the client that is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Number(u64),
    Ended,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(super) fn new(id: String, caller: Option<&Principal>, limits: &SessionLimits, changes: u64) -> Self {
        let now = Instant::now();
        Self {
            id,
            caller: caller.map(|caller| caller.id().into()),
            opened: now,
            client: Arc::new(RemoteClient::new(limits.client)),
            calls: Arc::default(),
            use_: Mutex::new(Use { last: now, calls: 0, streams: 0 }),
            stream: watch::channel(Stream::Number(0)).0,
            changes: AtomicU64::new(changes),
            _guard: OpenSession::new(),
        }
    }

    /// Returns the notifications of a change for the client.
    pub(crate) fn notifications(&self, change: &ChangeKind) -> Vec<Bytes> {
        self.client.notifications(change)
    }

    /// Adds the client's data to the context of one of its requests.
    pub(crate) fn fill(
        self: &Arc<Self>,
        context: &mut Context,
        outbox: Option<Arc<Outbox>>,
        client_wait: Option<Arc<ClientWait>>,
    ) {
        self.client.fill(context, outbox, client_wait);
    }

    /// Returns the counter of the time for which a request waits for the client.
    #[expect(clippy::unused_self, reason = "there is none without a session")]
    pub(crate) fn client_wait(&self) -> Arc<ClientWait> {
        Arc::default()
    }

    /// Stores the client data of `initialize`.
    ///
    /// # Errors
    ///
    /// -32602 if it exceeds the limit.
    pub(crate) fn remember(&self, context: &Context) -> Result<(), RpcError> {
        self.client.remember(context)
    }

    /// Passes a response to the request that waits for it. Late responses are dropped.
    pub(crate) fn respond(&self, response: ClientResponse) {
        self.client.respond(response);
    }

    /// Cancels a request of the client.
    pub(crate) fn cancel(&self, id: &Id) {
        self.calls.cancel(id);
    }

    /// Registers a request of the client, so that the client can cancel it from now on.
    pub(crate) fn enter(self: &Arc<Self>, id: &Id) -> RegisteredRequest {
        RegisteredRequest { _in_use: self.used_for(|used| &mut used.calls), entered: self.calls.enter(id) }
    }

    /// Counts the session as used by its stream until the returned guard is dropped.
    pub(crate) fn hold_stream(self: &Arc<Self>) -> UseGuard {
        self.used_for(|used| &mut used.streams)
    }

    fn used_for(self: &Arc<Self>, what: fn(&mut Use) -> &mut usize) -> UseGuard {
        *what(&mut lock(&self.use_)) += 1;
        UseGuard { session: Arc::clone(self), what }
    }

    /// Returns the time of the last use; `None` while it is in use.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        self.eviction_order()
            .filter(|eviction_order| !eviction_order.has_stream)
            .map(|eviction_order| eviction_order.since)
    }

    /// Returns the eviction order; `None` while a call runs.
    pub(super) fn eviction_order(&self) -> Option<EvictionOrder> {
        let used = lock(&self.use_);
        (used.calls == 0).then_some(EvictionOrder { has_stream: used.streams > 0, since: used.last })
    }

    /// Returns `true` if the number of changes has increased since the client last opened a stream, and stores it.
    pub(crate) fn has_missed(&self, changes: u64) -> bool {
        self.changes.swap(changes, Ordering::SeqCst) != changes
    }

    pub(super) fn touch(&self) {
        lock(&self.use_).last = Instant::now();
    }

    /// Opens a stream in place of the previous one. The future resolves when the stream is over.
    pub(crate) fn stream(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut number = 0;
        self.stream.send_modify(|stream| {
            if let Stream::Number(last) = stream {
                *last += 1;
                number = *last;
            }
        });
        let mut streams = self.stream.subscribe();
        async move {
            // An error means that the session has ended.
            let _ = streams.wait_for(|stream| *stream != Stream::Number(number)).await;
        }
    }

    /// Ends the session with its calls and its stream.
    pub(super) fn end(&self) {
        self.calls.cancel_all();
        self.stream.send_replace(Stream::Ended);
    }

    /// Returns an identifier of the session for spans. The session id itself is a credential, and has far more
    /// bits, so that it cannot be derived from the digest.
    pub(crate) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.id.hash(&mut hasher);
        hasher.finish()
    }

    /// Returns the header with the session id.
    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.id).expect("the id is visible ASCII")
    }
}

/// Guard of a use of a session.
pub(crate) struct UseGuard {
    session: Arc<Session>,
    what: fn(&mut Use) -> &mut usize,
}

/// Request that is registered in a session.
pub(crate) struct RegisteredRequest {
    _in_use: UseGuard,
    entered: Entered,
}

impl RegisteredRequest {
    /// Runs the request; `None` if the client cancels it or the session ends.
    pub(crate) async fn run<F: Future>(self, call: F) -> Option<F::Output> {
        let Self { _in_use, entered } = self;
        entered.run(call).await
    }
}

impl Drop for UseGuard {
    fn drop(&mut self) {
        let mut used = lock(&self.session.use_);
        *(self.what)(&mut used) -= 1;
        used.last = Instant::now();
    }
}

// The id is a credential, so it is not shown.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("caller", &self.caller).finish_non_exhaustive()
    }
}
