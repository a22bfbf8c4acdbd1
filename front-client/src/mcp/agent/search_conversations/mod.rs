//! `search_conversations`: searches conversations by words and filters.
//!
//! Front's search supports every filter except the team: for a team, its inboxes are searched one by one and the
//! results merged ([`pages`]). [`filters`] builds the query.

mod filters;
mod pages;

use client_core::mcp::{
    argument::{self, given},
    result::Failed,
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::{
    filters::Filters,
    pages::{Pages, SearchPosition},
};
use super::{Call, ToolSet};
use crate::{id::InboxId, mcp::view::ConversationView, time::Timestamp};

/// Default number of conversations on a page.
const DEFAULT_LIMIT: usize = 25;
/// Maximum number of conversations on a page.
const MAX_LIMIT: usize = 100;
/// Number of open conversations in one overview.
const OPEN: usize = 50;

pub(crate) const NAME: &str = "search_conversations";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(transform = requires_query)]
struct Arguments {
    /// Words that must all occur, "exact phrases", and Front's own filters such as from:jane@example.com or
    /// is:unreplied. May be empty if filters are given.
    #[serde(default)]
    query: String,
    /// Additional filters. All must match.
    filters: Option<Filters>,
    /// Cursor to continue from: next_cursor of an earlier call. Repeat the other arguments of that call.
    cursor: Option<String>,
    /// Number of conversations on the page. Defaults to 25.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Found {
    /// Conversations, most recently active first.
    conversations: Vec<ConversationView>,
    /// Total number of matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    /// Cursor to the next page. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Query sent to Front.
    searched: String,
    /// Reasons why the results may differ from what was meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    /// With teamId: inboxes of the team that were searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    scanned: Option<Scanned>,
}

/// Extent of a search over several inboxes.
#[derive(Debug, Serialize, JsonSchema)]
struct Scanned {
    /// Inboxes of these results. A conversation in several of them is listed once.
    inboxes: Vec<InboxId>,
    /// Inboxes that later pages will search.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inboxes_left: Vec<InboxId>,
    /// Inboxes that could not be searched, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
    /// True if all inboxes of the team have been searched completely.
    complete: bool,
}

/// Marks `query` as required in the schema, as Front's own server does. Calls with filters only are still accepted.
fn requires_query(schema: &mut Schema) {
    schema.insert("required".to_owned(), json!(["query"]));
    if let Some(Value::Object(query)) = schema.pointer_mut("/properties/query") {
        query.remove("default");
    }
}

/// Position of a search. Includes the query, so that names of teammates, tags and inboxes are resolved once.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    #[serde(rename = "q")]
    query: String,
    #[serde(rename = "t", default)]
    team: bool,
    #[serde(rename = "p")]
    position: SearchPosition,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            NAME,
            "Finds conversations by words and filters, most recently active first. Results show the state for all \
             teammates, not one teammate's view. Each has its assignee, tags, custom fields and the customer's \
             waiting time. Use read_conversation to read the messages.",
            search,
        )
        .title("Search conversations")
        .method(ToolMethod::List)
        .tags(["conversations"])
}

/// Returns the first page of the open conversations.
pub(crate) async fn open(call: Call) -> Result<impl Serialize, HandlerError> {
    let arguments =
        Arguments { query: String::new(), filters: Some(Filters::open()), cursor: None, limit: Some(OPEN) };
    search(call, arguments).await
}

async fn search(call: Call, arguments: Arguments) -> Result<Found, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let filters = arguments.filters.unwrap_or_default();
    let cursor = call.cursor(NAME, &(&arguments.query, &filters));
    let (position, warnings) = match given(arguments.cursor.as_deref()) {
        Some(text) => (cursor.decode(text)?, Vec::new()),
        None => {
            let query = filters::query(&call, &arguments.query, &filters).await?;
            let team = query.inboxes.is_some();
            let position = query.inboxes.map_or_else(SearchPosition::all_inboxes, SearchPosition::in_inboxes);
            (Position { query: query.text, team, position }, query.warnings)
        }
    };
    let mut pages = Pages::new(position.query.clone(), position.position, call.requests_left());
    let mut room = call.room();
    let now = Timestamp::now();
    let mut conversations = Vec::new();
    while conversations.len() < limit {
        let Some(conversation) = pages.peek(&call, limit).await else { break };
        let view = ConversationView::at(conversation, now);
        if !room.take(&view) {
            break;
        }
        pages.advance();
        conversations.push(view);
    }
    if conversations.is_empty()
        && let Some(error) = pages.only_failures()
    {
        return Err(error);
    }
    let scanned = position.team.then(|| pages.scanned());
    let total = if position.team { None } else { pages.total() };
    let next = pages.position().map(|rest| {
        cursor.encode(&Position { query: position.query.clone(), team: position.team, position: rest })
    });
    Ok(Found {
        conversations,
        total,
        next_cursor: next.transpose()?,
        searched: position.query,
        warnings,
        scanned,
    })
}
