//! Merge three lists, each newest first, into one timeline.
//!
//! A position stores the page of each list to continue on and the time of the last returned entry. Entries that are
//! newer, or were returned with that same time, are skipped. New entries or another page size therefore neither
//! repeat nor skip entries.

use std::collections::VecDeque;

use client_core::mcp::text::MessageBody;
use mcp_core::HandlerError;
use serde::{Deserialize, Serialize};

use super::{EntryKind, Missing, entry::body_of};
use crate::{
    Endpoint,
    api::{
        SortOrder,
        comments::{Comment, ListConversationComments},
        conversations::{ListConversationEvents, ListConversationMessages, MessageSort},
        events::{Event, EventType},
        messages::Message,
    },
    id::ConversationId,
    mcp::{call::Call, reply::Seen},
    page::{MAX_PAGE_SIZE, Page, PageToken},
    time::Timestamp,
    vendor::Front,
};

/// Minimum page size of one request, because many events are no entries.
const MIN_PAGE_SIZE: u32 = 20;
/// Maximum number of consecutive pages without an entry, such as pages of events that duplicate messages.
const MAX_EMPTY_PAGES: usize = 10;

/// An event.
#[derive(Debug)]
pub(super) enum Item {
    Message(Box<Message>),
    Comment(Box<Comment>),
    Event(Box<Event>),
}

impl Item {
    pub(super) fn kind(&self) -> EntryKind {
        match self {
            Self::Message(_) => EntryKind::Message,
            Self::Comment(_) => EntryKind::Comment,
            Self::Event(_) => EntryKind::Event,
        }
    }

    pub(super) fn id(&self) -> &str {
        match self {
            Self::Message(message) => message.id.as_str(),
            Self::Comment(comment) => comment.id.as_str(),
            Self::Event(event) => event.id.as_str(),
        }
    }

    pub(super) fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Message(message) => message.created_at,
            Self::Comment(comment) => comment.posted_at,
            Self::Event(event) => event.emitted_at,
        }
    }

    /// Returns the body that must be read. Comments are plain text, and never folded.
    pub(super) fn body(&self) -> Option<MessageBody<'_>> {
        match self {
            Self::Message(message) => Some(body_of(message)),
            Self::Comment(_) | Self::Event(_) => None,
        }
    }

    /// Returns the time. Items without one sort as oldest.
    fn millis(&self) -> i64 {
        self.at().map_or(i64::MIN, Timestamp::as_millis)
    }

    /// Returns `true` if the item is an entry. Drafts are not. Events that duplicate a message or comment are not
    /// either.
    fn is_entry(&self) -> bool {
        match self {
            Self::Message(message) => !message.is_draft(),
            Self::Comment(_) => true,
            Self::Event(event) => !matches!(
                event.kind,
                Some(
                    EventType::Inbound
                        | EventType::Outbound
                        | EventType::OutReply
                        | EventType::Comment
                        | EventType::Mention
                )
            ),
        }
    }
}

/// Position in a timeline.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct TimelinePosition {
    /// Time of the last returned entry.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
    /// Entries of that time that were returned.
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<String>,
    #[serde(rename = "m", default, skip_serializing_if = "PageStart::is_first")]
    messages: PageStart,
    #[serde(rename = "c", default, skip_serializing_if = "PageStart::is_first")]
    comments: PageStart,
    #[serde(rename = "e", default, skip_serializing_if = "PageStart::is_first")]
    events: PageStart,
}

/// Page on which a list continues.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
enum PageStart {
    #[default]
    #[serde(rename = "f")]
    First,
    #[serde(rename = "p")]
    Page(PageToken),
    #[serde(rename = "e")]
    End,
}

impl PageStart {
    fn is_first(&self) -> bool {
        *self == Self::First
    }
}

impl TimelinePosition {
    fn start(&self, kind: EntryKind) -> &PageStart {
        match kind {
            EntryKind::Message => &self.messages,
            EntryKind::Comment => &self.comments,
            EntryKind::Event => &self.events,
        }
    }

    fn start_mut(&mut self, kind: EntryKind) -> &mut PageStart {
        match kind {
            EntryKind::Message => &mut self.messages,
            EntryKind::Comment => &mut self.comments,
            EntryKind::Event => &mut self.events,
        }
    }

    fn is_past(&self, item: &Item) -> bool {
        let Some(at) = self.at else { return false };
        match item.millis() {
            millis if millis > at => true,
            millis if millis == at => self.ids.iter().any(|id| id == item.id()),
            _ => false,
        }
    }
}

/// Entries of a conversation, newest first.
pub(super) struct Timeline {
    conversation: ConversationId,
    sources: Vec<Source>,
    position: TimelinePosition,
    /// `true` if the budget of the call ended before the timeline.
    interrupted: bool,
    /// Messages that were read, also those that are no entries.
    seen: Vec<Seen>,
}

struct Source {
    kind: EntryKind,
    /// Page of the current items.
    page: PageStart,
    /// Page after it.
    next: PageStart,
    items: VecDeque<Item>,
    failure: Option<HandlerError>,
}

impl Timeline {
    pub(super) fn new(conversation: ConversationId, kinds: &[EntryKind], position: TimelinePosition) -> Self {
        let sources = kinds
            .iter()
            .map(|&kind| {
                let next = position.start(kind).clone();
                Source { kind, page: next.clone(), next, items: VecDeque::new(), failure: None }
            })
            .collect();
        Self { conversation, sources, position, interrupted: false, seen: Vec::new() }
    }

    /// Returns the next entry without consuming it. `None` at the end and when the budget is used up.
    pub(super) async fn peek(&mut self, call: &Call, wanted: usize) -> Result<Option<&Item>, HandlerError> {
        for index in 0..self.sources.len() {
            if !self.fill(index, call, wanted).await {
                self.interrupted = true;
                return Ok(None);
            }
        }
        Ok(self.newest().and_then(|index| self.sources[index].items.front()))
    }

    /// Consumes the peeked entry.
    pub(super) fn advance(&mut self) {
        let Some(item) = self.newest().and_then(|index| self.sources[index].items.pop_front()) else {
            return;
        };
        let at = item.millis();
        if self.position.at != Some(at) {
            self.position.at = Some(at);
            self.position.ids.clear();
        }
        self.position.ids.push(item.id().to_owned());
    }

    /// Returns the position to continue from. `None` at the end.
    pub(super) fn position(&self) -> Option<TimelinePosition> {
        let mut position = self.position.clone();
        let mut more = self.interrupted;
        for source in &self.sources {
            // A failed list is retried from its last position.
            let start = if source.items.is_empty() { &source.next } else { &source.page };
            more |= *start != PageStart::End && source.failure.is_none();
            *position.start_mut(source.kind) = start.clone();
        }
        more.then_some(position)
    }

    /// Returns the messages that were read.
    pub(super) fn into_seen(self) -> Vec<Seen> {
        self.seen
    }

    /// Returns the lists that could not be read.
    pub(super) fn missing(&self) -> Vec<Missing> {
        let failed = self.sources.iter().filter_map(|source| Some((source.kind, source.failure.as_ref()?)));
        failed.map(|(kind, error)| Missing { kind, error: error.message().into() }).collect()
    }

    /// Returns the failure of the first list that could not be read.
    pub(super) fn first_failure(&mut self) -> Option<HandlerError> {
        self.sources.iter_mut().find_map(|source| source.failure.take())
    }

    fn newest(&self) -> Option<usize> {
        let heads = self
            .sources
            .iter()
            .enumerate()
            .filter_map(|(index, source)| Some((index, source.items.front()?)));
        // At equal times, messages and comments come before the events they caused. Newest-first order reverses
        // that.
        heads.max_by_key(|(index, item)| (item.millis(), *index)).map(|(index, _)| index)
    }

    /// Fetches pages of a list until it has an item or ends. Returns `false` if the budget ends first.
    async fn fill(&mut self, index: usize, call: &Call, wanted: usize) -> bool {
        let mut pages = 0;
        loop {
            let source = &mut self.sources[index];
            if !source.items.is_empty() || source.next == PageStart::End || source.failure.is_some() {
                return true;
            }
            if call.requests_left() == 0 || pages == MAX_EMPTY_PAGES {
                return false;
            }
            pages += 1;
            let token = match &source.next {
                PageStart::Page(token) => Some(token.clone()),
                PageStart::First | PageStart::End => None,
            };
            match fetch(call, &self.conversation, source.kind, token, wanted).await {
                Ok((mut items, next)) => {
                    self.seen.extend(items.iter().filter_map(|item| match item {
                        Item::Message(message) => Some(Seen::of(message)),
                        Item::Comment(_) | Item::Event(_) => None,
                    }));
                    items.retain(|item| item.is_entry() && !self.position.is_past(item));
                    // Front sorts by time. An unsorted list would lose entries at the edge of a page.
                    items.sort_by_key(|item| std::cmp::Reverse(item.millis()));
                    source.page =
                        std::mem::replace(&mut source.next, next.map_or(PageStart::End, PageStart::Page));
                    source.items = items.into();
                }
                Err(error) => {
                    source.failure = Some(error);
                    // A list whose first page fails is omitted. A list that fails later ends the page: continuing
                    // without it would leave a gap.
                    return source.next == PageStart::First;
                }
            }
        }
    }
}

async fn fetch(
    call: &Call,
    conversation: &ConversationId,
    kind: EntryKind,
    token: Option<PageToken>,
    wanted: usize,
) -> Result<(Vec<Item>, Option<PageToken>), HandlerError> {
    let size = u32::try_from(wanted).unwrap_or(MAX_PAGE_SIZE).clamp(MIN_PAGE_SIZE, MAX_PAGE_SIZE);
    match kind {
        EntryKind::Message => {
            let mut request = ListConversationMessages::new(conversation.clone())
                .sort_by(MessageSort::CreatedAt)
                .sort_order(SortOrder::Descending)
                .limit(size);
            if let Some(token) = token {
                request = request.page_token(token.as_str());
            }
            page(call, &request, |message| Item::Message(Box::new(message))).await
        }
        EntryKind::Comment => {
            let request = ListConversationComments::new(conversation.clone());
            page(call, &request, |comment| Item::Comment(Box::new(comment))).await
        }
        EntryKind::Event => {
            let mut request = ListConversationEvents::new(conversation.clone()).limit(size);
            if let Some(token) = token {
                request = request.page_token(token.as_str());
            }
            page(call, &request, |event| Item::Event(Box::new(event))).await
        }
    }
}

async fn page<E, T>(
    call: &Call,
    request: &E,
    item: impl Fn(T) -> Item,
) -> Result<(Vec<Item>, Option<PageToken>), HandlerError>
where
    E: Endpoint<Vendor = Front, Output = Page<T>>,
{
    let page = call.send(request).await?;
    let next = page.next();
    Ok((page.into_iter().map(item).collect(), next))
}
