//! Translate the arguments to a query for Front.

use client_core::mcp::argument::{echo, given};
use mcp_core::HandlerError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::inboxes::ListTeamInboxes,
    id::InboxId,
    mcp::{call::Call, pages::whole, resolve},
    search::{SearchError, SearchIs, SearchQuery},
    time::Timestamp,
};

/// Filters for conversations.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Filters {
    /// Only in this inbox: id inb_… or exact name.
    #[serde(alias = "inbox_id")]
    inbox_id: Option<String>,
    /// Only assigned to this teammate: id tea_…, e-mail address or exact name.
    #[serde(alias = "teammate_id")]
    teammate_id: Option<String>,
    /// Only in the inboxes of this team: id tim_… or exact name. Each inbox is searched separately.
    #[serde(alias = "team_id")]
    team_id: Option<String>,
    /// Only with all of these tags: ids tag_… or exact names.
    tags: Option<Vec<String>>,
    /// Only with this status. open includes assigned and unassigned.
    status: Option<Status>,
    /// Only from the start of this day: YYYY-MM-DD in UTC, or a time such as 2026-05-03T14:00:00Z.
    after: Option<String>,
    /// Only before the start of this day: YYYY-MM-DD in UTC, or a time such as 2026-05-03T14:00:00Z.
    before: Option<String>,
}

impl Filters {
    /// Returns a filter for open conversations.
    pub(super) fn open() -> Self {
        Self { status: Some(Status::Open), ..Self::default() }
    }
}

/// Status filter.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    /// Open: assigned or unassigned.
    Open,
    // Variants with self-explanatory names have no description for the model.
    Assigned,
    Unassigned,
    Archived,
    Snoozed,
    Trashed,
    /// No reply to the customer yet.
    Unreplied,
    /// Ticket status. Only for companies with ticketing.
    Waiting,
    /// Ticket status, like waiting.
    Resolved,
    /// Not searchable; returns an error.
    Spam,
}

/// Query for Front.
pub(super) struct Query {
    pub(super) text: String,
    pub(super) warnings: Vec<String>,
    /// Inboxes to search one by one, for a team.
    pub(super) inboxes: Option<Vec<InboxId>>,
}

/// Queries that match everything.
const MATCH_ALL: [&str; 2] = ["", "*"];

/// Maximum length of a query, in characters. It becomes part of a URL, which must be short.
const MAX_QUERY: usize = 1_000;

pub(super) async fn query(call: &Call, text: &str, filters: &Filters) -> Result<Query, HandlerError> {
    let length = text.chars().count();
    if length > MAX_QUERY {
        return Err(HandlerError::invalid_arguments(format!(
            "query has {length} characters; it may have {MAX_QUERY}"
        ))
        .with_hint("Search for the few words that matter."));
    }
    let mut query = match text.trim() {
        text if MATCH_ALL.contains(&text) => SearchQuery::new(),
        text => SearchQuery::parse(text).map_err(|error| mistake("query", &error))?,
    };
    query = status(query, filters.status)?;
    let (after, before) =
        (time("after", filters.after.as_deref())?, time("before", filters.before.as_deref())?);
    if let (Some(after), Some(before)) = (after, before)
        && after >= before
    {
        return Err(HandlerError::invalid_arguments(
            "filters.after is not before filters.before; nothing can match. Swap or change them",
        ));
    }
    query = after.into_iter().fold(query, SearchQuery::after);
    query = before.into_iter().fold(query, SearchQuery::before);
    if let Some(teammate) = given(filters.teammate_id.as_deref()) {
        query = query.assignee(resolve::teammate(call, "filters.teammateId", teammate).await?.id);
    }
    for tag in resolve::tags(call, "filters.tags", filters.tags.as_deref().unwrap_or_default()).await? {
        query = query.tag(tag);
    }
    let inbox = match given(filters.inbox_id.as_deref()) {
        Some(inbox) => Some(resolve::inbox(call, "filters.inboxId", inbox).await?),
        None => None,
    };
    let inboxes = match given(filters.team_id.as_deref()) {
        None => {
            if let Some(inbox) = inbox {
                query = query.inbox(inbox.id);
            }
            None
        }
        Some(text) => {
            let team = resolve::team(call, "filters.teamId", text).await?;
            let inboxes = whole(call, &ListTeamInboxes::new(team.id.clone()), "inboxes of the team").await?;
            let mut ids: Vec<InboxId> = inboxes.into_iter().map(|inbox| inbox.id).collect();
            if let Some(inbox) = inbox {
                if !ids.contains(&inbox.id) {
                    return Err(HandlerError::invalid_arguments(format!(
                        "filters.inboxId: the inbox {} is not one of the team {}",
                        inbox.id, team.id
                    ))
                    .with_hint("Give only inboxId, only teamId, or an inbox of the team."));
                }
                ids = vec![inbox.id];
            }
            Some(ids)
        }
    };
    let text = match query.build() {
        Ok(text) => text,
        // The inbox filter of each search completes the query.
        Err(_) if inboxes.is_some() && query == SearchQuery::new() => String::new(),
        Err(_) if query == SearchQuery::new() => {
            return Err(HandlerError::invalid_arguments("query is empty and there are no filters")
                .with_hint("Give words, or a filter such as filters.status = \"open\"."));
        }
        Err(error) => return Err(mistake("query and filters", &error)),
    };
    Ok(Query { text, warnings: query.warnings().to_vec(), inboxes })
}

fn status(query: SearchQuery, status: Option<Status>) -> Result<SearchQuery, HandlerError> {
    let Some(status) = status else { return Ok(query) };
    Ok(match status {
        Status::Open => query.is(SearchIs::Open),
        // An archived conversation may be assigned or not, but a caller who filters by assignment means the inbox.
        Status::Assigned => query.is(SearchIs::Open).is(SearchIs::Assigned),
        Status::Unassigned => query.is(SearchIs::Open).is(SearchIs::Unassigned),
        Status::Archived => query.is(SearchIs::Archived),
        Status::Snoozed => query.is(SearchIs::Snoozed),
        Status::Trashed => query.is(SearchIs::Trashed),
        Status::Unreplied => query.is(SearchIs::Unreplied),
        Status::Waiting => query.is(SearchIs::Waiting),
        Status::Resolved => query.is(SearchIs::Resolved),
        Status::Spam => {
            return Err(HandlerError::invalid_arguments(
                "filters.status: spam cannot be searched through Front's Core API",
            )
            .with_hint("Use open, archived, trashed or another status, or leave it out."));
        }
    })
}

fn time(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, HandlerError> {
    given(text).map(|text| point_in_time(name, text)).transpose()
}

fn point_in_time(name: &str, text: &str) -> Result<Timestamp, HandlerError> {
    let time = match text.parse::<jiff::civil::Date>() {
        // A plain date. jiff would also parse a full time as its date.
        Ok(day) if !text.contains(['T', 't', ' ', ':']) => {
            day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|start| start.timestamp())
        }
        _ => text.parse::<jiff::Timestamp>().ok(),
    };
    time.map(|time| Timestamp::from_millis(time.as_millisecond())).ok_or_else(|| {
        HandlerError::invalid_arguments(format!(
            "filters.{name} is {text}; it must be a day such as 2026-05-03 or a time with its zone such as \
             2026-05-03T14:00:00Z",
            text = echo(text)
        ))
    })
}

fn mistake(what: &str, error: &SearchError) -> HandlerError {
    HandlerError::invalid_arguments(format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_utc() {
        let seconds = |text: &str| {
            point_in_time("after", text).map(Timestamp::as_secs).map_err(|e| e.message().to_owned())
        };
        assert_eq!(seconds("2026-05-03"), Ok(1_777_766_400));
        assert_eq!(seconds("2026-05-03T14:00:00Z"), Ok(1_777_766_400 + 14 * 3600));
        assert_eq!(seconds("2026-05-03T14:00:00+02:00"), Ok(1_777_766_400 + 12 * 3600));
        for text in ["2026-13-01", "yesterday", "1777766400", "2026-05-03T14:00:00", "03.05.2026"] {
            assert!(seconds(text).unwrap_err().starts_with("filters.after is"), "{text}");
        }
    }
}
