//! List and read contacts.

use client_core::{request, request_part};

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

/// Filter for lists of contacts.
#[request_part(setters = [ListContacts::q, ListTeamContacts::q, ListTeammateContacts::q])]
struct ContactFilter {
    /// Only contacts changed after this time, in seconds since 1970.
    updated_after: Option<Timestamp>,
    /// Only contacts changed before this time, in seconds since 1970.
    updated_before: Option<Timestamp>,
}

/// Lists the contacts of the company. To find one by address, read it by its alias
/// (`alt:email:jane@example.com`) instead.
#[request(GET "/contacts" -> Page<Contact>, scopes = ["contacts:read"])]
pub struct ListContacts {
    /// Only contacts changed within a period.
    #[no_setter]
    q: Option<ContactFilter>,
    /// Sort key of the contacts.
    sort_by: Option<ContactSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Lists the contacts of a team (workspace).
#[request(GET "/teams/{team_id}/contacts" -> Page<Contact>, scopes = ["contacts:read"])]
pub struct ListTeamContacts {
    /// Team id.
    team_id: TeamId,
    /// Only contacts changed within a period.
    #[no_setter]
    q: Option<ContactFilter>,
    /// Sort key of the contacts.
    sort_by: Option<ContactSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Lists the private contacts of a teammate.
#[request(GET "/teammates/{teammate_id}/contacts" -> Page<Contact>, scopes = ["contacts:read"])]
pub struct ListTeammateContacts {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
    /// Only contacts changed within a period.
    #[no_setter]
    q: Option<ContactFilter>,
    /// Sort key of the contacts.
    sort_by: Option<ContactSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Returns one contact, with its handles and custom fields.
#[request(GET "/contacts/{contact_id}" -> Contact, scopes = ["contacts:read"])]
pub struct GetContact {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
}

/// Lists the conversations with a contact, newest first. A search can narrow them further.
#[request(GET "/contacts/{contact_id}/conversations" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct ListContactConversations {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
    /// Only conversations that match this filter.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

impl ListContactConversations {
    /// Only conversations with any of these statuses.
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
