//! Our own addresses: those of all channels of the company, and of the inboxes of a conversation.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use client_core::Endpoint;
use mcp_core::{HandlerError, HandlerErrorKind};

use super::address;
use crate::{
    api::{
        channels::{Channel, ListChannels},
        conversations::ListConversationInboxes,
        inboxes::ListInboxChannels,
    },
    id::ConversationId,
    mcp::{
        call::Call,
        pages::{MAX_LIST_PAGES, all_pages},
    },
    page::Page,
    vendor::Front,
};

/// Number of requests kept for the rest of the call while inboxes are read.
const RESERVE: u32 = 5;

/// Channels of the company, read once for several calls of one tool set.
#[derive(Clone, Default)]
pub(crate) struct ChannelCache(Arc<Mutex<Option<Cached>>>);

#[derive(Clone)]
struct Cached {
    read: Instant,
    company: Arc<Company>,
}

impl fmt::Debug for ChannelCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelCache").finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Company {
    channels: Vec<Channel>,
    incomplete: Option<String>,
}

/// Channels with our own addresses, also those that cannot send.
#[derive(Debug, Default)]
pub(crate) struct OwnChannels {
    channels: Vec<Channel>,
    /// Channels by the key of their receiving and sender addresses.
    by_key: HashMap<String, Vec<usize>>,
    domains: HashSet<String>,
    /// Reason why some of our addresses may be missing.
    pub(super) incomplete: Option<String>,
}

impl OwnChannels {
    pub(super) fn new(channels: impl IntoIterator<Item = Channel>) -> Self {
        let mut own = Self::default();
        channels.into_iter().for_each(|channel| own.add(channel));
        own
    }

    /// Returns the channels of the company, from the cache or with one request per page.
    pub(crate) async fn of_company(call: &Call) -> Result<Self, HandlerError> {
        let company = company(call).await?;
        let mut own = Self::new(company.channels.iter().cloned());
        own.incomplete.clone_from(&company.incomplete);
        Ok(own)
    }

    /// Returns the channels of the company and those of the conversation's inboxes: the list of the company may lack
    /// private ones. Inboxes that the token cannot see are skipped.
    pub(super) async fn of_conversation(
        call: &Call,
        conversation: &ConversationId,
    ) -> Result<Self, HandlerError> {
        let mut own = Self::of_company(call).await?;
        let inboxes = own.visible(call, &ListConversationInboxes::new(conversation.clone())).await?;
        for inbox in inboxes {
            if call.requests_left() <= RESERVE {
                own.incomplete.get_or_insert_with(|| "the call has no requests left".to_owned());
                break;
            }
            let channels = own.visible(call, &ListInboxChannels::new(inbox.id)).await?;
            channels.into_iter().for_each(|channel| own.add(channel));
        }
        Ok(own)
    }

    /// Reads a list to its last page. A list that the token may not see is empty.
    async fn visible<E, T>(&mut self, call: &Call, endpoint: &E) -> Result<Vec<T>, HandlerError>
    where
        E: Endpoint<Vendor = Front, Output = Page<T>>,
        T: Send + 'static,
    {
        match all_pages(call, endpoint, MAX_LIST_PAGES).await {
            Ok(listed) => {
                self.incomplete = self.incomplete.take().or(listed.incomplete);
                Ok(listed.items)
            }
            Err(error) if is_invisible(&error) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    fn add(&mut self, channel: Channel) {
        if self.channels.iter().any(|known| known.id == channel.id) {
            return;
        }
        let index = self.channels.len();
        for address in [channel.address.as_deref(), channel.send_as.as_deref()].into_iter().flatten() {
            let key = address::key(address);
            if key.is_empty() {
                continue;
            }
            if let Some(domain) = address::organisation(&key) {
                self.domains.insert(domain.to_owned());
            }
            let channels = self.by_key.entry(key).or_default();
            if !channels.contains(&index) {
                channels.push(index);
            }
        }
        self.channels.push(channel);
    }

    /// Returns the channels with this receiving or sender address.
    pub(super) fn with_address(&self, handle: &str) -> Vec<&Channel> {
        let key = address::key(handle);
        let found = self.by_key.get(&key).or_else(|| self.by_key.get(&address::without_tag(&key)?));
        found.into_iter().flatten().map(|&index| &self.channels[index]).collect()
    }

    /// Returns `true` for one of our own addresses, with or without a tag after `+`.
    pub(super) fn is_own(&self, handle: &str) -> bool {
        let key = address::key(handle);
        self.by_key.contains_key(&key)
            || address::without_tag(&key).is_some_and(|key| self.by_key.contains_key(&key))
    }

    /// Returns `true` for a key in a domain of our channels: it may be an alias that forwards to one of them.
    pub(super) fn has_domain(&self, key: &str) -> bool {
        address::domain(key).is_some_and(|domain| self.domains.contains(domain))
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Channel> {
        self.channels.iter()
    }
}

/// Returns the channels of the company. A token that may not list them gets an incomplete, empty list.
async fn company(call: &Call) -> Result<Arc<Company>, HandlerError> {
    let settings = call.settings();
    if let Some(known) = settings.channels.fresh(settings.channels_ttl) {
        return Ok(known);
    }
    let company = match all_pages(call, &ListChannels::new(), MAX_LIST_PAGES).await {
        Ok(listed) => Company { channels: listed.items, incomplete: listed.incomplete },
        Err(error) if is_invisible(&error) => {
            Company { channels: Vec::new(), incomplete: Some(error.message().to_owned()) }
        }
        Err(error) => return Err(error),
    };
    let company = Arc::new(company);
    settings.channels.set(Arc::clone(&company));
    Ok(company)
}

impl ChannelCache {
    fn fresh(&self, ttl: Duration) -> Option<Arc<Company>> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cached = cached.as_ref()?;
        (cached.read.elapsed() < ttl).then(|| Arc::clone(&cached.company))
    }

    fn set(&self, company: Arc<Company>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Cached { read: Instant::now(), company });
    }
}

fn is_invisible(error: &HandlerError) -> bool {
    matches!(error.kind(), HandlerErrorKind::NotFound | HandlerErrorKind::Forbidden)
}
