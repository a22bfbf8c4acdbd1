//! A server that can be replaced while it is served.

use std::{
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use mcp_core::{ListKind, Principal, Server};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast};

/// How many streams of announcements may be open at once, unless set otherwise: 1,024.
pub const MAX_LISTENERS: usize = 1024;

/// Where a transport takes its server from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Fixed(Server),
    Live(LiveServer),
}

impl Source {
    /// The server as it is now.
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

/// How many announcements a slow stream may be behind. After more it is told that everything has changed.
const BEHIND: usize = 64;

/// A server that can be replaced while it is served, and that tells its clients when a list has changed.
///
/// Clients of 2026-07-28 hear of it on a stream that they open with `subscriptions/listen`; clients of the handshake eras
/// on the stream of their session, where sessions are on, or on their pipe. Clones are handles of the same server.
///
/// What a client may listen to was said when it connected. A list that was empty until then, such as that of the prompts
/// of a server without any, is new to it when it asks again; so a server begins best with something of every kind that
/// is to come.
///
/// ```
/// use mcp_core::{NoArguments, Principal, Registry, Server, ToolError, tool_fn};
/// use mcp_tower::{Change, LiveServer, Mcp};
///
/// let live = LiveServer::new(Server::new(Registry::new()));
/// let mcp = Mcp::live(live.clone());
///
/// // Later: other tools for everybody …
/// let hello = tool_fn("hello", "Says hello.", |_: NoArguments| async { Ok::<_, ToolError>("hello") });
/// live.swap(Server::new(Registry::new().with(hello)?));
/// // … or a grant that a layer reads was changed, so one caller sees other tools from now on.
/// live.announce(Change::lists().only_for(&Principal::new("u_1")));
/// # let _ = mcp;
/// # Ok::<(), mcp_core::RegistryError>(())
/// ```
#[derive(Clone)]
pub struct LiveServer(Arc<Inner>);

struct Inner {
    server: RwLock<Server>,
    changes: broadcast::Sender<Event>,
    listeners: Arc<Semaphore>,
    closed: AtomicBool,
}

/// What has changed, and for whom.
#[derive(Debug, Clone)]
#[must_use]
pub struct Change {
    news: News,
    caller: Option<Arc<str>>,
}

/// What a stream has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    Lists(Vec<ListKind>),
    Resource(Arc<str>),
    /// Whatever may be told: it is not known any more what it was.
    Everything,
}

#[derive(Debug, Clone)]
enum Event {
    Changed(Change),
    Closed,
}

impl Change {
    /// One list, for everybody.
    pub fn of(list: ListKind) -> Self {
        Self::new(News::Lists(vec![list]))
    }

    /// All lists, for everybody.
    pub fn lists() -> Self {
        Self::new(News::Lists(ListKind::ALL.to_vec()))
    }

    /// The contents of a resource, for those that asked for word of it.
    pub fn resource(uri: impl Into<Arc<str>>) -> Self {
        Self::new(News::Resource(uri.into()))
    }

    const fn new(news: News) -> Self {
        Self { news, caller: None }
    }

    /// Only for one caller. Others are told nothing.
    pub fn only_for(mut self, caller: &Principal) -> Self {
        self.caller = Some(caller.id().into());
        self
    }
}

impl LiveServer {
    /// A server that can be replaced.
    #[must_use]
    pub fn new(server: Server) -> Self {
        Self::with_max_listeners(server, MAX_LISTENERS)
    }

    /// A server that can be replaced, with another limit than [`MAX_LISTENERS`] for open streams. Who opens one more is
    /// answered 503.
    #[must_use]
    pub fn with_max_listeners(server: Server, max: usize) -> Self {
        Self(Arc::new(Inner {
            server: RwLock::new(server.announces_changes(true)),
            changes: broadcast::channel(BEHIND).0,
            listeners: Arc::new(Semaphore::new(max.min(Semaphore::MAX_PERMITS))),
            closed: AtomicBool::new(false),
        }))
    }

    /// The server as it is now.
    #[must_use]
    pub fn server(&self) -> Server {
        self.0.server.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the server. Calls that run go on with the old one; clients are told which lists differ.
    pub fn swap(&self, server: Server) {
        let server = server.announces_changes(true);
        let lists = {
            let mut place = self.0.server.write().unwrap_or_else(PoisonError::into_inner);
            let lists = differing(&place, &server);
            *place = server;
            lists
        };
        if !lists.is_empty() {
            self.announce(Change::new(News::Lists(lists)));
        }
    }

    /// Tells clients of a change that the server itself does not show, for example that of a grant.
    pub fn announce(&self, change: Change) {
        // Nobody listens: nobody is to be told.
        let _ = self.0.changes.send(Event::Changed(change));
    }

    /// Ends all streams in good order, and those that are opened later at once: for a host that shuts down, which would
    /// otherwise wait for them.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::SeqCst);
        let _ = self.0.changes.send(Event::Closed);
    }

    /// Begins to listen on behalf of a caller; `None` when there are too many.
    pub(crate) fn listen(&self, caller: Option<&Principal>) -> Option<Listener> {
        let permit = Arc::clone(&self.0.listeners).try_acquire_owned().ok()?;
        let events = self.0.changes.subscribe();
        let live = self.clone();
        Some(Listener { events, live, caller: caller.map(|caller| caller.id().into()), _permit: permit })
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

fn differing(old: &Server, new: &Server) -> Vec<ListKind> {
    ListKind::ALL.iter().copied().filter(|list| list.differs(old.view(), new.view())).collect()
}

/// One stream that listens.
pub(crate) struct Listener {
    events: broadcast::Receiver<Event>,
    live: LiveServer,
    caller: Option<Arc<str>>,
    _permit: OwnedSemaphorePermit,
}

impl Listener {
    /// What has changed for the caller; `None` when the server ends its streams.
    pub(crate) async fn changed(&mut self) -> Option<News> {
        loop {
            if self.live.0.closed.load(Ordering::SeqCst) {
                return None;
            }
            match self.events.recv().await {
                Ok(Event::Changed(Change { news, caller })) => {
                    if caller.is_none() || caller == self.caller {
                        return Some(news);
                    }
                }
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(News::Everything),
                Ok(Event::Closed) | Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use mcp_core::{NoArguments, Registry, ToolError, tool_fn};

    fn server(tool: &str) -> Server {
        let tool = tool_fn(tool, "A tool.", |_: NoArguments| async { Ok::<_, ToolError>(()) });
        Server::new(Registry::new().with(tool).unwrap())
    }

    #[test]
    fn only_a_difference_is_announced() {
        let live = LiveServer::new(server("a"));
        let mut listener = live.listen(None).unwrap();
        live.swap(server("a").instructions("New."));
        assert!(listener.changed().now_or_never().is_none());
        live.swap(server("b"));
        assert_eq!(listener.changed().now_or_never().unwrap(), Some(News::Lists(vec![ListKind::Tools])));
        assert!(live.server().view().get("b").is_some());
    }

    #[test]
    fn a_caller_hears_what_is_meant_for_it() {
        let live = LiveServer::new(server("a"));
        let [ada, bob] = ["ada", "bob"].map(Principal::new);
        let (mut to_ada, mut to_nobody) = (live.listen(Some(&ada)).unwrap(), live.listen(None).unwrap());
        live.announce(Change::lists().only_for(&bob));
        assert!(to_ada.changed().now_or_never().is_none());
        live.announce(Change::of(ListKind::Prompts).only_for(&ada));
        assert_eq!(to_ada.changed().now_or_never().unwrap(), Some(News::Lists(vec![ListKind::Prompts])));
        assert!(to_nobody.changed().now_or_never().is_none());
    }

    #[test]
    fn who_is_far_behind_is_told_that_all_has_changed() {
        let live = LiveServer::new(server("a"));
        let mut listener = live.listen(None).unwrap();
        for _ in 0..=BEHIND {
            live.announce(Change::of(ListKind::Tools));
        }
        assert_eq!(listener.changed().now_or_never().unwrap(), Some(News::Everything));
    }

    #[test]
    fn listeners_are_bounded_and_end() {
        let live = LiveServer::with_max_listeners(server("a"), 1);
        let mut first = live.listen(None).unwrap();
        assert!(live.listen(None).is_none());
        live.close();
        assert_eq!(first.changed().now_or_never().unwrap(), None);
        drop(first);
        assert_eq!(live.listen(None).unwrap().changed().now_or_never().unwrap(), None);
    }
}
