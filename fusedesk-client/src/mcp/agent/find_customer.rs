//! `fusedesk_find_customer`: contacts by id, e-mail address, phone number, name or any words.

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, fitting},
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::mcp::{
    contact_search::{CustomerKey, MatchedBy, find, read_candidates, whole},
    key::Key,
    view::ContactView,
};

/// Default number of contacts on a page. Each costs a request, because a search returns one address only.
const DEFAULT_LIMIT: usize = 5;
/// Maximum number of contacts on a page.
const MAX_LIMIT: usize = 20;

const NAME: &str = "fusedesk_find_customer";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Name, e-mail address, phone number, company, or id in FuseDesk or in the CRM.
    query: Key,
    /// Number of contacts. Default 5.
    #[schemars(range(min = 1, max = 20))]
    limit: Option<usize>,
    /// Cursor to continue from: next_cursor of an earlier call with the same query.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// Contacts, the most certain match first.
    customers: Vec<CustomerView>,
    /// Cursor to the next page. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Coverage of the search.
    scanned: Scanned,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// Coverage of the search.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Number of contacts found by FuseDesk.
    contacts: usize,
    /// True if everything was read.
    complete: bool,
}

/// Contact, and how it was found.
#[derive(Debug, Serialize, JsonSchema)]
struct CustomerView {
    #[serde(flatten)]
    contact: ContactView,
    /// The match: uuid, crm_id, exact_email, exact_phone, phone_without_country_code, exact_name, name (contains all
    /// words), words (in name, company and addresses together), or unconfirmed (FuseDesk gives no reason).
    matched_by: MatchedBy,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Finds contacts (customers) by name, e-mail address, phone number, company or id. Returns ids, all \
         addresses and phone numbers, company, and the reason of each match. Exact matches come first. \
         fusedesk_customer_timeline lists the history of a contact.",
        search,
    )
    .title("Find customer")
    .method(ToolMethod::List)
    .tags(["customers"])
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, HandlerError> {
    let query = arguments.query.as_str();
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    if query.is_empty() {
        return Err(HandlerError::invalid_arguments(
            "query is empty; pass a name, an e-mail address, a phone number or an id",
        ));
    }
    let cursor = call.cursor(NAME, &query);
    let offset: usize = given(arguments.cursor.as_deref()).map_or(Ok(0), |text| cursor.decode(text))?;
    let key = CustomerKey::of(query);
    let found = find(&call, &key).await?;
    let complete = found.complete;
    let ranked = read_candidates(&call, found, &key).await;
    let count = ranked.len();
    let page: Vec<_> = ranked.into_iter().skip(offset).take(limit).collect();
    let (page, failure) = match page.as_slice() {
        // A contact found by id is complete already.
        [(_, by)] if *by <= MatchedBy::CrmId => (page, None),
        _ => whole(&call, page, &key).await,
    };
    let mut customers: Vec<CustomerView> =
        page.iter().map(|(contact, by)| CustomerView { contact: contact.into(), matched_by: *by }).collect();
    customers.truncate(fitting(&customers, call.room().chars()));
    let end = offset + customers.len();
    let next_cursor = (end < count).then(|| cursor.encode(&end)).transpose()?;
    let failed = failure.map(|error| Failed::new("further addresses of some contacts", &error));
    Ok(Found {
        customers,
        next_cursor,
        scanned: Scanned { contacts: count, complete },
        failed: failed.into_iter().collect(),
    })
}
