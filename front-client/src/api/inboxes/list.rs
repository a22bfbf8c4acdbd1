//! Finding and reading inboxes.

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

/// Lists the inboxes of the company, all at once.
#[request(GET "/inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListInboxes {}

/// Lists the inboxes of a team (workspace), all at once.
#[request(GET "/teams/{team_id}/inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListTeamInboxes {
    /// The team.
    team_id: TeamId,
}

/// Lists the private inboxes of a teammate, all at once.
#[request(GET "/teammates/{teammate_id}/private_inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListTeammatePrivateInboxes {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
}

/// Shows one inbox.
#[request(GET "/inboxes/{inbox_id}" -> Inbox, scopes = ["inboxes:read"])]
pub struct GetInbox {
    /// The inbox.
    inbox_id: InboxId,
}

/// Lists the channels that feed an inbox, all at once. A message or draft is sent through one of them.
#[request(GET "/inboxes/{inbox_id}/channels" -> Page<Channel>, scopes = ["channels:read"])]
pub struct ListInboxChannels {
    /// The inbox.
    inbox_id: InboxId,
}

/// Lists the conversations in an inbox, the most recently active first. A search can narrow them further.
#[request(GET "/inboxes/{inbox_id}/conversations" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct ListInboxConversations {
    /// The inbox.
    inbox_id: InboxId,
    /// Only conversations that this filter lets through.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// How many conversations a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

impl ListInboxConversations {
    /// Only conversations with one of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}

/// Lists the teammates who have access to an inbox, all at once.
#[request(GET "/inboxes/{inbox_id}/teammates" -> Page<Teammate>, scopes = ["teammates:read"])]
pub struct ListInboxAccess {
    /// The inbox.
    inbox_id: InboxId,
}
