//! `fusedesk_customer_timeline`: all events of one customer in chronological order.
//!
//! FuseDesk stores cases, their histories, chats and e-mails separately. [`sources`] reads the lists and selects
//! the items of the customer. [`stream`] merges them by time, and reads the history of a case only when the page
//! reaches it. [`entry`] converts each item to its view.
//!
//! A cursor contains the customer, and the time and id of the last entry. Later events have a later time, so pages
//! stay in place.

mod entry;
mod sources;
mod stream;

use client_core::mcp::{
    Folded,
    argument::{self, given},
    result::{Failed, Room},
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{
    entry::{Entry, Kind},
    sources::Sources,
    stream::{EntryPosition, Span, Stream},
};
use super::{Call, ToolSet};
use crate::{
    id::CaseId,
    mcp::{
        key::Key,
        names::{Names, RequestedNames},
        resolve::{self, Customer},
        time_argument::{now, past},
        view::{Body, Reading, is_false},
    },
};

/// Default number of entries on a page.
const DEFAULT_LIMIT: usize = 30;
/// Maximum number of entries on a page.
const MAX_LIMIT: usize = 100;
/// Size of the customer and the envelope of a result, in characters.
const FRAME_CHARS: usize = 5_000;

const NAME: &str = "fusedesk_customer_timeline";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Customer: the contact's uuid or CRM id, an e-mail address, a phone number, or a unique name.
    customer: Key,
    /// Only these kinds. Default all. case: opening and closing. note, call, email, chat: texts.
    kinds: Option<Vec<Kind>>,
    /// Only since then: a day 2026-05-03, a time 2026-05-03T14:00:00Z, or a time ago: 36h, 2d, 1w.
    since: Option<String>,
    /// Only before then. Same format as since.
    until: Option<String>,
    /// newest or oldest first. Default newest.
    order: Option<Order>,
    /// Number of entries. Default 30.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Shows quoted history, which is folded by default. Default false.
    include_quoted: Option<bool>,
    /// Cursor to continue from: next_cursor of an earlier call. Repeat the other arguments of that call.
    cursor: Option<String>,
}

impl Arguments {
    /// Creates arguments for all entries of a customer.
    pub(crate) const fn of(customer: Key) -> Self {
        Self {
            customer,
            kinds: None,
            since: None,
            until: None,
            order: None,
            limit: None,
            include_quoted: None,
            cursor: None,
        }
    }
}

/// Sort direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Newest,
    Oldest,
}

/// Position of the next page. Contains the customer and the time range, so that names are resolved once and
/// relative times stay fixed.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    #[serde(rename = "c")]
    customer: Customer,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    place: Option<EntryPosition>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Timeline {
    /// Customer of the timeline, and how it was found.
    customer: Customer,
    /// The entries.
    entries: Vec<Entry>,
    /// Cursor of further entries. Absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// True if the page ended early because its texts are very long. next_cursor reads on.
    #[serde(skip_serializing_if = "is_false")]
    truncated: bool,
    /// Quoted history that this page leaves out, and the argument that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    folded: Option<Folded>,
    /// Coverage of the customer's cases.
    scanned: Scanned,
    /// Sources that could not be read, with the reason. Their entries are missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
    /// Cases without their histories on this page, because the request budget was spent. Read them with
    /// fusedesk_read_case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    histories_left_out: Vec<CaseId>,
    /// Remarks on these entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<&'static str>,
}

/// Coverage of the customer's cases.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Number of the customer's cases found.
    cases: usize,
    /// True if everything was read.
    complete: bool,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Lists the contacts with one customer in one stream, newest first: cases opened and closed, notes, \
         calls, e-mails and chat messages, each with its author and its relation to the customer. Long texts are \
         truncated and name the tool that reads them in full. Sources that fail are listed under failed. Closed \
         chats appear only if they are in the history of a case, because FuseDesk lists active chats only.",
        read,
    )
    .title("Customer timeline")
    .method(ToolMethod::List)
    .tags(["customers", "cases", "chats", "emails"])
}

pub(crate) async fn read(call: Call, arguments: Arguments) -> Result<Timeline, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let text = arguments.customer.as_str();
    let kinds = Kind::each(arguments.kinds.as_deref());
    let order = arguments.order.unwrap_or_default();
    let (since, until) = (given(arguments.since.as_deref()), given(arguments.until.as_deref()));
    let include_quoted = arguments.include_quoted.unwrap_or_default();
    let reading = Reading { include_quoted, ..Reading::default() };
    let cursor = call.cursor(NAME, &(text, &kinds, order, since, until, include_quoted));
    let position = match given(arguments.cursor.as_deref()) {
        Some(text) => cursor.decode(text)?,
        None => begin(&call, text, since, until).await?,
    };
    let newest = order == Order::Newest;
    let mut sources = Sources::read(&call, &position.customer, &kinds, newest).await?;
    let mut names = Names::of(&call, RequestedNames { departments: true, reps: true, tags: false }).await;
    let scanned = Scanned { cases: sources.cases.len(), complete: sources.complete };
    let mut failed = std::mem::take(&mut sources.failed);
    let span = Span { newest, since: position.since, until: position.until, place: position.place.clone() };
    let mut stream = Stream::new(sources, &kinds, span);
    let mut room = Room::with_frame(call.limits().result_chars, FRAME_CHARS);
    let mut entries = Vec::new();
    let mut truncated = false;
    while entries.len() < limit {
        let Some(item) = stream.peek(&call, entries.is_empty()).await else { break };
        let source = entry::source(item);
        if !entries.is_empty() && source.is_some_and(|source| !call.has_room_for(&source.body)) {
            truncated = true;
            break;
        }
        let body = Body::read(&call, source, reading).await;
        let entry = Entry::of(item, &names, body, call.settings().timeline_chars);
        if !room.take(&entry) {
            break;
        }
        stream.advance();
        entries.push(entry);
    }
    let next = stream.place();
    let Position { customer, since, until, .. } = position;
    let next_cursor = match next {
        Some(place) => {
            let next = Position { customer: customer.clone(), since, until, place: Some(place) };
            Some(cursor.encode(&next)?)
        }
        None => None,
    };
    failed.extend(stream.failed());
    failed.extend(names.failed());
    let remarks = entry::remarks(&entries);
    let folded = Folded::of(entries.iter().map(Entry::folded_lines), "include_quoted");
    Ok(Timeline {
        customer,
        entries,
        next_cursor,
        truncated,
        folded,
        scanned,
        failed,
        histories_left_out: stream.left_out(),
        remarks,
    })
}

async fn begin(
    call: &Call,
    customer: &str,
    since: Option<&str>,
    until: Option<&str>,
) -> Result<Position, HandlerError> {
    let now = now();
    let time = |argument: &str, text: Option<&str>| {
        text.map(|text| past(argument, text, now).map(|when| when.millis)).transpose()
    };
    let (since, until) = (time("since", since)?, time("until", until)?);
    if let (Some(since), Some(until)) = (since, until)
        && since >= until
    {
        return Err(HandlerError::invalid_arguments("since must be before until"));
    }
    let customer = resolve::whole_customer(call, "customer", customer).await?;
    Ok(Position { customer, since, until, place: None })
}
