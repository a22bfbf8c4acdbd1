//! Stream of all items in chronological order.
//!
//! Items of the lists are available at once. The history of a case and the messages of a chat cost a request each,
//! and lie between the first and the last date in the list. They are read when the stream reaches that time,
//! concurrently if their times overlap.

use std::collections::HashMap;

use client_core::mcp::result::Failed;
use mcp_core::{HandlerError, HandlerErrorKind};
use serde::{Deserialize, Serialize};

use super::{
    entry::{Kind, of_history},
    sources::Sources,
};
use crate::{
    api::{
        cases::{Case, GetCase, HistoryEntry},
        chats::{Chat, ChatMessage, GetChat},
        emails::Email,
    },
    id::{CaseId, NoteId},
    mcp::{
        call::{Call, Task, run_all},
        chats, emails,
        order::by_time,
    },
    time::{Moment, MomentKind},
};

/// Maximum deviation of a date without a zone, in milliseconds: a day.
const ZONE_SLACK: i64 = 24 * 60 * 60 * 1_000;

/// Sort key of an entry: its time, its rank at that time, and its id.
pub(super) type EntryPosition = (i64, u8, String);

/// Ranks at equal times: a case is opened before its entries, and closed after them.
const OPENED: u8 = 0;
const WRITTEN: u8 = 1;
const CLOSED: u8 = 2;

/// An event.
#[derive(Debug)]
pub(super) struct Item {
    place: EntryPosition,
    /// Link to the customer.
    pub(super) by: &'static str,
    pub(super) what: EventKind,
}

/// Event type.
#[derive(Debug)]
pub(super) enum EventKind {
    Opened(Box<Case>, bool),
    Closed(Box<Case>),
    Written(Box<HistoryEntry>, CaseId, Option<String>),
    Said(Box<ChatMessage>, Box<Chat>),
    Email(Box<Email>),
}

/// Requested range of the stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Span {
    pub(super) newest: bool,
    pub(super) since: Option<i64>,
    pub(super) until: Option<i64>,
    /// Last entry returned.
    pub(super) place: Option<EntryPosition>,
}

impl Span {
    fn holds(&self, place: &EntryPosition) -> bool {
        let is_past =
            self.place.as_ref().is_some_and(|last| if self.newest { place >= last } else { place <= last });
        !is_past
            && self.since.is_none_or(|since| place.0 >= since)
            && self.until.is_none_or(|until| place.0 < until)
    }

    /// Returns `true` if the range overlaps two times.
    fn meets(&self, from: i64, to: i64) -> bool {
        let is_past =
            self.place.as_ref().is_some_and(|(at, ..)| if self.newest { from > *at } else { to < *at });
        !is_past && self.since.is_none_or(|since| to >= since) && self.until.is_none_or(|until| from < until)
    }
}

/// Case or chat with unread entries.
#[derive(Debug)]
struct Unread {
    container: Container,
    by: &'static str,
    /// All entries lie between these times.
    from: i64,
    to: i64,
}

#[derive(Debug)]
enum Container {
    Case(Box<Case>),
    Chat(Box<Chat>),
}

/// Stream from a position on.
pub(super) struct Stream {
    span: Span,
    kinds: Vec<Kind>,
    /// Known items not yet returned, the next at the end.
    items: Vec<Item>,
    unread: Vec<Unread>,
    /// Notes of chats whose messages are in the stream.
    chat_notes: Vec<NoteId>,
    failed: Vec<Failed>,
    left_out: Vec<CaseId>,
    /// `true` if the request budget is spent.
    interrupted: bool,
    /// `true` if an entry was returned.
    advanced: bool,
}

impl Stream {
    pub(super) fn new(sources: Sources, kinds: &[Kind], span: Span) -> Self {
        let reads_histories = kinds.iter().any(|kind| *kind != Kind::Case);
        let mut stream = Self {
            chat_notes: sources.chats.iter().filter_map(|(chat, _)| chat.note_id).collect(),
            kinds: kinds.to_vec(),
            items: Vec::new(),
            unread: Vec::new(),
            failed: Vec::new(),
            left_out: Vec::new(),
            interrupted: false,
            advanced: false,
            span,
        };
        for (case, by) in sources.cases {
            if kinds.contains(&Kind::Case) {
                stream.case(&case, by, !reads_histories);
            }
            if reads_histories {
                let (from, to) = case_lifetime(&case);
                stream.unread(Container::Case(Box::new(case)), by, from, to);
            }
        }
        for (chat, by) in sources.chats {
            let (from, to) = lifetime(&[
                &chat.created_at,
                &chat.last_message_at,
                &chat.last_message_received_at,
                &chat.last_response_at,
            ]);
            stream.unread(Container::Chat(Box::new(chat)), by, from, to);
        }
        for (email, by) in sources.emails {
            let (at, id) = emails::key(&email);
            stream.add((at, WRITTEN, format!("email {id}")), by, EventKind::Email(Box::new(email)));
        }
        stream.sort();
        stream
    }

    fn case(&mut self, case: &Case, by: &'static str, with_details: bool) {
        let Some(id) = case.id else { return };
        let millis = |moment: &Option<Moment>| moment.as_ref().and_then(Moment::millis_as_if_utc);
        let opened = millis(&case.opened_at).unwrap_or(i64::MIN);
        let what = EventKind::Opened(Box::new(case.clone()), with_details);
        self.add((opened, OPENED, format!("case {id}")), by, what);
        if case.status == Some(crate::api::cases::CaseStatus::Closed)
            && let Some(unread) = millis(&case.closed_at)
        {
            let what = EventKind::Closed(Box::new(case.clone()));
            self.add((unread, CLOSED, format!("case {id}")), by, what);
        }
    }

    fn add(&mut self, place: EntryPosition, by: &'static str, what: EventKind) {
        if self.span.holds(&place) {
            self.items.push(Item { place, by, what });
        }
    }

    fn unread(&mut self, container: Container, by: &'static str, from: i64, to: i64) {
        if self.span.meets(from, to) {
            self.unread.push(Unread { container, by, from, to });
        }
    }

    fn sort(&mut self) {
        let newest = self.span.newest;
        self.items.sort_by(|one, other| {
            let order = one.place.cmp(&other.place);
            if newest { order } else { order.reverse() }
        });
        // The next to read is at the end here as well.
        self.unread.sort_by_key(|unread| if newest { unread.to } else { unread.from.saturating_neg() });
    }

    /// Returns the next entry without taking it. `None` at the end, or if the request budget is spent. With `first`,
    /// the page is still empty: unreadable parts are then left out, so that the call makes progress.
    pub(super) async fn peek(&mut self, call: &Call, first: bool) -> Option<&Item> {
        loop {
            let head = self.items.last().map(|item| item.place.0);
            let is_due = |unread: &Unread| match head {
                None => true,
                Some(head) if self.span.newest => unread.to >= head,
                Some(head) => unread.from <= head,
            };
            let due = self.unread.iter().rev().take_while(|unread| is_due(unread)).count();
            if due == 0 {
                return self.items.last();
            }
            let requests = usize::try_from(call.requests_left()).unwrap_or(usize::MAX);
            let many = due.min(requests).min(call.settings().concurrency);
            if many > 0 {
                let now = self.unread.split_off(self.unread.len() - many);
                self.open(call, now).await;
            } else if first {
                let skipped = self.unread.split_off(self.unread.len() - due);
                self.leave_out(skipped);
                self.interrupted = true;
            } else {
                self.interrupted = true;
                return None;
            }
        }
    }

    /// Records the parts left out of the page.
    fn leave_out(&mut self, skipped: Vec<Unread>) {
        for unread in skipped {
            match unread.container {
                Container::Case(case) => self.left_out.extend(case.id),
                Container::Chat(chat) => {
                    let id = chat.id.as_ref().map(ToString::to_string).unwrap_or_default();
                    let error = HandlerError::new(
                        HandlerErrorKind::Unavailable,
                        "the request limit of one call was reached; fusedesk_read_chat reads it",
                    );
                    self.failed.push(Failed::new(format!("the messages of chat {id}"), &error));
                }
            }
        }
    }

    /// Consumes the peeked entry.
    pub(super) fn advance(&mut self) {
        if let Some(item) = self.items.pop() {
            self.span.place = Some(item.place);
            self.advanced = true;
        }
    }

    /// Returns the position of the next page. `None` at the end, or if no entry was returned, because a next page
    /// would be the same.
    pub(super) fn place(&self) -> Option<EntryPosition> {
        let more = self.interrupted || !self.items.is_empty() || !self.unread.is_empty();
        self.span.place.clone().filter(|_| more && self.advanced)
    }

    /// Parts that could not be read, with the reason.
    pub(super) fn failed(&mut self) -> Vec<Failed> {
        std::mem::take(&mut self.failed)
    }

    /// Returns the cases without their histories.
    pub(super) fn left_out(&mut self) -> Vec<CaseId> {
        std::mem::take(&mut self.left_out)
    }

    async fn open(&mut self, call: &Call, unread: Vec<Unread>) {
        enum Read {
            Case(Unread, Result<Option<Case>, HandlerError>),
            Chat(Unread, Result<Option<Chat>, HandlerError>),
        }
        let mut tasks: Vec<Task<'_, Read>> = Vec::new();
        for unread in unread {
            tasks.push(Box::pin(async move {
                match &unread.container {
                    Container::Case(case) => {
                        let found = match case.id {
                            Some(id) => call.find(&GetCase::new(id)).await,
                            None => Ok(None),
                        };
                        Read::Case(unread, found)
                    }
                    Container::Chat(chat) => {
                        let found = match chat.id.clone() {
                            Some(id) => call.find(&GetChat::new(id)).await,
                            None => Ok(None),
                        };
                        Read::Chat(unread, found)
                    }
                }
            }));
        }
        for opened in run_all(call, tasks).await {
            match opened {
                Read::Case(unread, found) => self.history(&unread, found),
                Read::Chat(unread, found) => self.messages(unread, found),
            }
        }
        self.sort();
    }

    fn history(&mut self, unread: &Unread, found: Result<Option<Case>, HandlerError>) {
        let Container::Case(row) = &unread.container else { return };
        let Some(id) = row.id else { return };
        let history = match found {
            Ok(case) => case.and_then(|case| case.history).unwrap_or_default(),
            Err(error) => return self.failed.push(Failed::new(format!("the history of case {id}"), &error)),
        };
        let millis = |entry: &HistoryEntry| entry.created_at.as_ref().and_then(Moment::millis_as_if_utc);
        for (at, (time, entry)) in by_time(history, millis).into_iter().enumerate() {
            let is_twice = entry.id.is_some_and(|id| self.chat_notes.contains(&id));
            if is_twice || !self.kinds.contains(&of_history(&entry)) {
                continue;
            }
            // An entry outside of its case's lifetime might belong to a part that the stream has passed already.
            let place = (time.clamp(unread.from, unread.to), WRITTEN, format!("case {id} {at:06}"));
            self.add(place, unread.by, EventKind::Written(Box::new(entry), id, row.summary.clone()));
        }
    }

    fn messages(&mut self, unread: Unread, found: Result<Option<Chat>, HandlerError>) {
        let Container::Chat(row) = unread.container else { return };
        let id = row.id.as_ref().map(ToString::to_string).unwrap_or_default();
        let messages = match found {
            Ok(chat) => chat.and_then(|chat| chat.messages).unwrap_or_default(),
            Err(error) => {
                self.failed.push(Failed::new(format!("the messages of chat {id}"), &error));
                // The list contains the last message.
                let mut last = ChatMessage::default();
                last.text.clone_from(&row.last_message);
                last.sender.clone_from(&row.last_message_sender);
                last.created_at = chats::last_at(&row).cloned();
                Vec::from_iter(last.text.is_some().then_some(last))
            }
        };
        let millis = |message: &ChatMessage| message.created_at.as_ref().and_then(Moment::millis_as_if_utc);
        for (at, (time, message)) in by_time(messages, millis).into_iter().enumerate() {
            let place = (time.clamp(unread.from, unread.to), WRITTEN, format!("chat {id} {at:06}"));
            self.add(place, unread.by, EventKind::Said(Box::new(message), row.clone()));
        }
    }
}

/// Returns the lifetime of a case: its opening, and its last date.
fn case_lifetime(case: &Case) -> (i64, i64) {
    lifetime(&[
        &case.opened_at,
        &case.updated_at,
        &case.last_response_at,
        &case.first_response_at,
        &case.assigned_at,
        &case.closed_at,
        &case.rated_at,
        &case.feedback_requested_at,
    ])
}

/// Returns the time from the first date, its beginning, to the last. Extended by a day for dates without a zone.
fn lifetime(moments: &[&Option<Moment>]) -> (i64, i64) {
    let millis = |moment: &Moment| {
        let slack = if moment.kind() == MomentKind::Instant { 0 } else { ZONE_SLACK };
        moment.millis_as_if_utc().map(|at| (at.saturating_sub(slack), at.saturating_add(slack)))
    };
    let known: HashMap<usize, (i64, i64)> =
        moments.iter().enumerate().filter_map(|(at, moment)| Some((at, millis(moment.as_ref()?)?))).collect();
    let from = known.get(&0).map_or(i64::MIN, |(from, _)| *from);
    // Without a date besides the beginning, the end is unknown.
    let to = if known.keys().any(|at| *at > 0) { known.values().map(|(_, to)| *to).max() } else { None };
    (from, to.unwrap_or(i64::MAX).max(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetime_is_extended_for_dates_without_zone() {
        let moment = |text: &str| Some(Moment::new(text));
        let second = moment("1970-01-01T00:00:01Z");
        let local = moment("1970-01-02 00:00:00");
        assert_eq!(lifetime(&[&second, &second, &None]), (1_000, 1_000));
        assert_eq!(lifetime(&[&second, &local]), (1_000, 2 * ZONE_SLACK));
        assert_eq!(lifetime(&[&second, &None]), (1_000, i64::MAX));
        assert_eq!(lifetime(&[&None, &second]), (i64::MIN, 1_000));
        assert_eq!(lifetime(&[&moment("soon")]), (i64::MIN, i64::MAX));
    }

    #[test]
    fn range_starts_at_the_position() {
        let place = |at: i64, id: &str| (at, WRITTEN, id.to_owned());
        let mut span = Span { newest: true, since: Some(10), until: Some(20), place: Some(place(15, "b")) };
        assert!(span.holds(&place(15, "a")) && span.holds(&place(10, "z")));
        assert!(!span.holds(&place(15, "b")) && !span.holds(&place(16, "a")) && !span.holds(&place(9, "a")));
        assert!(span.meets(0, 15) && span.meets(15, 99) && !span.meets(16, 99) && !span.meets(0, 9));
        span.newest = false;
        assert!(span.holds(&place(15, "c")) && span.holds(&place(19, "a")));
        assert!(!span.holds(&place(15, "b")) && !span.holds(&place(20, "a")));
        assert!(span.meets(0, 15) && span.meets(19, 99) && !span.meets(0, 14) && !span.meets(20, 99));
    }
}
