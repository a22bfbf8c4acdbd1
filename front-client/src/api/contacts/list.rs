//! Finding and reading contacts.

use client_core::{JsonSchema, request};
use serde::{Deserialize, Serialize};

use super::{Contact, ContactSort};
use crate::{
    api::{
        SortOrder, check,
        conversations::{Conversation, ConversationFilter, StatusFilter, check_filter},
    },
    id::{ContactId, TeamId, TeammateId},
    page::{Page, PageToken},
    time::Timestamp,
};

/// What a list of contacts is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars")]
struct ContactFilter {
    /// Only contacts that were changed after this time, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated_after: Option<Timestamp>,
    /// Only contacts that were changed before this time, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    updated_before: Option<Timestamp>,
}

/// Lists the contacts of the company. To find one by address, read it by its alias
/// (`alt:email:jane@example.com`) instead.
#[request(GET "/contacts" -> Page<Contact>, scopes = ["contacts:read"])]
pub struct ListContacts {
    /// Only contacts that were changed within a span of time.
    #[no_setter]
    q: Option<ContactFilter>,
    /// What the contacts are ordered by.
    sort_by: Option<ContactSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

impl ListContacts {
    /// Only contacts that were changed after this time.
    #[must_use]
    pub fn updated_after(mut self, time: Timestamp) -> Self {
        self.q.get_or_insert_default().updated_after = Some(time);
        self
    }

    /// Only contacts that were changed before this time.
    #[must_use]
    pub fn updated_before(mut self, time: Timestamp) -> Self {
        self.q.get_or_insert_default().updated_before = Some(time);
        self
    }
}

/// Lists the contacts of a team (workspace).
#[request(GET "/teams/{team_id}/contacts" -> Page<Contact>, scopes = ["contacts:read"])]
pub struct ListTeamContacts {
    /// The team.
    team_id: TeamId,
    /// Only contacts that were changed within a span of time.
    #[no_setter]
    q: Option<ContactFilter>,
    /// What the contacts are ordered by.
    sort_by: Option<ContactSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

impl ListTeamContacts {
    /// Only contacts that were changed after this time.
    #[must_use]
    pub fn updated_after(mut self, time: Timestamp) -> Self {
        self.q.get_or_insert_default().updated_after = Some(time);
        self
    }

    /// Only contacts that were changed before this time.
    #[must_use]
    pub fn updated_before(mut self, time: Timestamp) -> Self {
        self.q.get_or_insert_default().updated_before = Some(time);
        self
    }
}

/// Lists the private contacts of a teammate.
#[request(GET "/teammates/{teammate_id}/contacts" -> Page<Contact>, scopes = ["contacts:read"])]
pub struct ListTeammateContacts {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// Only contacts that were changed within a span of time.
    #[no_setter]
    q: Option<ContactFilter>,
    /// What the contacts are ordered by.
    sort_by: Option<ContactSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

impl ListTeammateContacts {
    /// Only contacts that were changed after this time.
    #[must_use]
    pub fn updated_after(mut self, time: Timestamp) -> Self {
        self.q.get_or_insert_default().updated_after = Some(time);
        self
    }

    /// Only contacts that were changed before this time.
    #[must_use]
    pub fn updated_before(mut self, time: Timestamp) -> Self {
        self.q.get_or_insert_default().updated_before = Some(time);
        self
    }
}

/// Shows one contact, with its handles and custom fields.
#[request(GET "/contacts/{contact_id}" -> Contact, scopes = ["contacts:read"])]
pub struct GetContact {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
}

/// Lists the conversations with a contact, the newest first. A search can narrow them further.
#[request(GET "/contacts/{contact_id}/conversations" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct ListContactConversations {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
    /// Only conversations that this filter lets through.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// How many conversations a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

impl ListContactConversations {
    /// Only conversations with one of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn filters_are_in_brackets() {
        let request = ListContacts::new()
            .updated_after(Timestamp::from_millis(1_500))
            .sort_by(ContactSort::UpdatedAt)
            .sort_order(SortOrder::Ascending)
            .to_request()
            .unwrap();
        assert_eq!(request.uri(), "/contacts?q[updated_after]=1.5&sort_by=updated_at&sort_order=asc");
    }

    #[test]
    fn an_alias_is_one_segment() {
        let request = GetContact::new("alt:email:jane+vip@example.com").to_request().unwrap();
        assert_eq!(request.uri(), "/contacts/alt:email:jane%2Bvip%40example.com");
    }
}
