//! Read one or several searches page by page as one list.

use std::collections::{HashSet, VecDeque};

use client_core::mcp::result::Failed;
use mcp_core::HandlerError;
use serde::{Deserialize, Serialize};

use super::Scanned;
use crate::{
    api::conversations::{Conversation, SearchConversations},
    id::{ConversationId, InboxId},
    mcp::call::Call,
    page::{MAX_PAGE_SIZE, PageToken},
};

/// Number of requests kept for later pages when several inboxes are searched.
const RESERVE: u32 = 2;

/// Position of several searches.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SearchPosition {
    /// Searches that have begun and not ended.
    #[serde(rename = "o")]
    open: Vec<PageStart>,
    /// Inboxes to search after these.
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    left: Vec<InboxId>,
}

/// Position of one search.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct PageStart {
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    inbox: Option<InboxId>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    page: Option<PageToken>,
    /// Number of items already returned from the start of that page.
    #[serde(rename = "s", default, skip_serializing_if = "crate::mcp::view::is_zero")]
    skip: usize,
}

impl SearchPosition {
    /// Creates one search over all inboxes.
    pub(super) fn all_inboxes() -> Self {
        Self { open: vec![PageStart::default()], left: Vec::new() }
    }

    /// Creates one search per inbox.
    pub(super) fn in_inboxes(inboxes: Vec<InboxId>) -> Self {
        Self { open: Vec::new(), left: inboxes }
    }
}

/// Running searches.
pub(super) struct Pages {
    query: String,
    searches: Vec<Search>,
    left: Vec<InboxId>,
    /// Conversations already returned on this page.
    given: HashSet<ConversationId>,
}

struct Search {
    start: PageStart,
    items: VecDeque<Conversation>,
    next: Option<PageToken>,
    fetched: bool,
    ended: bool,
    total: Option<u64>,
    failure: Option<HandlerError>,
}

impl Search {
    fn new(start: PageStart) -> Self {
        Self {
            start,
            items: VecDeque::new(),
            next: None,
            fetched: false,
            ended: false,
            total: None,
            failure: None,
        }
    }

    fn head(&self) -> Option<&Conversation> {
        self.items.front()
    }

    /// Removes and returns the first item.
    fn pop(&mut self) -> Option<Conversation> {
        let item = self.items.pop_front()?;
        self.start.skip += 1;
        Some(item)
    }

    /// Moves to the next page when this one is used up.
    fn turn(&mut self) {
        if !self.fetched || !self.items.is_empty() {
            return;
        }
        match self.next.take() {
            Some(token) => {
                self.start = PageStart { inbox: self.start.inbox.take(), page: Some(token), skip: 0 };
                self.fetched = false;
            }
            None => self.ended = true,
        }
    }

    async fn fetch(&mut self, call: &Call, query: &str, limit: usize) {
        let query = match &self.start.inbox {
            Some(inbox) if query.is_empty() => format!("inbox:{inbox}"),
            Some(inbox) => format!("{query} inbox:{inbox}"),
            None => query.to_owned(),
        };
        let size = u32::try_from(limit).unwrap_or(MAX_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE);
        let mut request = SearchConversations::new(query).limit(size);
        if let Some(page) = &self.start.page {
            request = request.page_token(page.as_str());
        }
        match call.send(&request).await {
            Ok(page) => {
                self.total = page.total;
                self.next = page.next();
                let len = page.items.len();
                self.items = page.into_iter().skip(self.start.skip).collect();
                self.fetched = true;
                if self.start.skip > len {
                    // The page has become smaller: some of the returned items are now on the next one.
                    let rest = self.start.skip - len;
                    self.turn();
                    self.start.skip = if self.ended { 0 } else { rest };
                }
            }
            Err(error) => self.failure = Some(error),
        }
    }
}

impl Pages {
    /// Continues at a position. Opens as many inboxes as the request limit allows.
    pub(super) fn new(query: String, position: SearchPosition, requests: u32) -> Self {
        let SearchPosition { open, mut left } = position;
        let mut searches: Vec<Search> = open.into_iter().map(Search::new).collect();
        if searches.is_empty() {
            let many = usize::try_from(requests.saturating_sub(RESERVE).max(1)).unwrap_or(usize::MAX);
            let now = left.drain(..many.min(left.len()));
            searches.extend(
                now.map(|inbox| Search::new(PageStart { inbox: Some(inbox), ..PageStart::default() })),
            );
        }
        Self { query, searches, left, given: HashSet::new() }
    }

    /// Returns the next conversation without consuming it. `None` at the end and when the budget is used up.
    pub(super) async fn peek(&mut self, call: &Call, limit: usize) -> Option<&Conversation> {
        for search in &mut self.searches {
            loop {
                // Skips conversations that another inbox has already returned.
                while search.head().is_some_and(|head| self.given.contains(&head.id)) {
                    search.pop();
                }
                search.turn();
                if search.fetched || search.ended || search.failure.is_some() {
                    break;
                }
                if call.requests_left() == 0 {
                    return None;
                }
                search.fetch(call, &self.query, limit).await;
            }
        }
        let newest = self.newest()?;
        self.searches[newest].head()
    }

    /// Consumes the peeked conversation, in every search that it is first in.
    pub(super) fn advance(&mut self) {
        let Some(newest) = self.newest() else { return };
        let Some(taken) = self.searches[newest].pop() else { return };
        for search in &mut self.searches {
            if search.head().is_some_and(|head| head.id == taken.id) {
                search.pop();
            }
        }
        self.given.insert(taken.id);
    }

    fn newest(&self) -> Option<usize> {
        let heads =
            self.searches.iter().enumerate().filter_map(|(index, search)| Some((index, search.head()?)));
        heads
            .max_by_key(|(index, head)| (head.updated_at.or(head.created_at), std::cmp::Reverse(*index)))
            .map(|(index, _)| index)
    }

    /// Returns the number of matches. `None` for several searches.
    pub(super) fn total(&self) -> Option<u64> {
        match self.searches.as_slice() {
            [search] => search.total,
            _ => None,
        }
    }

    /// Returns the error if all searches failed.
    pub(super) fn only_failures(&mut self) -> Option<HandlerError> {
        if !self.searches.iter().all(|search| search.failure.is_some()) {
            return None;
        }
        self.searches.iter_mut().find_map(|search| search.failure.take())
    }

    pub(super) fn scanned(&self) -> Scanned {
        let inbox = |search: &Search| search.start.inbox.clone();
        let failed = self.searches.iter().filter_map(|search| {
            let error = search.failure.as_ref()?;
            Some(Failed::new(inbox(search)?.as_str(), error))
        });
        Scanned {
            inboxes: self
                .searches
                .iter()
                .filter(|search| search.fetched || search.ended)
                .filter_map(inbox)
                .collect(),
            inboxes_left: self.left.clone(),
            failed: failed.collect(),
            complete: self.left.is_empty() && self.searches.iter().all(Search::is_over),
        }
    }

    /// Returns the position to continue from. `None` at the end.
    pub(super) fn position(self) -> Option<SearchPosition> {
        let open: Vec<PageStart> =
            self.searches.into_iter().filter(|search| !search.is_over()).map(Search::into_start).collect();
        (!open.is_empty() || !self.left.is_empty()).then_some(SearchPosition { open, left: self.left })
    }
}

impl Search {
    fn is_over(&self) -> bool {
        self.ended || (self.fetched && self.items.is_empty() && self.next.is_none())
    }

    fn into_start(mut self) -> PageStart {
        self.turn();
        self.start
    }
}
