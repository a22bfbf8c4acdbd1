//! Server that can be replaced at run time.

pub(crate) mod feed;
pub(crate) mod subscribers;

use std::{
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use mcp_core::{ListKind, Principal, Server, View};
use tokio::sync::broadcast;

use self::subscribers::{Subscriber, SubscriptionLimits, TooManyStreams};

/// Server of a transport.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Fixed(Server),
    Live(LiveServer),
}

impl Source {
    /// Returns the current server.
    pub(crate) fn server(&self) -> Server {
        match self {
            Self::Fixed(server) => server.clone(),
            Self::Live(live) => live.server(),
        }
    }

    pub(crate) const fn live(&self) -> Option<&LiveServer> {
        match self {
            Self::Fixed(_) => None,
            Self::Live(live) => Some(live),
        }
    }
}

/// MCP server that can be replaced at run time and notifies its clients of changed lists.
///
/// Clients of 2026-07-28 get notifications on a stream that they open with `subscriptions/listen`. Clients of the
/// `initialize` revisions get them on the stream of their session, if sessions are enabled, or on their pipe.
/// Clones are handles of the same server.
///
/// Capabilities are declared when a client connects. If the server has no prompts at that time, for example, the
/// client ignores changes of the prompts until it connects again. Start with an item of every kind that will be added
/// later.
///
/// ```
/// use mcp_core::{NoArguments, Principal, Registry, Server, HandlerError, tool_fn};
/// use mcp_tower::{Change, LiveServer, Mcp};
///
/// let live = LiveServer::new(Server::new(Registry::new()));
/// let mcp = Mcp::live(live.clone());
///
/// // Later: other tools for all callers …
/// let hello = tool_fn("hello", "Says hello.", |_: NoArguments| async { Ok::<_, HandlerError>("hello") });
/// live.replace(Server::new(Registry::new().with_tool(hello)?));
/// // … or after a change to a grant: other tools for one caller.
/// live.notify(Change::lists().only_for(&Principal::new("u_1")));
/// # let _ = mcp;
/// # Ok::<(), mcp_core::RegistryError>(())
/// ```
#[derive(Clone)]
pub struct LiveServer(Arc<Inner>);

struct Inner {
    server: RwLock<Server>,
    changes: broadcast::Sender<Event>,
    /// Number of changes.
    count: AtomicU64,
    open: subscribers::Open,
    closed: AtomicBool,
}

/// Change of lists or of a resource, for all callers or for one.
#[derive(Debug, Clone)]
#[must_use]
pub struct Change {
    kind: ChangeKind,
    caller: Option<Arc<str>>,
}

/// Notification of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Lists(Vec<ListKind>),
    Resource(Arc<str>),
    /// Unknown changes: everything may have changed.
    All,
}

#[derive(Debug, Clone)]
enum Event {
    Changed(Change),
    Replaced {
        old: Server,
        new: Server,
    },
    /// Some streams have ended; each checks for itself.
    Ended,
}

impl Change {
    /// Creates a change of one list, for all callers.
    pub fn of(list: ListKind) -> Self {
        Self::new(ChangeKind::Lists(vec![list]))
    }

    /// Creates a change of all lists, for all callers.
    pub fn lists() -> Self {
        Self::new(ChangeKind::Lists(ListKind::ALL.to_vec()))
    }

    /// Creates a change of the contents of a resource, for its subscribers.
    pub fn resource(uri: impl Into<Arc<str>>) -> Self {
        Self::new(ChangeKind::Resource(uri.into()))
    }

    const fn new(kind: ChangeKind) -> Self {
        Self { kind, caller: None }
    }

    /// Restricts the change to one caller. Others are not notified.
    pub fn only_for(mut self, caller: &Principal) -> Self {
        self.caller = Some(caller.id().into());
        self
    }
}

impl LiveServer {
    /// Creates a replaceable server.
    #[must_use]
    pub fn new(server: Server) -> Self {
        Self::with_limits(server, SubscriptionLimits::default())
    }

    /// Creates a replaceable server with other limits for its notification streams.
    #[must_use]
    pub fn with_limits(server: Server, limits: SubscriptionLimits) -> Self {
        Self(Arc::new(Inner {
            server: RwLock::new(server.list_changed(true)),
            changes: broadcast::channel(limits.max_queued_changes.clamp(1, usize::MAX / 2)).0,
            count: AtomicU64::new(0),
            open: subscribers::Open::new(limits),
            closed: AtomicBool::new(false),
        }))
    }

    /// Returns the current server.
    #[must_use]
    pub fn server(&self) -> Server {
        self.0.server.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the server. Running calls continue on the old one, and no request sees parts of both.
    ///
    /// Clients are notified of the lists that differ for them. There are no notifications of hidden changes, nor of
    /// resources that the new server lacks or hides. The stream of a session applies the filters that outer layers put
    /// into its request, but not those of a [`FilterLayer`](crate::FilterLayer).
    pub fn replace(&self, server: Server) {
        let server = server.list_changed(true);
        // The lists are written here, not while others wait for the server.
        differing(self.server().view(), server.view());
        let (old, lists) = {
            let mut place = self.0.server.write().unwrap_or_else(PoisonError::into_inner);
            let lists = differing(place.view(), server.view());
            (std::mem::replace(&mut *place, server.clone()), lists)
        };
        if !lists.is_empty() {
            self.emit(Event::Replaced { old, new: server });
        }
    }

    /// Notifies clients of a change outside the server, for example of a grant.
    ///
    /// If a grant now hides more than before, end the caller's streams as well ([`close_for`](Self::close_for)): the
    /// resources of a stream are validated only when it is opened.
    pub fn notify(&self, change: Change) {
        self.emit(Event::Changed(change));
    }

    /// Ends all streams with their regular response, and later ones as soon as they are opened. Call it when the host
    /// shuts down: it would otherwise wait for the streams.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::SeqCst);
        self.emit(Event::Ended);
    }

    /// Ends the streams of one caller with their regular response, for example after its grant was revoked. The caller
    /// can open others while the outer layers admit it, so update those first.
    ///
    /// ```
    /// # use mcp_core::{Principal, Registry, Server};
    /// # use mcp_tower::LiveServer;
    /// # let live = LiveServer::new(Server::new(Registry::new()));
    /// live.close_for(&Principal::new("u_1"));
    /// ```
    pub fn close_for(&self, caller: &Principal) {
        self.0.open.end_for(caller);
        self.emit(Event::Ended);
    }

    fn emit(&self, event: Event) {
        if !matches!(event, Event::Ended) {
            self.0.count.fetch_add(1, Ordering::SeqCst);
        }
        // An error means that there are no subscribers.
        let _ = self.0.changes.send(event);
    }

    fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::SeqCst)
    }

    /// Returns the number of changes so far, for a client that was disconnected in between.
    pub(crate) fn changes(&self) -> u64 {
        self.0.count.load(Ordering::SeqCst)
    }

    /// Opens a notification stream for a caller.
    pub(crate) fn subscribe(&self, caller: Option<&Principal>) -> Result<Subscriber, TooManyStreams> {
        Subscriber::new(self, caller)
    }
}

impl From<Server> for LiveServer {
    fn from(server: Server) -> Self {
        Self::new(server)
    }
}

impl fmt::Debug for LiveServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveServer").field("server", &self.server()).finish_non_exhaustive()
    }
}

fn differing(old: &View, new: &View) -> Vec<ListKind> {
    ListKind::ALL.iter().copied().filter(|list| list.differs(old, new)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use mcp_core::{Context, Filter, HandlerError, NoArguments, Registry, resource_fn, tool_fn};

    fn server(tool: &str) -> Server {
        let tool = tool_fn(tool, "A tool.", |_: NoArguments| async { Ok::<_, HandlerError>(()) });
        Server::new(Registry::new().with_tool(tool).unwrap())
    }

    #[test]
    fn only_changed_lists_are_notified() {
        let live = LiveServer::new(server("a"));
        let mut subscriber = live.subscribe(None).unwrap();
        live.replace(server("a").instructions("New."));
        assert!(subscriber.changed().now_or_never().is_none());
        live.replace(server("b"));
        assert_eq!(
            subscriber.changed().now_or_never().unwrap(),
            Some(ChangeKind::Lists(vec![ListKind::Tools]))
        );
        assert!(live.server().view().get("b").is_some());
    }

    #[test]
    fn change_for_one_caller_notifies_only_that_caller() {
        let live = LiveServer::new(server("a"));
        let [ada, bob] = ["ada", "bob"].map(Principal::new);
        let (mut to_ada, mut to_nobody) =
            (live.subscribe(Some(&ada)).unwrap(), live.subscribe(None).unwrap());
        live.notify(Change::lists().only_for(&bob));
        assert!(to_ada.changed().now_or_never().is_none());
        live.notify(Change::of(ListKind::Prompts).only_for(&ada));
        assert_eq!(
            to_ada.changed().now_or_never().unwrap(),
            Some(ChangeKind::Lists(vec![ListKind::Prompts]))
        );
        assert!(to_nobody.changed().now_or_never().is_none());
    }

    #[test]
    fn slow_subscriber_gets_all_changed() {
        let live = LiveServer::new(server("a"));
        let mut subscriber = live.subscribe(None).unwrap();
        for _ in 0..=SubscriptionLimits::default().max_queued_changes {
            live.notify(Change::of(ListKind::Tools));
        }
        assert_eq!(subscriber.changed().now_or_never().unwrap(), Some(ChangeKind::All));
    }

    #[test]
    fn subscriptions_are_bounded_and_end() {
        let limits = SubscriptionLimits { max: 3, max_per_caller: 2, max_queued_changes: 0 };
        let live = LiveServer::with_limits(server("a"), limits);
        let [ada, bob] = ["ada", "bob"].map(Principal::new);
        let mut first = live.subscribe(Some(&ada)).unwrap();
        let second = live.subscribe(Some(&ada)).unwrap();
        assert_eq!(live.subscribe(Some(&ada)).err(), Some(TooManyStreams::Caller));
        let third = live.subscribe(Some(&bob)).unwrap();
        assert_eq!(live.subscribe(Some(&bob)).err(), Some(TooManyStreams::Server));
        drop((second, third));
        live.close();
        assert_eq!(first.changed().now_or_never().unwrap(), None);
        drop(first);
        // Requests without a caller do not count as one caller.
        let unknown = [0; 3].map(|_| live.subscribe(None).unwrap());
        for mut subscriber in unknown {
            assert_eq!(subscriber.changed().now_or_never().unwrap(), None);
        }
    }

    #[test]
    fn close_for_ends_slow_streams() {
        let live = LiveServer::new(server("a"));
        let [ada, bob] = ["ada", "bob"].map(Principal::new);
        let (mut to_ada, mut to_bob) =
            (live.subscribe(Some(&ada)).unwrap(), live.subscribe(Some(&bob)).unwrap());
        live.close_for(&ada);
        assert!(to_bob.changed().now_or_never().is_none());
        for _ in 0..=SubscriptionLimits::default().max_queued_changes {
            live.notify(Change::of(ListKind::Tools));
        }
        assert_eq!(to_ada.changed().now_or_never().unwrap(), None);
        assert_eq!(to_bob.changed().now_or_never().unwrap(), Some(ChangeKind::All));
        // A caller that is admitted again can subscribe again.
        assert!(live.subscribe(Some(&ada)).unwrap().changed().now_or_never().is_none());
    }

    #[test]
    fn hidden_changes_are_not_notified() {
        let tagged = |tools: &[(&'static str, &'static str)]| {
            let tools = tools.iter().map(|(name, tag)| {
                tool_fn(*name, "A tool.", |_: NoArguments| async { Ok::<_, HandlerError>(()) }).tags([*tag])
            });
            let doc = resource_fn("a:b", "b", "B.", |_: Context| async { Ok::<_, HandlerError>("text") });
            let registry = Registry::new().with_resource(doc.tags(["open"])).unwrap();
            Server::new(tools.fold(registry, |registry, tool| registry.with_tool(tool).unwrap()))
        };
        let next_change = |subscriber: &mut Subscriber| subscriber.changed().now_or_never().flatten();
        let tools = Some(ChangeKind::Lists(vec![ListKind::Tools]));
        let live = LiveServer::new(tagged(&[("a", "open")]));
        let mut subscriber = live.subscribe(None).unwrap();
        subscriber.narrow(&Filter::new().tags(["open"]).unwrap());
        live.replace(tagged(&[("a", "open"), ("b", "secret")]));
        assert_eq!(next_change(&mut subscriber), None);
        live.replace(tagged(&[("c", "open"), ("b", "secret")]));
        assert_eq!(next_change(&mut subscriber), tools);
        // Changed and changed back before it looks: the client may have read the list in between.
        live.replace(tagged(&[("d", "open")]));
        live.replace(tagged(&[("c", "open")]));
        assert_eq!(
            (next_change(&mut subscriber), next_change(&mut subscriber)),
            (tools.clone(), tools.clone())
        );
        // A notification of a resource does not reset the known filters; that of a list does.
        live.notify(Change::resource("a:b"));
        live.notify(Change::resource("a:c"));
        assert_eq!(next_change(&mut subscriber), Some(ChangeKind::Resource("a:b".into())));
        assert_eq!(next_change(&mut subscriber), None);
        live.replace(tagged(&[("c", "open"), ("e", "secret")]));
        assert_eq!(next_change(&mut subscriber), None);
        live.notify(Change::of(ListKind::Tools));
        assert_eq!(next_change(&mut subscriber), tools);
        live.replace(tagged(&[("c", "open"), ("f", "secret")]));
        assert_eq!(next_change(&mut subscriber), tools);
        // A server with its own filter shows something else under the same one.
        subscriber.narrow(&Filter::new().tags(["open"]).unwrap());
        live.replace(tagged(&[("c", "open")]).filter(&Filter::new().tags(["secret"]).unwrap()));
        assert_eq!(
            next_change(&mut subscriber),
            Some(ChangeKind::Lists(vec![ListKind::Tools, ListKind::Resources]))
        );
        live.notify(Change::resource("a:b"));
        assert_eq!(next_change(&mut subscriber), None);
    }
}
