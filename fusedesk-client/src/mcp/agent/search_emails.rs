//! `fusedesk_search_emails`: e-mails that belong to no case.
//!
//! FuseDesk does not say in which order it lists them, so a bounded part is read and put in order here. Going on means
//! reading it again, and giving what is older than what was given: so nothing that arrives meanwhile moves a page.

use client_core::mcp::{
    argument::{self, given},
    result::Failed,
};
use mcp_core::{Cursor, Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::emails::SearchUnassignedEmails,
    mcp::{
        emails::{EmailView, key, scan},
        order::After,
    },
};

/// E-mails on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 20;
/// The most e-mails on a page.
const MAX_LIMIT: usize = 100;
/// How much of each text is asked for, in characters: enough for an excerpt of HTML.
const BODY_CHARS: u32 = 2_000;

const NAME: &str = "fusedesk_search_emails";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only with this text in the sender, such as an address or @example.com.
    from: Option<String>,
    /// Only with this text in the subject.
    subject: Option<String>,
    /// Only with this text in the body.
    content: Option<String>,
    /// How many e-mails; 20 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Where to go on: next_cursor of an earlier call, with the other arguments as in that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// The e-mails, newest first.
    emails: Vec<EmailView>,
    /// Leads to more; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// How far the e-mails were looked through.
    scanned: Scanned,
    /// What could not be read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// How far the e-mails were looked through.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// E-mails that were read and put in order.
    emails: usize,
    /// Whether these are all. Where it is false, some that are not here may be newer: narrow the search.
    complete: bool,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Finds e-mails that belong to no case yet, by sender, subject and text, the newest first. \
         fusedesk_read_email reads one whole. E-mails that belong to a case are in its history: fusedesk_read_case.",
        search,
    )
    .title("Search unassigned emails")
    .method(Method::List)
    .tags(["emails"])
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let filters =
        [&arguments.from, &arguments.subject, &arguments.content].map(|text| given(text.as_deref()));
    let cursor = Cursor::new(NAME, &filters);
    let after: Option<After> =
        given(arguments.cursor.as_deref()).map(|text| cursor.decode(text)).transpose()?;
    let mut search = SearchUnassignedEmails::new().body_limit(BODY_CHARS);
    let [from, subject, content] = filters;
    search = from.into_iter().fold(search, SearchUnassignedEmails::from);
    search = subject.into_iter().fold(search, SearchUnassignedEmails::subject);
    search = content.into_iter().fold(search, SearchUnassignedEmails::content);
    let mut scan = scan(&call, &search, call.settings().scan_cases).await?;
    scan.emails.sort_by_key(|email| std::cmp::Reverse(key(email)));
    let scanned = Scanned { emails: scan.emails.len(), complete: scan.complete };
    let rest = After::rest(after.as_ref(), scan.emails, key);
    let mut room = call.room();
    let mut emails = Vec::new();
    for email in rest.iter().take(limit) {
        let view = EmailView::from(email);
        if !room.take(&view) {
            break;
        }
        emails.push(view);
    }
    let next = After::next(after.as_ref(), &rest, emails.len(), key);
    let next_cursor = next.map(|place| cursor.encode(&place)).transpose()?;
    let failed = scan.failure.map(|error| Failed::new("further e-mails", &error)).into_iter().collect();
    Ok(Found { emails, next_cursor, scanned, failed })
}
