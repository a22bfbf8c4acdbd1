//! Finding and reading tags.

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

/// Lists every tag that the token can see: the tags of the company, of teams and of teammates, parents and
/// children alike.
#[request(GET "/tags" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListTags {
    /// What the tags are ordered by.
    sort_by: Option<TagSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

/// Lists the tags of the company, which all of its teams share.
#[request(GET "/company/tags" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListCompanyTags {
    /// What the tags are ordered by.
    sort_by: Option<TagSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

/// Lists the tags of a team (workspace).
#[request(GET "/teams/{team_id}/tags" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListTeamTags {
    /// The team.
    team_id: TeamId,
    /// What the tags are ordered by.
    sort_by: Option<TagSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

/// Lists the private tags of a teammate.
#[request(GET "/teammates/{teammate_id}/tags" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListTeammateTags {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// What the tags are ordered by.
    sort_by: Option<TagSort>,
    /// Ascending or descending.
    sort_order: Option<SortOrder>,
    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

/// Lists the tags directly below a tag, all at once.
#[request(GET "/tags/{tag_id}/children" -> Page<Tag>, scopes = ["tags:read"])]
pub struct ListTagChildren {
    /// The parent.
    tag_id: TagId,
}

/// Shows one tag.
#[request(GET "/tags/{tag_id}" -> Tag, scopes = ["tags:read"])]
pub struct GetTag {
    /// The tag.
    tag_id: TagId,
}

/// Lists the conversations that have a tag, the most recently active first. A search can narrow them further.
#[request(GET "/tags/{tag_id}/conversations" -> Page<Conversation>, scopes = ["conversations:read"])]
pub struct ListTaggedConversations {
    /// The tag.
    tag_id: TagId,
    /// Only conversations that this filter lets through.
    #[check(check_filter)]
    q: Option<ConversationFilter>,
    /// How many conversations a page holds, 1 to 100. Front decides where it is left out.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    page_token: Option<PageToken>,
}

impl ListTaggedConversations {
    /// Only conversations with one of these statuses.
    #[must_use]
    pub fn statuses(self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q(ConversationFilter::statuses(statuses))
    }
}
