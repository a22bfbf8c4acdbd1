//! `fusedesk_find_customer`: contacts by id, e-mail address, phone number, name or any words.

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, fitting},
};
use mcp_core::{Cursor, Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::mcp::{
    key::Key,
    people::{MatchedBy, Wanted, find, second_look, whole},
    view::ContactView,
};

/// Contacts on a page, unless the call says otherwise: each costs a request, because a search shows one address only.
const DEFAULT_LIMIT: usize = 5;
/// The most contacts on a page.
const MAX_LIMIT: usize = 20;

const NAME: &str = "fusedesk_find_customer";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// A name, an e-mail address, a phone number, a company, an id in FuseDesk or in the CRM.
    query: Key,
    /// How many contacts; 5 by default.
    #[schemars(range(min = 1, max = 20))]
    limit: Option<usize>,
    /// Where to go on: next_cursor of an earlier call, with the same query.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// The contacts, the surest match first.
    customers: Vec<CustomerView>,
    /// Leads to more; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// How far FuseDesk's answer was looked through.
    scanned: Scanned,
    /// What could not be read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// How far FuseDesk's answer was looked through.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Contacts that FuseDesk found.
    contacts: usize,
    /// Whether these are all.
    complete: bool,
}

/// A contact, and how it was found.
#[derive(Debug, Serialize, JsonSchema)]
struct CustomerView {
    #[serde(flatten)]
    contact: ContactView,
    /// What fits: uuid, crm_id, exact_email, exact_phone, phone_without_country_code, exact_name, name (all words are in
    /// it), words (in name, company and addresses together), or unconfirmed (FuseDesk does not say why).
    matched_by: MatchedBy,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Finds contacts (customers) by name, e-mail address, phone number, company or id. Gives their ids, all addresses \
         and phone numbers, company, and how each matched; exact matches come first. \
         fusedesk_customer_timeline shows what there is of one.",
        search,
    )
    .title("Find customer")
    .method(Method::List)
    .tags(["customers"])
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, ToolError> {
    let query = arguments.query.as_str();
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    if query.is_empty() {
        return Err(ToolError::invalid_arguments(
            "query is empty; give a name, an e-mail address, a phone number or an id",
        ));
    }
    let cursor = Cursor::new(NAME, &query);
    let offset: usize = given(arguments.cursor.as_deref()).map_or(Ok(0), |text| cursor.decode(text))?;
    let wanted = Wanted::of(query);
    let found = find(&call, &wanted).await?;
    let complete = found.complete;
    let ranked = second_look(&call, found, &wanted).await;
    let count = ranked.len();
    let page: Vec<_> = ranked.into_iter().skip(offset).take(limit).collect();
    let (page, failure) = match page.as_slice() {
        // Found by an id it is whole already.
        [(_, by)] if *by <= MatchedBy::CrmId => (page, None),
        _ => whole(&call, page, &wanted).await,
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
