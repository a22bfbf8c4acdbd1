//! `search_contacts`: finds contacts by e-mail address, phone number, name or another handle.
//!
//! Front's Core API has no contact search. An e-mail address or phone number is looked up directly. For any other
//! query the tool scans the contact list, newest first, a limited part per call.

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, Keywords},
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::{
        SortOrder,
        contacts::{Contact, ContactSort, GetContact, ListContacts},
    },
    mcp::{resolve, view::ContactView},
    page::MAX_PAGE_SIZE,
};

/// Default number of contacts on a page.
const DEFAULT_LIMIT: usize = 25;
/// Maximum number of contacts on a page.
const MAX_LIMIT: usize = 100;
/// Maximum number of contact pages scanned per call (1,000 contacts), so that a search leaves rate limit to the
/// company's other programs.
const MAX_PAGES: u32 = 10;

const NAME: &str = "search_contacts";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// An e-mail address or a phone number with + (looked up directly), or words of a name or handle (searched in
    /// the list of contacts).
    query: String,
    /// Cursor to continue from: next_cursor of an earlier call with the same query.
    cursor: Option<String>,
    /// Maximum number of contacts to return. Defaults to 25.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// Contacts, newest first.
    contacts: Vec<ContactView>,
    /// Cursor that continues the search. Absent when all contacts have been scanned.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Extent of the scan.
    scanned: Scanned,
    /// Failure that ended the search early. next_cursor continues from there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// Extent of the scan.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Number of contacts scanned by this call.
    contacts: usize,
    /// True if all contacts have been scanned. If false, a missing contact may still exist.
    complete: bool,
}

/// Position in the contact list.
#[derive(Debug, Default, Serialize, Deserialize)]
struct ListPosition {
    /// Page token. `None` for the first page.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// Number of contacts of the page that were scanned.
    #[serde(rename = "n", default)]
    seen: usize,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            NAME,
            "Finds contacts (customers). An e-mail address or a phone number with + is looked up directly. A name \
             or another handle is searched in the list of contacts, newest first, at most 1,000 per call. If \
             scanned.complete is false, call again with next_cursor to continue.",
            search,
        )
        .title("Search contacts")
        .method(ToolMethod::List)
        .tags(["contacts"])
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, HandlerError> {
    let query = arguments.query.trim();
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    if query.is_empty() {
        return Err(HandlerError::invalid_arguments(
            "query is empty; give an e-mail address, a phone number, a name or another handle",
        ));
    }
    let cursor = call.cursor(NAME, &query);
    let position = match given(arguments.cursor.as_deref()) {
        Some(text) => cursor.decode(text)?,
        None => {
            if let Some(found) = exact(&call, query).await? {
                return Ok(found);
            }
            ListPosition::default()
        }
    };
    let words = Keywords::of(Some(query));
    let scan = scan(&call, position, limit, |contact| fits(contact, &words)).await?;
    Ok(Found {
        contacts: scan.found,
        scanned: Scanned { contacts: scan.scanned, complete: scan.position.is_none() },
        next_cursor: scan.position.map(|position| cursor.encode(&position)).transpose()?,
        failed: scan.failed,
    })
}

/// Returns the contact with this address. A handle belongs to at most one.
async fn exact(call: &Call, query: &str) -> Result<Option<Found>, HandlerError> {
    let Some(alias) = resolve::exact_handle(query) else { return Ok(None) };
    let found = call.find(&GetContact::new(alias)).await?;
    Ok(found.map(|contact| Found {
        contacts: vec![ContactView::from(&contact)],
        next_cursor: None,
        scanned: Scanned { contacts: 1, complete: true },
        failed: Vec::new(),
    }))
}

/// Result of scanning a part of the list.
#[derive(Default)]
struct Scan {
    found: Vec<ContactView>,
    scanned: usize,
    failed: Vec<Failed>,
    /// Position to continue from. `None` at the end of the list.
    position: Option<ListPosition>,
}

impl Scan {
    fn until(self, position: ListPosition) -> Self {
        Self { position: Some(position), ..self }
    }
}

/// Scans the list from a position on, until enough contacts match, the list ends, or the call's share is spent.
async fn scan(
    call: &Call,
    mut position: ListPosition,
    limit: usize,
    fits: impl Fn(&Contact) -> bool,
) -> Result<Scan, HandlerError> {
    let (mut scan, mut room, mut pages) = (Scan::default(), call.room(), 0);
    loop {
        // Sorts by creation time: contacts that change meanwhile keep their position.
        let mut request = ListContacts::new()
            .sort_by(ContactSort::CreatedAt)
            .sort_order(SortOrder::Descending)
            .limit(MAX_PAGE_SIZE);
        if let Some(token) = &position.page {
            request = request.page_token(token.as_str());
        }
        let page = match call.send(&request).await {
            Ok(page) => page,
            Err(error) if pages == 0 => return Err(error),
            Err(error) => {
                scan.failed.push(Failed::new("contacts", &error));
                return Ok(scan.until(position));
            }
        };
        pages += 1;
        let next = page.next();
        let start = position.seen;
        for contact in page.into_iter().skip(start) {
            if fits(&contact) {
                let view = ContactView::from(&contact);
                if scan.found.len() == limit || !room.take(&view) {
                    return Ok(scan.until(position));
                }
                scan.found.push(view);
            }
            position.seen += 1;
            scan.scanned += 1;
        }
        let Some(token) = next else { return Ok(scan) };
        position = ListPosition { page: Some(token.as_str().to_owned()), seen: 0 };
        if scan.found.len() == limit || pages == MAX_PAGES || call.requests_left() == 0 {
            return Ok(scan.until(position));
        }
    }
}

/// Returns matches from a limited part of the list, from its beginning, and whether that was the whole list.
pub(in crate::mcp) async fn first(
    call: &Call,
    limit: usize,
    fits: impl Fn(&Contact) -> bool,
) -> Result<(Vec<ContactView>, bool), HandlerError> {
    let scan = scan(call, ListPosition::default(), limit, fits).await?;
    Ok((scan.found, scan.position.is_none()))
}

fn fits(contact: &Contact, words: &Keywords) -> bool {
    let handles = contact.handles.iter().filter_map(|handle| handle.handle.as_deref());
    words.fit(contact.name.as_deref().into_iter().chain(handles))
}
