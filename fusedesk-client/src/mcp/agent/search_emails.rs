//! `fusedesk_search_emails`: finds e-mails without a case.
//!
//! FuseDesk does not document the order of its list, so a bounded part is read and sorted here. The next page
//! reads it again and returns older e-mails than the last one returned. E-mails that arrive meanwhile move no
//! page.

use client_core::mcp::{
    argument::{self, given},
    result::Failed,
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::emails::SearchUnassignedEmails,
    mcp::{
        emails::{EmailView, key, scan},
        order::PagePosition,
    },
};

/// Default number of e-mails on a page.
const DEFAULT_LIMIT: usize = 20;
/// Maximum number of e-mails on a page.
const MAX_LIMIT: usize = 100;
/// Requested length of each text, in characters: enough for an excerpt of HTML.
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
    /// Number of e-mails. Default 20.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Cursor to continue from: next_cursor of an earlier call. Repeat the other arguments of that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// The e-mails, newest first.
    emails: Vec<EmailView>,
    /// Cursor to the next page. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Coverage of the e-mails.
    scanned: Scanned,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// Coverage of the e-mails.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Number of e-mails read and sorted.
    emails: usize,
    /// `true` if these are all. Otherwise missing e-mails may be newer: narrow the search.
    complete: bool,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Finds e-mails without a case by sender, subject and text, newest first. fusedesk_read_email reads an \
         e-mail in full. E-mails of a case are in its history: use fusedesk_read_case.",
        search,
    )
    .title("Search unassigned emails")
    .method(ToolMethod::List)
    .tags(["emails"])
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let filters =
        [&arguments.from, &arguments.subject, &arguments.content].map(|text| given(text.as_deref()));
    let cursor = call.cursor(NAME, &filters);
    let after: Option<PagePosition> =
        given(arguments.cursor.as_deref()).map(|text| cursor.decode(text)).transpose()?;
    let mut search = SearchUnassignedEmails::new().body_limit(BODY_CHARS);
    let [from, subject, content] = filters;
    search = from.into_iter().fold(search, SearchUnassignedEmails::from);
    search = subject.into_iter().fold(search, SearchUnassignedEmails::subject);
    search = content.into_iter().fold(search, SearchUnassignedEmails::content);
    let mut scan = scan(&call, &search, call.settings().scan_cases).await?;
    scan.emails.sort_by_key(|email| std::cmp::Reverse(key(email)));
    let scanned = Scanned { emails: scan.emails.len(), complete: scan.complete };
    let rest = PagePosition::rest(after.as_ref(), scan.emails, key);
    let mut room = call.room();
    let mut emails = Vec::new();
    for email in rest.iter().take(limit) {
        let view = EmailView::of(&call, email).await;
        if !room.take(&view) {
            break;
        }
        emails.push(view);
    }
    let next = PagePosition::next(after.as_ref(), &rest, emails.len(), key);
    let next_cursor = next.map(|place| cursor.encode(&place)).transpose()?;
    let failed = scan.failure.map(|error| Failed::new("further e-mails", &error)).into_iter().collect();
    Ok(Found { emails, next_cursor, scanned, failed })
}
