//! Searches, one or several, read page by page as one list.

use std::collections::{HashSet, VecDeque};

use client_core::mcp::result::Failed;
use mcp_core::ToolError;
use serde::{Deserialize, Serialize};

use super::Scanned;
use crate::{
    api::conversations::{Conversation, SearchConversations},
    id::{ConversationId, InboxId},
    mcp::call::Call,
    page::{MAX_PAGE_SIZE, PageToken},
};

/// Requests that are kept for following pages when several inboxes are searched.
const RESERVE: u32 = 2;

/// Where searches go on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Place {
    /// The searches that have begun and not ended.
    #[serde(rename = "o")]
    open: Vec<Start>,
    /// The inboxes to search after these.
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    left: Vec<InboxId>,
}

/// Where one search goes on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Start {
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    inbox: Option<InboxId>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    page: Option<PageToken>,
    /// Items from the beginning of that page on that were given out.
    #[serde(rename = "s", default, skip_serializing_if = "crate::mcp::view::is_zero")]
    skip: usize,
}

impl Place {
    /// One search without an inbox of its own.
    pub(super) fn everywhere() -> Self {
        Self { open: vec![Start::default()], left: Vec::new() }
    }

    /// A search in each of these inboxes.
    pub(super) fn in_inboxes(inboxes: Vec<InboxId>) -> Self {
        Self { open: Vec::new(), left: inboxes }
    }
}

/// Searches under way.
pub(super) struct Pages {
    query: String,
    searches: Vec<Search>,
    left: Vec<InboxId>,
    /// What was given out on this page.
    given: HashSet<ConversationId>,
}

struct Search {
    start: Start,
    items: VecDeque<Conversation>,
    next: Option<PageToken>,
    fetched: bool,
    ended: bool,
    total: Option<u64>,
    failure: Option<ToolError>,
}

impl Search {
    fn new(start: Start) -> Self {
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

    /// Takes the first item out.
    fn pop(&mut self) -> Option<Conversation> {
        let item = self.items.pop_front()?;
        self.start.skip += 1;
        Some(item)
    }

    /// Goes to the next page when this one is used up.
    fn turn(&mut self) {
        if !self.fetched || !self.items.is_empty() {
            return;
        }
        match self.next.take() {
            Some(token) => {
                self.start = Start { inbox: self.start.inbox.take(), page: Some(token), skip: 0 };
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
                    // The page is smaller than it was: what was given out reaches into the next one.
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
    /// Goes on at a place. Of many inboxes as many are opened as the requests allow.
    pub(super) fn new(query: String, place: Place, requests: u32) -> Self {
        let Place { open, mut left } = place;
        let mut searches: Vec<Search> = open.into_iter().map(Search::new).collect();
        if searches.is_empty() {
            let many = usize::try_from(requests.saturating_sub(RESERVE).max(1)).unwrap_or(usize::MAX);
            let now = left.drain(..many.min(left.len()));
            searches.extend(now.map(|inbox| Search::new(Start { inbox: Some(inbox), ..Start::default() })));
        }
        Self { query, searches, left, given: HashSet::new() }
    }

    /// The next conversation, without taking it; `None` at the end and when the budget is used up.
    pub(super) async fn peek(&mut self, call: &Call, limit: usize) -> Option<&Conversation> {
        for search in &mut self.searches {
            loop {
                // What another inbox has given out already is no result.
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

    /// Takes the conversation that was looked at, out of every search that begins with it.
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

    /// How many the search found; of one search only.
    pub(super) fn total(&self) -> Option<u64> {
        match self.searches.as_slice() {
            [search] => search.total,
            _ => None,
        }
    }

    /// The error, when nothing but errors came.
    pub(super) fn only_failures(&mut self) -> Option<ToolError> {
        if !self.searches.iter().all(|search| search.failure.is_some()) {
            return None;
        }
        self.searches.iter_mut().find_map(|search| search.failure.take())
    }

    pub(super) fn scanned(&self) -> Scanned {
        let inbox = |search: &Search| search.start.inbox.clone();
        let failed = self.searches.iter().filter_map(|search| {
            let error = search.failure.as_ref()?;
            Some(Failed::new(inbox(search)?, error))
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

    /// Where to go on; `None` at the end.
    pub(super) fn place(self) -> Option<Place> {
        let open: Vec<Start> =
            self.searches.into_iter().filter(|search| !search.is_over()).map(Search::into_start).collect();
        (!open.is_empty() || !self.left.is_empty()).then_some(Place { open, left: self.left })
    }
}

impl Search {
    fn is_over(&self) -> bool {
        self.ended || (self.fetched && self.items.is_empty() && self.next.is_none())
    }

    fn into_start(mut self) -> Start {
        self.turn();
        self.start
    }
}
