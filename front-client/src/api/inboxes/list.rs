//! Finding and reading inboxes.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, Front, InboxId, Page, PageToken, TeamId, TeammateId,
    api::{
        channels::Channel,
        check_limit,
        conversations::{Conversation, ConversationFilter, StatusFilter},
        inboxes::Inbox,
        teammates::Teammate,
    },
};

/// Lists the inboxes of the company, all at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListInboxes {}

impl ListInboxes {
    /// All inboxes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListInboxes {
    type Vendor = Front;
    type Output = Page<Inbox>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/inboxes";
    const SCOPES: &'static [&'static str] = &["inboxes:read"];
}

/// Lists the inboxes of a team (workspace), all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeamInboxes {
    /// The team.
    team_id: TeamId,
}

impl ListTeamInboxes {
    /// All inboxes of this team.
    pub fn new(team_id: impl Into<TeamId>) -> Self {
        Self { team_id: team_id.into() }
    }
}

impl Endpoint for ListTeamInboxes {
    type Vendor = Front;
    type Output = Page<Inbox>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teams/{team_id}/inboxes";
    const SCOPES: &'static [&'static str] = &["inboxes:read"];
}

/// Lists the private inboxes of a teammate, all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeammatePrivateInboxes {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
}

impl ListTeammatePrivateInboxes {
    /// All private inboxes of this teammate.
    pub fn new(teammate_id: impl Into<TeammateId>) -> Self {
        Self { teammate_id: teammate_id.into() }
    }
}

impl Endpoint for ListTeammatePrivateInboxes {
    type Vendor = Front;
    type Output = Page<Inbox>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates/{teammate_id}/private_inboxes";
    const SCOPES: &'static [&'static str] = &["inboxes:read"];
}

/// Shows one inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetInbox {
    /// The inbox.
    inbox_id: InboxId,
}

impl GetInbox {
    /// The inbox with this id.
    pub fn new(inbox_id: impl Into<InboxId>) -> Self {
        Self { inbox_id: inbox_id.into() }
    }
}

impl Endpoint for GetInbox {
    type Vendor = Front;
    type Output = Inbox;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/inboxes/{inbox_id}";
    const SCOPES: &'static [&'static str] = &["inboxes:read"];
}

/// Lists the channels that feed an inbox, all at once. A message or draft is sent through one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListInboxChannels {
    /// The inbox.
    inbox_id: InboxId,
}

impl ListInboxChannels {
    /// All channels of this inbox.
    pub fn new(inbox_id: impl Into<InboxId>) -> Self {
        Self { inbox_id: inbox_id.into() }
    }
}

impl Endpoint for ListInboxChannels {
    type Vendor = Front;
    type Output = Page<Channel>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/inboxes/{inbox_id}/channels";
    const SCOPES: &'static [&'static str] = &["channels:read"];
}

/// Lists the conversations in an inbox, the most recently active first. A search can narrow them further.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListInboxConversations {
    /// The inbox.
    inbox_id: InboxId,
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

impl ListInboxConversations {
    /// All conversations in this inbox.
    pub fn new(inbox_id: impl Into<InboxId>) -> Self {
        Self { inbox_id: inbox_id.into(), q: None, limit: None, page_token: None }
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

impl Endpoint for ListInboxConversations {
    type Vendor = Front;
    type Output = Page<Conversation>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/inboxes/{inbox_id}/conversations";
    const SCOPES: &'static [&'static str] = &["conversations:read"];

    fn validate(&self) -> Result<(), String> {
        ConversationFilter::check(self.q.as_ref())?;
        check_limit(self.limit)
    }
}

/// Lists the teammates who have access to an inbox, all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListInboxAccess {
    /// The inbox.
    inbox_id: InboxId,
}

impl ListInboxAccess {
    /// All teammates with access to this inbox.
    pub fn new(inbox_id: impl Into<InboxId>) -> Self {
        Self { inbox_id: inbox_id.into() }
    }
}

impl Endpoint for ListInboxAccess {
    type Vendor = Front;
    type Output = Page<Teammate>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/inboxes/{inbox_id}/teammates";
    const SCOPES: &'static [&'static str] = &["teammates:read"];
}
