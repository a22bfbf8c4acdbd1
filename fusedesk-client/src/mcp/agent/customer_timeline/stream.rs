//! Everything as one stream.
//!
//! What the lists hold is there at once. The history of a case and the messages of a chat cost a request each; all of them
//! lie between the first and the last date that the list gives. So they are read when the stream comes to that time, and
//! not before; several at a time where their times overlap.

use std::collections::HashMap;

use client_core::mcp::result::Failed;
use mcp_core::{ErrorKind, ToolError};
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
        call::{Call, Task, together},
        chats, emails,
        order::by_time,
    },
    time::{Moment, MomentKind},
};

/// How far off a date without a zone may be, in milliseconds: a day.
const ZONE_SLACK: i64 = 24 * 60 * 60 * 1_000;

/// What an entry is ordered by: its time, what comes first of that time, and its id.
pub(super) type Place = (i64, u8, String);

/// Of one time, a case is opened before anything is written in it, and closed after.
const OPENED: u8 = 0;
const WRITTEN: u8 = 1;
const CLOSED: u8 = 2;

/// Something that happened.
#[derive(Debug)]
pub(super) struct Item {
    place: Place,
    /// How it belongs to the customer.
    pub(super) by: &'static str,
    pub(super) what: What,
}

/// What happened.
#[derive(Debug)]
pub(super) enum What {
    Opened(Box<Case>, bool),
    Closed(Box<Case>),
    Written(Box<HistoryEntry>, CaseId, Option<String>),
    Said(Box<ChatMessage>, Box<Chat>),
    Email(Box<Email>),
}

/// Which part of the stream is wanted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Span {
    pub(super) newest: bool,
    pub(super) since: Option<i64>,
    pub(super) until: Option<i64>,
    /// What was given out last.
    pub(super) place: Option<Place>,
}

impl Span {
    fn holds(&self, place: &Place) -> bool {
        let is_past =
            self.place.as_ref().is_some_and(|last| if self.newest { place >= last } else { place <= last });
        !is_past
            && self.since.is_none_or(|since| place.0 >= since)
            && self.until.is_none_or(|until| place.0 < until)
    }

    /// Whether anything between two times may be held.
    fn meets(&self, from: i64, to: i64) -> bool {
        let is_past =
            self.place.as_ref().is_some_and(|(at, ..)| if self.newest { from > *at } else { to < *at });
        !is_past && self.since.is_none_or(|since| to >= since) && self.until.is_none_or(|until| from < until)
    }
}

/// A case or a chat whose entries have not been read.
#[derive(Debug)]
struct Closed {
    thing: Thing,
    by: &'static str,
    /// Everything in it lies between these times.
    from: i64,
    to: i64,
}

#[derive(Debug)]
enum Thing {
    Case(Box<Case>),
    Chat(Box<Chat>),
}

/// The stream from a place on.
pub(super) struct Stream {
    span: Span,
    kinds: Vec<Kind>,
    /// What is known and not given out, the next at the end.
    items: Vec<Item>,
    unread: Vec<Closed>,
    /// Notes that stand for a chat whose messages are in the stream.
    chat_notes: Vec<NoteId>,
    failed: Vec<Failed>,
    left_out: Vec<CaseId>,
    /// The call may make no more requests.
    interrupted: bool,
    /// Something was given out.
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
                let (from, to) = life_of_case(&case);
                stream.unread(Thing::Case(Box::new(case)), by, from, to);
            }
        }
        for (chat, by) in sources.chats {
            let (from, to) = life(&[
                &chat.created_at,
                &chat.last_message_at,
                &chat.last_message_received_at,
                &chat.last_response_at,
            ]);
            stream.unread(Thing::Chat(Box::new(chat)), by, from, to);
        }
        for (email, by) in sources.emails {
            let (at, id) = emails::key(&email);
            stream.add((at, WRITTEN, format!("email {id}")), by, What::Email(Box::new(email)));
        }
        stream.sort();
        stream
    }

    fn case(&mut self, case: &Case, by: &'static str, with_details: bool) {
        let Some(id) = case.id else { return };
        let millis = |moment: &Option<Moment>| moment.as_ref().and_then(Moment::millis_as_if_utc);
        let opened = millis(&case.opened_at).unwrap_or(i64::MIN);
        let what = What::Opened(Box::new(case.clone()), with_details);
        self.add((opened, OPENED, format!("case {id}")), by, what);
        if case.status == Some(crate::api::cases::CaseStatus::Closed)
            && let Some(closed) = millis(&case.closed_at)
        {
            let what = What::Closed(Box::new(case.clone()));
            self.add((closed, CLOSED, format!("case {id}")), by, what);
        }
    }

    fn add(&mut self, place: Place, by: &'static str, what: What) {
        if self.span.holds(&place) {
            self.items.push(Item { place, by, what });
        }
    }

    fn unread(&mut self, thing: Thing, by: &'static str, from: i64, to: i64) {
        if self.span.meets(from, to) {
            self.unread.push(Closed { thing, by, from, to });
        }
    }

    fn sort(&mut self) {
        let newest = self.span.newest;
        self.items.sort_by(|one, other| {
            let order = one.place.cmp(&other.place);
            if newest { order } else { order.reverse() }
        });
        // What the stream comes to first is at the end here, too.
        self.unread.sort_by_key(|closed| if newest { closed.to } else { closed.from.saturating_neg() });
    }

    /// The next entry, without taking it; `None` at the end, and when the call may make no more requests. With `first`
    /// there is none on the page yet: then the page goes on without what cannot be read, so that it gets on.
    pub(super) async fn peek(&mut self, call: &Call, first: bool) -> Option<&Item> {
        loop {
            let head = self.items.last().map(|item| item.place.0);
            let is_due = |closed: &Closed| match head {
                None => true,
                Some(head) if self.span.newest => closed.to >= head,
                Some(head) => closed.from <= head,
            };
            let due = self.unread.iter().rev().take_while(|closed| is_due(closed)).count();
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

    /// Says what the page goes on without.
    fn leave_out(&mut self, skipped: Vec<Closed>) {
        for closed in skipped {
            match closed.thing {
                Thing::Case(case) => self.left_out.extend(case.id),
                Thing::Chat(chat) => {
                    let id = chat.id.as_ref().map(ToString::to_string).unwrap_or_default();
                    let error = ToolError::new(
                        ErrorKind::Unavailable,
                        "one call may not make enough requests; fusedesk_read_chat reads it",
                    );
                    self.failed.push(Failed::new(format!("the messages of chat {id}"), &error));
                }
            }
        }
    }

    /// Takes the entry that was looked at.
    pub(super) fn advance(&mut self) {
        if let Some(item) = self.items.pop() {
            self.span.place = Some(item.place);
            self.advanced = true;
        }
    }

    /// Where to go on; `None` at the end, and where nothing was given out: going on from there would lead to the same.
    pub(super) fn place(&self) -> Option<Place> {
        let more = self.interrupted || !self.items.is_empty() || !self.unread.is_empty();
        self.span.place.clone().filter(|_| more && self.advanced)
    }

    /// What could not be read, and why.
    pub(super) fn failed(&mut self) -> Vec<Failed> {
        std::mem::take(&mut self.failed)
    }

    /// The cases whose histories were left out.
    pub(super) fn left_out(&mut self) -> Vec<CaseId> {
        std::mem::take(&mut self.left_out)
    }

    async fn open(&mut self, call: &Call, closed: Vec<Closed>) {
        enum Opened {
            Case(Closed, Result<Option<Case>, ToolError>),
            Chat(Closed, Result<Option<Chat>, ToolError>),
        }
        let mut tasks: Vec<Task<'_, Opened>> = Vec::new();
        for closed in closed {
            tasks.push(Box::pin(async move {
                match &closed.thing {
                    Thing::Case(case) => {
                        let found = match case.id {
                            Some(id) => call.find(&GetCase::new(id)).await,
                            None => Ok(None),
                        };
                        Opened::Case(closed, found)
                    }
                    Thing::Chat(chat) => {
                        let found = match chat.id.clone() {
                            Some(id) => call.find(&GetChat::new(id)).await,
                            None => Ok(None),
                        };
                        Opened::Chat(closed, found)
                    }
                }
            }));
        }
        for opened in together(call, tasks).await {
            match opened {
                Opened::Case(closed, found) => self.history(&closed, found),
                Opened::Chat(closed, found) => self.messages(closed, found),
            }
        }
        self.sort();
    }

    fn history(&mut self, closed: &Closed, found: Result<Option<Case>, ToolError>) {
        let Thing::Case(row) = &closed.thing else { return };
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
            // An entry outside of the life of its case would be looked for where the stream has been already.
            let place = (time.clamp(closed.from, closed.to), WRITTEN, format!("case {id} {at:06}"));
            self.add(place, closed.by, What::Written(Box::new(entry), id, row.summary.clone()));
        }
    }

    fn messages(&mut self, closed: Closed, found: Result<Option<Chat>, ToolError>) {
        let Thing::Chat(row) = closed.thing else { return };
        let id = row.id.as_ref().map(ToString::to_string).unwrap_or_default();
        let messages = match found {
            Ok(chat) => chat.and_then(|chat| chat.messages).unwrap_or_default(),
            Err(error) => {
                self.failed.push(Failed::new(format!("the messages of chat {id}"), &error));
                // The list has the last message.
                let mut last = ChatMessage::default();
                last.text.clone_from(&row.last_message);
                last.sender.clone_from(&row.last_message_sender);
                last.created_at = chats::last_at(&row).cloned();
                Vec::from_iter(last.text.is_some().then_some(last))
            }
        };
        let millis = |message: &ChatMessage| message.created_at.as_ref().and_then(Moment::millis_as_if_utc);
        for (at, (time, message)) in by_time(messages, millis).into_iter().enumerate() {
            let place = (time.clamp(closed.from, closed.to), WRITTEN, format!("chat {id} {at:06}"));
            self.add(place, closed.by, What::Said(Box::new(message), row.clone()));
        }
    }
}

/// Between which times everything in a case lies: when it was opened, and its last date.
fn life_of_case(case: &Case) -> (i64, i64) {
    life(&[
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

/// From the first date, which is when it began, to the last of all; wider by a day where a zone is missing.
fn life(moments: &[&Option<Moment>]) -> (i64, i64) {
    let millis = |moment: &Moment| {
        let slack = if moment.kind() == MomentKind::Instant { 0 } else { ZONE_SLACK };
        moment.millis_as_if_utc().map(|at| (at.saturating_sub(slack), at.saturating_add(slack)))
    };
    let known: HashMap<usize, (i64, i64)> =
        moments.iter().enumerate().filter_map(|(at, moment)| Some((at, millis(moment.as_ref()?)?))).collect();
    let from = known.get(&0).map_or(i64::MIN, |(from, _)| *from);
    // Of something that has no other date than its beginning nobody knows how long it goes on.
    let to = if known.keys().any(|at| *at > 0) { known.values().map(|(_, to)| *to).max() } else { None };
    (from, to.unwrap_or(i64::MAX).max(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_as_wide_as_its_dates_are_uncertain() {
        let moment = |text: &str| Some(Moment::new(text));
        let second = moment("1970-01-01T00:00:01Z");
        let local = moment("1970-01-02 00:00:00");
        assert_eq!(life(&[&second, &second, &None]), (1_000, 1_000));
        assert_eq!(life(&[&second, &local]), (1_000, 2 * ZONE_SLACK));
        assert_eq!(life(&[&second, &None]), (1_000, i64::MAX));
        assert_eq!(life(&[&None, &second]), (i64::MIN, 1_000));
        assert_eq!(life(&[&moment("soon")]), (i64::MIN, i64::MAX));
    }

    #[test]
    fn a_span_ends_where_it_was_left() {
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
