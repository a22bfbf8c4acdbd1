//! `fusedesk_customer_timeline`: all there is of one customer in the order of time.
//!
//! FuseDesk keeps cases, their histories, chats and e-mails apart. [`sources`] reads the lists and finds what belongs to
//! the customer; [`stream`] lays everything over one another, and reads the history of a case only when the page comes to
//! its time; [`entry`] makes of each what a model reads.
//!
//! A cursor holds the time and the id of what was last given out, and who the customer is. What is written meanwhile has a
//! later time, so it moves no page.

mod entry;
mod sources;
mod stream;

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, Room},
};
use mcp_core::{Cursor, Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{
    entry::{Entry, Kind},
    sources::Sources,
    stream::{Place, Span, Stream},
};
use super::{Call, ToolSet};
use crate::{
    id::CaseId,
    mcp::{
        key::Key,
        names::{Names, Wanted},
        resolve::{self, Customer},
        when::{now, past},
    },
};

/// Entries on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 30;
/// The most entries on a page.
const MAX_LIMIT: usize = 100;
/// What the customer and the frame of a result take, in characters.
const FRAME_CHARS: usize = 5_000;

const NAME: &str = "fusedesk_customer_timeline";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// The customer: the contact's uuid or CRM id, an e-mail address, a phone number, or a name that only one has.
    customer: Key,
    /// Only these kinds; all by default. case: opened and closed; note, call, email, chat: what was written.
    kinds: Option<Vec<Kind>>,
    /// Only from here on: a day 2026-05-03, a time 2026-05-03T14:00:00Z, or how long ago: 36h, 2d, 1w.
    since: Option<String>,
    /// Only before; as since.
    until: Option<String>,
    /// newest first or oldest first; newest by default.
    order: Option<Order>,
    /// How many entries; 30 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Where to go on: next_cursor of an earlier call, with the other arguments as in that call.
    cursor: Option<String>,
}

impl Arguments {
    /// All of a customer.
    pub(crate) const fn of(customer: Key) -> Self {
        Self { customer, kinds: None, since: None, until: None, order: None, limit: None, cursor: None }
    }
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Newest,
    Oldest,
}

/// Where a timeline goes on. Who the customer is and the ends of the time are in it, so that names are looked up once and
/// times that are counted from now stay where they were.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    #[serde(rename = "c")]
    customer: Customer,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Timeline {
    /// Whose timeline this is, and how the customer was found.
    customer: Customer,
    /// The entries.
    entries: Vec<Entry>,
    /// Leads to further entries; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// How far the customer's cases were looked through.
    scanned: Scanned,
    /// Sources that could not be read, and why. What they hold is missing here, the rest is not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
    /// Cases whose histories were left out of this page, because one call may not make enough requests: fusedesk_read_case
    /// reads each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    histories_left_out: Vec<CaseId>,
    /// What to know about these entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<&'static str>,
}

/// How far the customer's cases were looked through.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Cases of the customer that were found.
    cases: usize,
    /// Whether these are all.
    complete: bool,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Everything about one customer in one stream, newest first: cases opened and closed, notes, calls, e-mails and \
         chat messages, each with who wrote it and how it belongs to the customer. Long texts are shortened and name the \
         tool that reads them whole. Sources that fail are named in failed, the rest is delivered. Closed chats are there \
         as far as the history of a case holds them: FuseDesk lists active ones only.",
        read,
    )
    .title("Customer timeline")
    .method(Method::List)
    .tags(["customers", "cases", "chats", "emails"])
}

pub(crate) async fn read(call: Call, arguments: Arguments) -> Result<Timeline, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let text = arguments.customer.as_str();
    let kinds = Kind::each(arguments.kinds.as_deref());
    let order = arguments.order.unwrap_or_default();
    let (since, until) = (given(arguments.since.as_deref()), given(arguments.until.as_deref()));
    let cursor = Cursor::new(NAME, &(text, &kinds, order, since, until));
    let position = match given(arguments.cursor.as_deref()) {
        Some(text) => cursor.decode(text)?,
        None => begin(&call, text, since, until).await?,
    };
    let newest = order == Order::Newest;
    let mut sources = Sources::read(&call, &position.customer, &kinds, newest).await?;
    let mut names = Names::of(&call, Wanted { departments: true, reps: true, tags: false }).await;
    let scanned = Scanned { cases: sources.cases.len(), complete: sources.complete };
    let mut failed = std::mem::take(&mut sources.failed);
    let span = Span { newest, since: position.since, until: position.until, place: position.place.clone() };
    let mut stream = Stream::new(sources, &kinds, span);
    let mut room = Room::with_frame(call.limits().result_chars, FRAME_CHARS);
    let mut entries = Vec::new();
    while entries.len() < limit {
        let Some(item) = stream.peek(&call, entries.is_empty()).await else { break };
        let entry = Entry::of(item, &names, call.settings().timeline_chars);
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
    Ok(Timeline {
        customer,
        entries,
        next_cursor,
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
) -> Result<Position, ToolError> {
    let now = now();
    let time = |argument: &str, text: Option<&str>| {
        text.map(|text| past(argument, text, now).map(|when| when.millis)).transpose()
    };
    let (since, until) = (time("since", since)?, time("until", until)?);
    if let (Some(since), Some(until)) = (since, until)
        && since >= until
    {
        return Err(ToolError::invalid_arguments("since is not before until: nothing can be between them"));
    }
    let customer = resolve::whole_customer(call, "customer", customer).await?;
    Ok(Position { customer, since, until, place: None })
}
