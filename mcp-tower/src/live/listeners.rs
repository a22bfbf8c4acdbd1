//! How many listen to a server that can be replaced, and how each of them hears of it.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use mcp_core::{Filter, ListKind, Principal, RpcError, Server};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{Change, Event, LiveServer, News, differing};
use crate::call::gauges::GaugeGuard;

/// How many streams of announcements may be open at once, unless set otherwise: 1,024.
pub const MAX_LISTENERS: usize = 1024;
/// How many of them one caller may have, unless set otherwise: 32. Requests whose caller nobody knows are not counted here.
pub const MAX_LISTENERS_PER_CALLER: usize = 32;
/// How many announcements a slow stream may be behind, unless set otherwise: 64. After more it is told that everything has
/// changed.
pub const MAX_BEHIND: usize = 64;

/// How many streams of announcements a [`LiveServer`] keeps open.
///
/// ```
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{Listeners, LiveServer};
///
/// let live = LiveServer::with_listeners(Server::new(Registry::new()), Listeners::new().max(100).max_per_caller(2));
/// # let _ = live;
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Listeners {
    max: usize,
    max_per_caller: usize,
    pub(super) max_behind: usize,
}

impl Default for Listeners {
    fn default() -> Self {
        Self { max: MAX_LISTENERS, max_per_caller: MAX_LISTENERS_PER_CALLER, max_behind: MAX_BEHIND }
    }
}

impl Listeners {
    /// The limits named in this crate.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many streams may be open ([`MAX_LISTENERS`] by default). Who opens one more is answered 503.
    pub const fn max(mut self, streams: usize) -> Self {
        self.max = streams;
        self
    }

    /// Sets how many one caller may have open ([`MAX_LISTENERS_PER_CALLER`] by default). One more is answered 429.
    pub const fn max_per_caller(mut self, streams: usize) -> Self {
        self.max_per_caller = streams;
        self
    }

    /// Sets how many announcements a slow stream may be behind ([`MAX_BEHIND`] by default). Nothing is lost by a small
    /// number: who is further behind reads every list again. None counts as one.
    pub const fn max_behind(mut self, announcements: usize) -> Self {
        self.max_behind = announcements;
        self
    }
}

/// There is no room for another stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowded {
    Server,
    Caller,
}

impl Crowded {
    /// What the client is told, and the log.
    pub(crate) fn to_error(self) -> RpcError {
        tracing::warn!(crowded = ?self, "no room for another stream of announcements");
        RpcError::internal(match self {
            Self::Server => "too many streams of announcements are open; try again later",
            Self::Caller => "you have too many streams of announcements open; close one, then open another",
        })
    }
}

/// The streams that are open.
pub(super) struct Open {
    limits: Listeners,
    streams: Mutex<Streams>,
}

#[derive(Default)]
struct Streams {
    opened: u64,
    open: HashMap<u64, Stream>,
}

struct Stream {
    caller: Option<Arc<str>>,
    over: Arc<AtomicBool>,
    _guard: GaugeGuard,
}

impl Open {
    pub(super) fn new(limits: Listeners) -> Self {
        Self { limits, streams: Mutex::default() }
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, caller: Option<&Arc<str>>) -> Result<(u64, Arc<AtomicBool>), Crowded> {
        let mut streams = self.streams();
        if streams.open.len() >= self.limits.max {
            return Err(Crowded::Server);
        }
        let own = || streams.open.values().filter(|stream| stream.caller.as_ref() == caller).count();
        if caller.is_some() && own() >= self.limits.max_per_caller {
            return Err(Crowded::Caller);
        }
        streams.opened += 1;
        let (number, over) = (streams.opened, Arc::new(AtomicBool::new(false)));
        let stream =
            Stream { caller: caller.cloned(), over: Arc::clone(&over), _guard: GaugeGuard::listener() };
        streams.open.insert(number, stream);
        Ok((number, over))
    }

    /// Marks the streams of a caller as over.
    pub(super) fn end_of(&self, caller: &Principal) {
        for stream in self.streams().open.values() {
            if stream.caller.as_deref() == Some(caller.id()) {
                stream.over.store(true, Ordering::SeqCst);
            }
        }
    }
}

/// One stream that listens.
pub(crate) struct Listener {
    events: Receiver<Event>,
    live: LiveServer,
    number: u64,
    caller: Option<Arc<str>>,
    over: Arc<AtomicBool>,
    sight: Option<Sight>,
}

/// What the caller sees of the server, as far as it is known.
struct Sight {
    /// The server's own part of it.
    own: Filter,
    /// All of it.
    all: Filter,
}

impl Listener {
    pub(super) fn new(live: &LiveServer, caller: Option<&Principal>) -> Result<Self, Crowded> {
        let caller: Option<Arc<str>> = caller.map(|caller| caller.id().into());
        let (number, over) = live.0.open.add(caller.as_ref())?;
        let events = live.0.changes.subscribe();
        Ok(Self { events, live: live.clone(), number, caller, over, sight: None })
    }

    /// Says that the caller sees no more of the server than a filter lets through, so that it is not told of changes that it
    /// does not see.
    #[cfg(any(feature = "sessions", feature = "stdio", test))]
    pub(crate) fn narrow(&mut self, filter: &Filter) {
        let server = self.live.server();
        self.sees(&server, server.view().filter().and(filter));
    }

    /// Says what the caller sees: all that a request was shown of a server.
    pub(crate) fn sees(&mut self, server: &Server, all: Filter) {
        self.sight = Some(Sight { own: server.view().filter().clone(), all });
    }

    /// What has changed for the caller; `None` when the server ends the stream.
    pub(crate) async fn changed(&mut self) -> Option<News> {
        loop {
            // It is no event, because one that is far behind misses events.
            if self.over.load(Ordering::SeqCst) || self.live.is_closed() {
                return None;
            }
            match self.events.recv().await {
                Ok(Event::Changed(Change { news, caller })) => {
                    let concerns = caller.is_none() || caller == self.caller;
                    if concerns && self.may_hear(&news) {
                        if matches!(news, News::Lists(_)) {
                            // It may be the grant that has changed, and then nobody knows here what is seen.
                            self.sight = None;
                        }
                        return Some(news);
                    }
                }
                Ok(Event::Swapped { old, new }) => {
                    let lists = self.differing(&old, &new);
                    if !lists.is_empty() {
                        return Some(News::Lists(lists));
                    }
                }
                Ok(Event::Ended) => {}
                Err(RecvError::Lagged(_)) => {
                    self.sight = None;
                    return Some(News::Everything);
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Whether the news are of nothing that is hidden by now. A client may have asked for word of a resource when it still
    /// saw it.
    fn may_hear(&self, news: &News) -> bool {
        let News::Resource(uri) = news else { return true };
        let server = self.live.server();
        let view = server.view();
        match &self.sight {
            Some(Sight { own, all }) if view.filter() == own => view.registry().view(all).can_read(uri),
            _ => view.can_read(uri),
        }
    }

    /// Which lists are others to the caller. Each is written once for each filter, and then compared.
    fn differing(&self, old: &Server, new: &Server) -> Vec<ListKind> {
        let (old, new) = (old.view(), new.view());
        match &self.sight {
            // Where the server's own filter has changed, it is not known what is left over.
            Some(Sight { own, all }) if old.filter() == own && new.filter() == own => {
                differing(&old.registry().view(all), &new.registry().view(all))
            }
            _ => differing(old, new),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.live.0.open.streams().open.remove(&self.number);
    }
}
