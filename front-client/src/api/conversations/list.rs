//! List, filter and search conversations.

use client_core::{request, request_part, wire_enum};

use super::{Conversation, StatusCategory};
use crate::{
    api::{SortOrder, check},
    id::StatusId,
    page::{Page, PageToken},
    search::{SearchError, SearchQuery},
};

wire_enum! {
    /// Status filter for lists of conversations.
    pub enum StatusFilter {
        /// Open and assigned.
        Assigned = "assigned",
        /// Open and unassigned.
        Unassigned = "unassigned",
        /// Out of the inbox, including snoozed conversations.
        Archived = "archived",
        /// Moved to the trash.
        Trashed = "trashed",
    }
    /// Sort key for lists of conversations.
    pub enum ConversationSort {
        /// Time of the last activity.
        Date = "date",
    }
}

/// Filter for lists of conversations. At most one of the three fields may be set.
#[request_part]
#[non_exhaustive]
pub struct ConversationFilter {
    /// Any of these statuses.
    pub statuses: Vec<StatusFilter>,
    /// Any of these ticket status categories. Only for companies with ticketing.
    pub status_categories: Vec<StatusCategory>,
    /// Any of these ticket statuses. Only for companies with ticketing.
    pub status_ids: Vec<StatusId>,
}

impl ConversationFilter {
    /// Matches conversations with any of these statuses.
    #[must_use]
    pub fn statuses(statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        Self { statuses: statuses.into_iter().collect(), ..Self::default() }
    }

    /// Matches conversations whose ticket status has any of these categories.
    #[must_use]
    pub fn status_categories(categories: impl IntoIterator<Item = StatusCategory>) -> Self {
        Self { status_categories: categories.into_iter().collect(), ..Self::default() }
    }

    /// Matches conversations with any of these ticket statuses.
    #[must_use]
    pub fn status_ids(ids: impl IntoIterator<Item = impl Into<StatusId>>) -> Self {
        Self { status_ids: ids.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// Rejects filters of several kinds and statuses that Front does not accept here: `open` is for updates and
/// searches, `deleted` is only returned by reads.
pub(crate) fn check_filter(name: &str, filter: &ConversationFilter) -> Result<(), String> {
    let kinds =
        [!filter.statuses.is_empty(), !filter.status_categories.is_empty(), !filter.status_ids.is_empty()];
    if kinds.into_iter().filter(|given| *given).count() > 1 {
        return Err(format!(
            "`{name}` may hold one of `statuses`, `status_categories` and `status_ids`, not several"
        ));
    }
    let unknown = filter.statuses.iter().find(|status| matches!(status, StatusFilter::Other(_)));
    if let Some(status) = unknown {
        return Err(format!(
            "`{name}.statuses` holds `{status}`; it may hold `assigned`, `unassigned`, `archived` and `trashed`"
        ));
    }
    Ok(())
}

/// Lists the conversations of the company, most recently active first.
///
/// Shows the state shared by all teammates, not one teammate's own view.
#[request(GET "/conversations" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct ListConversations {
    /// Filter. Omit to list everything.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
    /// Sort key. `date` is the only one.
    sort_by: Option<ConversationSort>,
    /// Sort direction. Defaults to newest first.
    sort_order: Option<SortOrder>,
}

impl ListConversations {
    /// Only conversations with any of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}

/// Searches all conversations by words and filters, most recently active first.
///
/// The page includes the total number of matches. A search has a rate limit of its own: 40 % of the company's
/// requests per minute (<https://dev.frontapp.com/docs/rate-limiting>). Results cannot be sorted.
#[request(GET "/conversations/search/{*query}" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct SearchConversations {
    /// Search query: words, phrases in double quotes, and up to 15 filters such as `is:open`, `is:unassigned`,
    /// `tag:tag_55c8c149`, `inbox:inb_55c8c149`, `assignee:tea_55c8c149`, `from:jane@example.com`,
    /// `after:1701292649` (seconds since 1970), `custom_field:"Name=Value"`. All must match; of several `from:` one
    /// is enough. There is no filter `status:`.
    #[check(check_query)]
    query: String,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

impl SearchConversations {
    /// Creates a search from a typed query.
    ///
    /// # Errors
    ///
    /// Returns an error if the query cannot be built: see [`SearchQuery::build`].
    pub fn matching(query: &SearchQuery) -> Result<Self, SearchError> {
        query.build().map(Self::new)
    }
}

fn check_query(argument: &str, query: &str) -> Result<(), String> {
    SearchQuery::parse(query).map(drop).map_err(|error| format!("`{argument}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn filter_accepts_one_kind() {
        let mut filter = ConversationFilter::statuses([StatusFilter::Assigned]);
        assert!(ListConversations::new().q(filter.clone()).to_request().is_ok());
        filter.status_categories = vec![StatusCategory::Open];
        let error = ListConversations::new().q(filter).to_request().unwrap_err();
        assert!(error.to_string().contains("`q`"), "{error}");
    }

    #[test]
    fn statuses_of_updates_and_reads_are_refused() {
        for word in ["open", "deleted", "snoozed"] {
            let error = ListConversations::new().statuses([word.into()]).to_request().unwrap_err();
            assert!(error.to_string().contains("`trashed`"), "{error}");
        }
    }

    #[test]
    fn the_query_is_one_segment() {
        let uri =
            SearchConversations::new("a/b?c#d 100% \"x y\" is:open").to_request().unwrap().uri().to_string();
        assert_eq!(uri, "/conversations/search/a%2Fb%3Fc%23d%20100%25%20%22x%20y%22%20is:open");
    }

    #[test]
    fn empty_or_route_changing_query_is_refused() {
        for query in ["", "  ", ".", "..", "status:open", "\"half"] {
            let error = SearchConversations::new(query).to_request().unwrap_err();
            assert!(error.is_invalid_request(), "{query}: {error}");
        }
    }

    #[test]
    fn page_size_is_validated() {
        for limit in [0, 101] {
            assert!(SearchConversations::new("x").limit(limit).to_request().is_err());
            assert!(ListConversations::new().limit(limit).to_request().is_err());
        }
    }
}
