//! `search_contacts`: by e-mail address, phone number, name or another handle.
//!
//! Front's Core API has no search for contacts. It knows the one who has an e-mail address or phone number; for anything
//! else the list of contacts is looked through, newest first, a bounded part in each call.

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, Keywords},
};
use mcp_core::{Cursor, Method, Tool, ToolError};
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

/// Contacts on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 25;
/// The most contacts on a page.
const MAX_LIMIT: usize = 100;
/// The most pages of contacts that one call looks through, so that a search leaves the company's other programs some of
/// its requests: 1,000 contacts.
const MAX_PAGES: u32 = 10;

const NAME: &str = "search_contacts";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// An e-mail address or a phone number with + (found at once), or words of a name or handle (looked for in the list
    /// of contacts).
    query: String,
    /// Where to go on: next_cursor of an earlier call, with the same query.
    cursor: Option<String>,
    /// How many contacts; 25 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// The contacts. The newest come first.
    contacts: Vec<ContactView>,
    /// Goes on looking; absent when all contacts have been looked through.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// How far the contacts were looked through.
    scanned: Scanned,
    /// What ended the search early; next_cursor goes on from there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// How far the contacts were looked through.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Contacts that this call looked at.
    contacts: usize,
    /// Whether nothing is left to look at. Where it is false, a contact that is not here may still exist.
    complete: bool,
}

/// Where the list goes on.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Place {
    /// The token of the page; none for the first.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// The contacts of the page that were looked at.
    #[serde(rename = "n", default)]
    seen: usize,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            NAME,
            "Finds contacts (customers). An e-mail address or a phone number with + is looked up at once. A name or \
             another handle is looked for in the list of contacts, newest first, at most 1,000 in one call: where \
             scanned.complete is false, call again with next_cursor to go on.",
            search,
        )
        .title("Search contacts")
        .method(Method::List)
        .tags(["contacts"])
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, ToolError> {
    let query = arguments.query.trim();
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    if query.is_empty() {
        return Err(ToolError::invalid_arguments(
            "query is empty; give an e-mail address, a phone number, a name or another handle",
        ));
    }
    let cursor = Cursor::new(NAME, &query);
    let place = match given(arguments.cursor.as_deref()) {
        Some(text) => cursor.decode(text)?,
        None => {
            if let Some(found) = exact(&call, query).await? {
                return Ok(found);
            }
            Place::default()
        }
    };
    let words = Keywords::of(Some(query));
    let scan = scan(&call, place, limit, |contact| fits(contact, &words)).await?;
    Ok(Found {
        contacts: scan.found,
        scanned: Scanned { contacts: scan.scanned, complete: scan.place.is_none() },
        next_cursor: scan.place.map(|place| cursor.encode(&place)).transpose()?,
        failed: scan.failed,
    })
}

/// The contact who has this address; a handle belongs to no more than one.
async fn exact(call: &Call, query: &str) -> Result<Option<Found>, ToolError> {
    let Some(alias) = resolve::exact_handle(query) else { return Ok(None) };
    let found = call.find(&GetContact::new(alias)).await?;
    Ok(found.map(|contact| Found {
        contacts: vec![ContactView::from(&contact)],
        next_cursor: None,
        scanned: Scanned { contacts: 1, complete: true },
        failed: Vec::new(),
    }))
}

/// What a part of the list holds.
#[derive(Default)]
struct Scan {
    found: Vec<ContactView>,
    scanned: usize,
    failed: Vec<Failed>,
    /// Where to go on; none at the end of the list.
    place: Option<Place>,
}

impl Scan {
    fn until(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }
}

/// Looks through the list from a place on, until there are enough, or no more, or the call's share is spent.
async fn scan(
    call: &Call,
    mut place: Place,
    limit: usize,
    fits: impl Fn(&Contact) -> bool,
) -> Result<Scan, ToolError> {
    let (mut scan, mut room, mut pages) = (Scan::default(), call.room(), 0);
    loop {
        // By the time of creation: contacts that change meanwhile stay where they are.
        let mut request = ListContacts::new()
            .sort_by(ContactSort::CreatedAt)
            .sort_order(SortOrder::Descending)
            .limit(MAX_PAGE_SIZE);
        if let Some(token) = &place.page {
            request = request.page_token(token.as_str());
        }
        let page = match call.send(&request).await {
            Ok(page) => page,
            Err(error) if pages == 0 => return Err(error),
            Err(error) => {
                scan.failed.push(Failed::new("contacts", &error));
                return Ok(scan.until(place));
            }
        };
        pages += 1;
        let next = page.next();
        let start = place.seen;
        for contact in page.into_iter().skip(start) {
            if fits(&contact) {
                let view = ContactView::from(&contact);
                if scan.found.len() == limit || !room.take(&view) {
                    return Ok(scan.until(place));
                }
                scan.found.push(view);
            }
            place.seen += 1;
            scan.scanned += 1;
        }
        let Some(token) = next else { return Ok(scan) };
        place = Place { page: Some(token.as_str().to_owned()), seen: 0 };
        if scan.found.len() == limit || pages == MAX_PAGES || call.requests_left() == 0 {
            return Ok(scan.until(place));
        }
    }
}

/// The contacts of a bounded part of the list, from its beginning, and whether that was all of it.
pub(in crate::mcp) async fn first(
    call: &Call,
    limit: usize,
    fits: impl Fn(&Contact) -> bool,
) -> Result<(Vec<ContactView>, bool), ToolError> {
    let scan = scan(call, Place::default(), limit, fits).await?;
    Ok((scan.found, scan.place.is_none()))
}

fn fits(contact: &Contact, words: &Keywords) -> bool {
    let handles = contact.handles.iter().filter_map(|handle| handle.handle.as_deref());
    words.fit(contact.name.as_deref().into_iter().chain(handles))
}
