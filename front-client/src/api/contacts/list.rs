//! Finding and reading contacts.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ContactId, Endpoint, Front, Page, PageToken, TeamId, TeammateId, Timestamp,
    api::{
        SortOrder, check_limit,
        contacts::{Contact, ContactSort},
        conversations::{Conversation, ConversationFilter, StatusFilter},
    },
};

/// What a list of contacts is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListContacts {
    /// Only contacts that were changed within a span of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    q: Option<ContactFilter>,
    /// What the contacts are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<ContactSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListContacts {
    /// All contacts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

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

    /// What the contacts are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: ContactSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }
}

impl Endpoint for ListContacts {
    type Vendor = Front;
    type Output = Page<Contact>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/contacts";
    const SCOPES: &'static [&'static str] = &["contacts:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Lists the contacts of a team (workspace).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeamContacts {
    /// The team.
    team_id: TeamId,
    /// Only contacts that were changed within a span of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    q: Option<ContactFilter>,
    /// What the contacts are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<ContactSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListTeamContacts {
    /// All contacts of this team.
    pub fn new(team_id: impl Into<TeamId>) -> Self {
        Self {
            team_id: team_id.into(),
            q: None,
            sort_by: None,
            sort_order: None,
            limit: None,
            page_token: None,
        }
    }

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

    /// What the contacts are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: ContactSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }
}

impl Endpoint for ListTeamContacts {
    type Vendor = Front;
    type Output = Page<Contact>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teams/{team_id}/contacts";
    const SCOPES: &'static [&'static str] = &["contacts:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Lists the private contacts of a teammate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeammateContacts {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// Only contacts that were changed within a span of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    q: Option<ContactFilter>,
    /// What the contacts are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<ContactSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListTeammateContacts {
    /// All contacts of this teammate.
    pub fn new(teammate_id: impl Into<TeammateId>) -> Self {
        Self {
            teammate_id: teammate_id.into(),
            q: None,
            sort_by: None,
            sort_order: None,
            limit: None,
            page_token: None,
        }
    }

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

    /// What the contacts are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: ContactSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many contacts a page holds, 1 to 100. Front decides where it is left out.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }
}

impl Endpoint for ListTeammateContacts {
    type Vendor = Front;
    type Output = Page<Contact>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates/{teammate_id}/contacts";
    const SCOPES: &'static [&'static str] = &["contacts:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Shows one contact, with its handles and custom fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetContact {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
}

impl GetContact {
    /// The contact with this id or alias.
    pub fn new(contact_id: impl Into<ContactId>) -> Self {
        Self { contact_id: contact_id.into() }
    }
}

impl Endpoint for GetContact {
    type Vendor = Front;
    type Output = Contact;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/contacts/{contact_id}";
    const SCOPES: &'static [&'static str] = &["contacts:read"];
}

/// Lists the conversations with a contact, the newest first. A search can narrow them further.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListContactConversations {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
    /// Only conversations that this filter lets through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    q: Option<ConversationFilter>,
    /// How many conversations a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListContactConversations {
    /// All conversations with this contact.
    pub fn new(contact_id: impl Into<ContactId>) -> Self {
        Self { contact_id: contact_id.into(), q: None, limit: None, page_token: None }
    }

    /// Only conversations that this filter lets through.
    #[must_use]
    pub fn q(mut self, q: ConversationFilter) -> Self {
        self.q = Some(q);
        self
    }

    /// Only conversations with one of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }

    /// How many conversations a page holds, 1 to 100. Front decides where it is left out.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }
}

impl Endpoint for ListContactConversations {
    type Vendor = Front;
    type Output = Page<Conversation>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/contacts/{contact_id}/conversations";
    const SCOPES: &'static [&'static str] = &["conversations:read"];

    fn validate(&self) -> Result<(), String> {
        ConversationFilter::check(self.q.as_ref())?;
        check_limit(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
