//! `fusedesk_search_cases`: filters, and words that FuseDesk cannot search for.
//!
//! FuseDesk filters by status, contact, department, rep, dates and words in the summary. For tags, for cases without a rep
//! and for words in the whole text, the cases that the other filters leave are looked through, a bounded part in each call.

mod filters;

use client_core::mcp::{
    argument::{self, given},
    result::Failed,
};
use mcp_core::{Cursor, Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::filters::{Filters, Sieve, Sort, Status};
use super::{Call, ToolSet};
use crate::{
    api::cases::Case,
    mcp::{
        cases::{CaseList, Place},
        key::Key,
        names::{Names, Wanted},
        resolve::Customer,
        view::CaseView,
        when::now,
    },
    page::LARGEST_KNOWN_PAGE,
};

/// Cases on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 20;
/// The most cases on a page.
const MAX_LIMIT: usize = 100;
/// Active cases in one overview.
const ACTIVE: usize = 50;
/// Requests that a scan leaves to the rest of the call: the names.
const RESERVE: u32 = 3;

pub(crate) const NAME: &str = "fusedesk_search_cases";

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// new (the team has to act), open (waits for the customer), closed, active (new and open) or all; all by default.
    status: Option<Status>,
    /// Only of this customer: the contact's uuid or CRM id, an e-mail address, a phone number, or a name that only one
    /// has.
    customer: Option<Key>,
    /// Only assigned to this rep: an id, an e-mail address or an exact name, or "me".
    rep: Option<Key>,
    /// Only assigned to nobody. FuseDesk has no such filter: cases are looked through.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    unassigned: bool,
    /// Only of this department: an id or an exact name.
    department: Option<Key>,
    /// Only with this tag: an id or an exact name. FuseDesk has no such filter: cases are looked through.
    tag: Option<Key>,
    /// Only with this text in the summary.
    summary: Option<String>,
    /// Only with these words anywhere in summary, details, number or opener, not in the history. FuseDesk has no such
    /// search: cases are looked through, newest first, a part in each call (see scanned).
    text: Option<String>,
    /// Only opened from here on: a day 2026-05-03, a time 2026-05-03T14:00:00Z, or how long ago: 36h, 2d, 1w.
    opened_after: Option<String>,
    /// Only opened before; as opened_after.
    opened_before: Option<String>,
    /// Only changed from here on; as opened_after.
    updated_after: Option<String>,
    /// Only changed before; as opened_after.
    updated_before: Option<String>,
    /// Only closed from here on; as opened_after.
    closed_after: Option<String>,
    /// Only closed before; as opened_after.
    closed_before: Option<String>,
    /// By which time they are ordered; updated by default.
    sort: Option<Sort>,
    /// Oldest first in place of newest first.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    oldest_first: bool,
    /// How many cases; 20 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Where to go on: next_cursor of an earlier call, with the other arguments as in that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// The cases.
    cases: Vec<CaseView>,
    /// Leads to more; absent when all cases have been looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// How far the cases that FuseDesk's own filters leave were looked through.
    scanned: Scanned,
    /// Whose cases these are, with customer; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<Customer>,
    /// What could not be read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// How far the cases were looked through.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Cases that this call looked at.
    cases: usize,
    /// Whether nothing is left to look at. Where it is false, next_cursor goes on.
    complete: bool,
}

/// Where a search goes on. The filters are in it, so that names are looked up once and times that are counted from now
/// stay where they were.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    #[serde(rename = "f")]
    filters: Filters,
    #[serde(rename = "p")]
    place: Place,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Finds cases by status, customer, rep, department, tag, dates and words, the most recently changed first. Each \
         has department, rep and tags by name, its age, and who has to act. fusedesk_read_case shows what was written. \
         Where scanned.complete is false there may be more: call again with next_cursor.",
        search,
    )
    .title("Search cases")
    .method(Method::List)
    .tags(["cases"])
}

/// The first page of the active cases.
pub(crate) async fn active(call: Call) -> Result<impl Serialize, ToolError> {
    let arguments = Arguments { status: Some(Status::Active), limit: Some(ACTIVE), ..Arguments::default() };
    search(call, arguments).await
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let cursor = Cursor::new(NAME, &arguments.fingerprint());
    let (position, customer) = match given(arguments.cursor.as_deref()) {
        Some(text) => (cursor.decode(text)?, None),
        None => {
            let (filters, customer) = Filters::of(&call, &arguments, now()).await?;
            (Position { filters, place: Place::default() }, customer)
        }
    };
    let sieve = position.filters.sieve();
    let expected = if sieve.is_open() { limit } else { LARGEST_KNOWN_PAGE as usize };
    let (sort, order) = arguments.order();
    let mut list = CaseList::new(position.filters.search()?, sort, order, position.place.clone(), expected);
    let (page, failure) = scan(&call, &mut list, &sieve, limit).await;
    let failure = match failure {
        Some(error) if list.looked_at() == 0 => return Err(error),
        failure => failure,
    };
    let mut names = Names::of(&call, Wanted::by(page.iter().map(|(case, _)| case))).await;
    let mut room = call.room();
    let now = now();
    let mut cases = Vec::new();
    let mut place = list.place();
    for (case, before) in page {
        let view = CaseView::at(&case, &names, now);
        if !room.take(&view) {
            place = Some(before);
            break;
        }
        cases.push(view);
    }
    let next_cursor = match &place {
        Some(place) => Some(cursor.encode(&Position { filters: position.filters, place: place.clone() })?),
        None => None,
    };
    let mut failed = names.failed();
    failed.extend(failure.map(|error| Failed::new("further cases", &error)));
    Ok(Found {
        cases,
        next_cursor,
        scanned: Scanned { cases: list.looked_at(), complete: place.is_none() },
        customer,
        failed,
    })
}

/// Takes cases that pass, each with the place before it, until there are enough, or no more, or the call's share is spent.
async fn scan(
    call: &Call,
    list: &mut CaseList,
    sieve: &Sieve,
    limit: usize,
) -> (Vec<(Case, Place)>, Option<ToolError>) {
    let most = call.settings().scan_cases;
    let mut page = Vec::new();
    while page.len() < limit
        && list.looked_at() < most
        && call.requests_left() > RESERVE.min(call.limits().call_budget / 2)
    {
        match list.peek(call).await {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => return (page, Some(error)),
        }
        let before = list.place().unwrap_or_default();
        let Some(case) = list.advance() else { break };
        if sieve.passes(&case) {
            page.push((case, before));
        }
    }
    (page, None)
}
