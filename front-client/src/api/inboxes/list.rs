//! List and read inboxes.

use client_core::request;

use super::Inbox;
use crate::{
    api::{
        channels::Channel,
        check,
        conversations::{Conversation, ConversationFilter, StatusFilter, check_filter},
        teammates::Teammate,
    },
    id::{InboxId, TeamId, TeammateId},
    page::{Page, PageToken},
};

/// Lists the inboxes of the company, without paging.
#[request(GET "/inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListInboxes {}

/// Lists the inboxes of a team (workspace), without paging.
#[request(GET "/teams/{team_id}/inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListTeamInboxes {
    /// Team id.
    team_id: TeamId,
}

/// Lists the private inboxes of a teammate, without paging.
#[request(GET "/teammates/{teammate_id}/private_inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListTeammatePrivateInboxes {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
}

/// Returns one inbox.
#[request(GET "/inboxes/{inbox_id}" -> Inbox, scopes = ["inboxes:read"])]
pub struct GetInbox {
    /// Inbox id.
    inbox_id: InboxId,
}

/// Lists the channels that feed an inbox, without paging. Messages and drafts are sent through one of them.
#[request(GET "/inboxes/{inbox_id}/channels" -> Page<Channel>, scopes = ["channels:read"])]
pub struct ListInboxChannels {
    /// Inbox id.
    inbox_id: InboxId,
}

/// Lists the conversations in an inbox, most recently active first. A search can narrow them further.
#[request(GET "/inboxes/{inbox_id}/conversations" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct ListInboxConversations {
    /// Inbox id.
    inbox_id: InboxId,
    /// Only conversations that match this filter.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

impl ListInboxConversations {
    /// Only conversations with any of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}

/// Lists the teammates with access to an inbox, without paging.
#[request(GET "/inboxes/{inbox_id}/teammates" -> Page<Teammate>, scopes = ["teammates:read"])]
pub struct ListInboxAccess {
    /// Inbox id.
    inbox_id: InboxId,
}
