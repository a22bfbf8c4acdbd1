//! List and read tags.

use client_core::request;

use super::{Tag, TagSort};
use crate::{
    api::{
        SortOrder, check,
        conversations::{Conversation, ConversationFilter, StatusFilter, check_filter},
    },
    id::{TagId, TeamId, TeammateId},
    page::{Page, PageToken},
};

/// Lists all tags visible to the token: tags of the company, of teams and of teammates, parents and children alike.
#[request(GET "/tags" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListTags {
    /// Sort key of the tags.
    sort_by: Option<TagSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Lists the tags of the company, which all teams share.
#[request(GET "/company/tags" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListCompanyTags {
    /// Sort key of the tags.
    sort_by: Option<TagSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Lists the tags of a team (workspace).
#[request(GET "/teams/{team_id}/tags" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListTeamTags {
    /// Team id.
    team_id: TeamId,
    /// Sort key of the tags.
    sort_by: Option<TagSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Lists the private tags of a teammate.
#[request(GET "/teammates/{teammate_id}/tags" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListTeammateTags {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
    /// Sort key of the tags.
    sort_by: Option<TagSort>,
    /// Sort direction.
    sort_order: Option<SortOrder>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Lists the direct children of a tag, without paging.
#[request(GET "/tags/{tag_id}/children" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListTagChildren {
    /// Parent tag.
    tag_id: TagId,
}

/// Returns one tag.
#[request(GET "/tags/{tag_id}" -> Tag, scopes = ["tags:read"])]
pub struct GetTag {
    /// Tag id.
    tag_id: TagId,
}

/// Lists the conversations with a tag, most recently active first. A search can narrow them further.
#[request(GET "/tags/{tag_id}/conversations" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct ListTaggedConversations {
    /// Tag id.
    tag_id: TagId,
    /// Only conversations that match this filter.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

impl ListTaggedConversations {
    /// Only conversations with any of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}
