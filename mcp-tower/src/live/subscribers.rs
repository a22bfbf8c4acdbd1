//! Subscribers of a server that can be replaced, and their limits.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use mcp_core::{Filter, ListKind, Principal, RpcError, Server};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{Change, ChangeKind, Event, LiveServer, differing};
use crate::call::gauges::GaugeGuard;

/// Limits of the notification streams of a [`LiveServer`], set by [`LiveServer::with_limits`].
///
/// ```
/// use mcp_core::{Registry, Server};
/// use mcp_tower::{LiveServer, SubscriptionLimits};
///
/// let mut limits = SubscriptionLimits::default();
/// assert_eq!(limits.max, 1024);
/// limits.max_per_caller = 2;
/// let live = LiveServer::with_limits(Server::new(Registry::new()), limits);
/// # let _ = live;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriptionLimits {
    /// Maximum number of open streams. Defaults to 1,024. Further ones are answered with 503.
    pub max: usize,
    /// Maximum number of open streams per caller. Defaults to 32. Further ones are answered with 429. Requests without
    /// a caller are not counted here.
    pub max_per_caller: usize,
    /// Maximum number of change notifications that wait for a slow stream. Defaults to 64. Beyond it, the stream gets
    /// one notification that everything has changed. A small number loses no change: a slow client reads every list
    /// again. Zero counts as one.
    pub max_queued_changes: usize,
}

impl Default for SubscriptionLimits {
    fn default() -> Self {
        Self { max: 1024, max_per_caller: 32, max_queued_changes: 64 }
    }
}

/// Exceeded limit of notification streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TooManyStreams {
    Server,
    Caller,
}

impl TooManyStreams {
    /// Returns the error for the client, and logs it.
    pub(crate) fn to_error(self) -> RpcError {
        tracing::warn!(error = ?self, "too many notification streams are open; refused another one");
        RpcError::internal(match self {
            Self::Server => "too many notification streams are open; try again later",
            Self::Caller => "too many of your notification streams are open; close one, then open another",
        })
    }
}

/// Open notification streams.
pub(super) struct Open {
    limits: SubscriptionLimits,
    streams: Mutex<Streams>,
}

#[derive(Default)]
struct Streams {
    opened: u64,
    open: HashMap<u64, Stream>,
}

struct Stream {
    caller: Option<Arc<str>>,
    ended: Arc<AtomicBool>,
    _guard: GaugeGuard,
}

impl Open {
    pub(super) fn new(limits: SubscriptionLimits) -> Self {
        Self { limits, streams: Mutex::default() }
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, caller: Option<&Arc<str>>) -> Result<(u64, Arc<AtomicBool>), TooManyStreams> {
        let mut streams = self.streams();
        if streams.open.len() >= self.limits.max {
            return Err(TooManyStreams::Server);
        }
        let own = || streams.open.values().filter(|stream| stream.caller.as_ref() == caller).count();
        if caller.is_some() && own() >= self.limits.max_per_caller {
            return Err(TooManyStreams::Caller);
        }
        streams.opened += 1;
        let (number, ended) = (streams.opened, Arc::new(AtomicBool::new(false)));
        let stream =
            Stream { caller: caller.cloned(), ended: Arc::clone(&ended), _guard: GaugeGuard::subscription() };
        streams.open.insert(number, stream);
        Ok((number, ended))
    }

    /// Marks the streams of a caller as ended.
    pub(super) fn end_for(&self, caller: &Principal) {
        for stream in self.streams().open.values() {
            if stream.caller.as_deref() == Some(caller.id()) {
                stream.ended.store(true, Ordering::SeqCst);
            }
        }
    }
}

/// Open notification stream.
pub(crate) struct Subscriber {
    events: Receiver<Event>,
    live: LiveServer,
    number: u64,
    caller: Option<Arc<str>>,
    ended: Arc<AtomicBool>,
    visible: Option<VisibleItems>,
}

/// Filters that determine what the caller sees, as far as they are known.
struct VisibleItems {
    /// Filter of the server.
    own: Filter,
    /// Conjunction of all filters.
    all: Filter,
}

impl Subscriber {
    pub(super) fn new(live: &LiveServer, caller: Option<&Principal>) -> Result<Self, TooManyStreams> {
        let caller: Option<Arc<str>> = caller.map(|caller| caller.id().into());
        let (number, ended) = live.0.open.add(caller.as_ref())?;
        let events = live.0.changes.subscribe();
        Ok(Self { events, live: live.clone(), number, caller, ended, visible: None })
    }

    /// Narrows the stream by a filter, so that no notifications are sent for hidden items.
    #[cfg(any(feature = "sessions", feature = "stdio", test))]
    pub(crate) fn narrow(&mut self, filter: &Filter) {
        let server = self.live.server();
        self.set_visible(&server, server.view().filter().and(filter));
    }

    /// Sets the items that the caller sees: the filter with which a request reached the server.
    pub(crate) fn set_visible(&mut self, server: &Server, all: Filter) {
        self.visible = Some(VisibleItems { own: server.view().filter().clone(), all });
    }

    /// Returns the next change visible to the caller; `None` when the server ends the stream.
    pub(crate) async fn changed(&mut self) -> Option<ChangeKind> {
        loop {
            // Not an event, because a slow stream misses events.
            if self.ended.load(Ordering::SeqCst) || self.live.is_closed() {
                return None;
            }
            match self.events.recv().await {
                Ok(Event::Changed(Change { kind, caller })) => {
                    let concerns = caller.is_none() || caller == self.caller;
                    if concerns && self.is_visible(&kind) {
                        if matches!(kind, ChangeKind::Lists(_)) {
                            // The grant may have changed, so the visible items are no longer known.
                            self.visible = None;
                        }
                        return Some(kind);
                    }
                }
                Ok(Event::Replaced { old, new }) => {
                    let lists = self.differing(&old, &new);
                    if !lists.is_empty() {
                        return Some(ChangeKind::Lists(lists));
                    }
                }
                Ok(Event::Ended) => {}
                Err(RecvError::Lagged(_)) => {
                    self.visible = None;
                    return Some(ChangeKind::All);
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Returns `false` for a resource that is hidden by now. The client may have subscribed while it was visible.
    fn is_visible(&self, kind: &ChangeKind) -> bool {
        let ChangeKind::Resource(uri) = kind else { return true };
        let server = self.live.server();
        let view = server.view();
        match &self.visible {
            Some(VisibleItems { own, all }) if view.filter() == own => {
                view.registry().view(all).can_read(uri)
            }
            _ => view.can_read(uri),
        }
    }

    /// Returns the lists that differ for the caller. Each is written once per filter, then compared.
    fn differing(&self, old: &Server, new: &Server) -> Vec<ListKind> {
        let (old, new) = (old.view(), new.view());
        match &self.visible {
            // After a change of the server's own filter, the conjunction is not known.
            Some(VisibleItems { own, all }) if old.filter() == own && new.filter() == own => {
                differing(&old.registry().view(all), &new.registry().view(all))
            }
            _ => differing(old, new),
        }
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        self.live.0.open.streams().open.remove(&self.number);
    }
}
