//! Finding conversations: the list with its filter, and the search.

use client_core::{JsonSchema, request, wire_enum};
use serde::{Deserialize, Serialize};

use super::{Conversation, StatusCategory};
use crate::{
    api::{SortOrder, check},
    id::StatusId,
    page::{Page, PageToken},
    search::{SearchError, SearchQuery},
};

wire_enum! {
    /// Where a conversation stands, as lists filter by it.
    pub enum StatusFilter {
        /// In the inbox, somebody's.
        Assigned = "assigned",
        /// In the inbox, nobody's.
        Unassigned = "unassigned",
        /// Out of the inbox; snoozed conversations too.
        Archived = "archived",
        /// In the trash.
        Trashed = "trashed",
    }
    /// What lists of conversations can be sorted by.
    pub enum ConversationSort {
        /// The last activity.
        Date = "date",
    }
}

/// What a list of conversations is narrowed to: by one of the three, or by none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
#[non_exhaustive]
pub struct ConversationFilter {
    /// Any of these statuses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<StatusFilter>,
    /// Any of these groups of ticket statuses; only where the company has ticketing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status_categories: Vec<StatusCategory>,
    /// Any of these ticket statuses; only where the company has ticketing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status_ids: Vec<StatusId>,
}

impl ConversationFilter {
    /// Conversations with any of these statuses.
    #[must_use]
    pub fn statuses(statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        Self { statuses: statuses.into_iter().collect(), ..Self::default() }
    }

    /// Conversations with a ticket status of any of these groups.
    #[must_use]
    pub fn status_categories(categories: impl IntoIterator<Item = StatusCategory>) -> Self {
        Self { status_categories: categories.into_iter().collect(), ..Self::default() }
    }

    /// Conversations with any of these ticket statuses.
    #[must_use]
    pub fn status_ids(ids: impl IntoIterator<Item = impl Into<StatusId>>) -> Self {
        Self { status_ids: ids.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// Front takes one of the three kinds only, and has words of their own for filters: `open` is for updates and
/// searches, `deleted` is what a conversation in the trash reads as.
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

/// Lists the conversations of the company, the most recently active first.
///
/// It shows the state that all teammates share, not one teammate's own view.
#[request(GET "/conversations" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct ListConversations {
    /// Only those that the filter lets through.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// Items on a page, 1 to 100.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: what the page before said.
    page_token: Option<PageToken>,
    /// What to sort by; `date` is all there is.
    sort_by: Option<ConversationSort>,
    /// Which end comes first; the latest by default.
    sort_order: Option<SortOrder>,
}

impl ListConversations {
    /// Only conversations with any of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}

/// Searches all conversations for words and filters, the most recently active first.
///
/// The page says how many were found in all. A search counts towards a limit of its own: 40 % of the
/// company's requests per minute (<https://dev.frontapp.com/docs/rate-limiting>). It cannot be sorted.
#[request(GET "/conversations/search/{*query}" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct SearchConversations {
    /// What to search for: words, phrases in double quotes, and up to 15 filters such as `is:open`,
    /// `is:unassigned`, `tag:tag_55c8c149`, `inbox:inb_55c8c149`, `assignee:tea_55c8c149`,
    /// `from:jane@example.com`, `after:1701292649` (seconds since 1970), `custom_field:"Name=Value"`. All
    /// must match; of several `from:` one is enough. There is no filter `status:`.
    #[check(check_query)]
    query: String,
    /// Items on a page, 1 to 100.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: what the page before said.
    page_token: Option<PageToken>,
}

impl SearchConversations {
    /// For a typed query.
    ///
    /// # Errors
    ///
    /// When the query cannot be written: see [`SearchQuery::build`].
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
    fn one_kind_of_filter() {
        let mut filter = ConversationFilter::statuses([StatusFilter::Assigned]);
        assert!(ListConversations::new().q(filter.clone()).to_request().is_ok());
        filter.status_categories = vec![StatusCategory::Open];
        let error = ListConversations::new().q(filter).to_request().unwrap_err();
        assert!(error.to_string().contains("`q`"), "{error}");
    }

    #[test]
    fn words_of_other_vocabularies_are_refused() {
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
    fn queries_that_are_another_route_or_no_query_are_refused() {
        for query in ["", "  ", ".", "..", "status:open", "\"half"] {
            let error = SearchConversations::new(query).to_request().unwrap_err();
            assert!(error.is_invalid_request(), "{query}: {error}");
        }
    }

    #[test]
    fn the_limit_is_checked() {
        for limit in [0, 101] {
            assert!(SearchConversations::new("x").limit(limit).to_request().is_err());
            assert!(ListConversations::new().limit(limit).to_request().is_err());
        }
    }
}
