//! `fusedesk_search_cases`: finds cases by FuseDesk's filters, tags and words.
//!
//! FuseDesk filters by status, contact, department, rep, dates and words in the summary. For tags, unassigned
//! cases and words in the whole text, the matches of the other filters are scanned, a bounded number in each call.

mod filters;

use client_core::mcp::{
    argument::{self, given},
    result::Failed,
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::filters::{Filters, LocalFilters, Sort, Status};
use super::{Call, ToolSet};
use crate::{
    api::cases::Case,
    mcp::{
        cases::{CaseList, CasePosition},
        key::Key,
        names::{Names, RequestedNames},
        resolve::Customer,
        time_argument::now,
        view::CaseView,
    },
    page::LARGEST_KNOWN_PAGE,
};

/// Default number of cases on a page.
const DEFAULT_LIMIT: usize = 20;
/// Maximum number of cases on a page.
const MAX_LIMIT: usize = 100;
/// Number of active cases in an overview.
const ACTIVE: usize = 50;
/// Number of requests that a scan reserves for the names.
const RESERVE: u32 = 3;

pub(crate) const NAME: &str = "fusedesk_search_cases";

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// new (the team has to act), open (waits for the customer), closed, active (new and open) or all. Default all.
    status: Option<Status>,
    /// Only this customer: the contact's uuid or CRM id, an e-mail address, a phone number, or a unique name.
    customer: Option<Key>,
    /// Only assigned to this rep: an id, an e-mail address or an exact name, or "me".
    rep: Option<Key>,
    /// Only unassigned cases. FuseDesk has no such filter: cases are scanned.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    unassigned: bool,
    /// Only this department: an id or an exact name.
    department: Option<Key>,
    /// Only with this tag: an id or an exact name. FuseDesk has no such filter: cases are scanned.
    tag: Option<Key>,
    /// Only with this text in the summary.
    summary: Option<String>,
    /// Only with these words in summary, details, number or opener, not in the history. FuseDesk has no such search:
    /// cases are scanned, newest first, a part in each call (see scanned).
    text: Option<String>,
    /// Only opened since then: a day 2026-05-03, a time 2026-05-03T14:00:00Z, or a time ago: 36h, 2d, 1w.
    opened_after: Option<String>,
    /// Only opened before then. Same format as opened_after.
    opened_before: Option<String>,
    /// Only changed since then. Same format as opened_after.
    updated_after: Option<String>,
    /// Only changed before then. Same format as opened_after.
    updated_before: Option<String>,
    /// Only closed since then. Same format as opened_after.
    closed_after: Option<String>,
    /// Only closed before then. Same format as opened_after.
    closed_before: Option<String>,
    /// Time to sort by. Default updated.
    sort: Option<Sort>,
    /// Oldest first instead of newest first.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    oldest_first: bool,
    /// Number of cases. Default 20.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Cursor to continue from: next_cursor of an earlier call. Repeat the other arguments of that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// The cases.
    cases: Vec<CaseView>,
    /// Cursor of the next page. Absent after all cases were scanned.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Coverage of the matches of FuseDesk's own filters.
    scanned: Scanned,
    /// Customer of the cases, for the argument customer. On the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<Customer>,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// Coverage of the cases.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Number of cases scanned by this call.
    cases: usize,
    /// `true` if no cases are left to scan. Otherwise continue with next_cursor.
    complete: bool,
}

/// Position of the next page. Contains the filters, so that names are resolved once and relative times stay fixed.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    #[serde(rename = "f")]
    filters: Filters,
    #[serde(rename = "p")]
    place: CasePosition,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Finds cases by status, customer, rep, department, tag, dates and words, the most recently changed \
         first. Returns department, rep and tags by name, age, and the side that has to act. fusedesk_read_case \
         reads the history. If scanned.complete is false, there may be more cases: call again with next_cursor.",
        search,
    )
    .title("Search cases")
    .method(ToolMethod::List)
    .tags(["cases"])
}

/// Returns the first page of the active cases.
pub(crate) async fn active(call: Call) -> Result<impl Serialize, HandlerError> {
    let arguments = Arguments { status: Some(Status::Active), limit: Some(ACTIVE), ..Arguments::default() };
    search(call, arguments).await
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let cursor = call.cursor(NAME, &arguments.fingerprint());
    let (position, customer) = match given(arguments.cursor.as_deref()) {
        Some(text) => (cursor.decode(text)?, None),
        None => {
            let (filters, customer) = Filters::of(&call, &arguments, now()).await?;
            (Position { filters, place: CasePosition::default() }, customer)
        }
    };
    let local_filters = position.filters.local();
    let expected = if local_filters.is_open() { limit } else { LARGEST_KNOWN_PAGE as usize };
    let (sort, order) = arguments.order();
    let mut list = CaseList::new(position.filters.search()?, sort, order, position.place.clone(), expected);
    let (page, failure) = scan(&call, &mut list, &local_filters, limit).await;
    let failure = match failure {
        Some(error) if list.looked_at() == 0 => return Err(error),
        failure => failure,
    };
    let mut names = Names::of(&call, RequestedNames::by(page.iter().map(|(case, _)| case))).await;
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

/// Takes matching cases, each with the position before it, until there are enough, none are left, or the call's
/// share of requests is spent.
async fn scan(
    call: &Call,
    list: &mut CaseList,
    local_filters: &LocalFilters,
    limit: usize,
) -> (Vec<(Case, CasePosition)>, Option<HandlerError>) {
    let most = call.settings().scan_cases;
    let mut page = Vec::new();
    while page.len() < limit
        && list.looked_at() < most
        && call.requests_left() > RESERVE.min(call.limits().call_budget / 2)
    {
        let list_has_looked = list.looked_at() > 0;
        match list.peek(call).await {
            // What the call cannot read is left to the next one.
            Ok(Some(case))
                if list_has_looked
                    && local_filters.searched(case).is_some_and(|details| !call.has_room_for(&details)) =>
            {
                break;
            }
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(error) => return (page, Some(error)),
        }
        let before = list.place().unwrap_or_default();
        let Some(case) = list.advance() else { break };
        if local_filters.passes(call, &case).await {
            page.push((case, before));
        }
    }
    (page, None)
}
