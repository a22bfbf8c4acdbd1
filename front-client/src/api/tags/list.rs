//! Finding and reading tags.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, Front, Page, PageToken, TagId, TeamId, TeammateId,
    api::{
        SortOrder, check_limit,
        conversations::{Conversation, ConversationFilter, StatusFilter},
        tags::{Tag, TagSort},
    },
};

/// Lists every tag that the token can see: the tags of the company, of teams and of teammates, parents and
/// children alike.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTags {
    /// What the tags are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<TagSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListTags {
    /// All tags.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the tags are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: TagSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
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

impl Endpoint for ListTags {
    type Vendor = Front;
    type Output = Page<Tag>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/tags";
    const SCOPES: &'static [&'static str] = &["tags:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Lists the tags of the company, which all of its teams share.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListCompanyTags {
    /// What the tags are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<TagSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListCompanyTags {
    /// All tags of the company.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the tags are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: TagSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
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

impl Endpoint for ListCompanyTags {
    type Vendor = Front;
    type Output = Page<Tag>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/company/tags";
    const SCOPES: &'static [&'static str] = &["tags:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Lists the tags of a team (workspace).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeamTags {
    /// The team.
    team_id: TeamId,
    /// What the tags are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<TagSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListTeamTags {
    /// All tags of this team.
    pub fn new(team_id: impl Into<TeamId>) -> Self {
        Self { team_id: team_id.into(), sort_by: None, sort_order: None, limit: None, page_token: None }
    }

    /// What the tags are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: TagSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
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

impl Endpoint for ListTeamTags {
    type Vendor = Front;
    type Output = Page<Tag>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teams/{team_id}/tags";
    const SCOPES: &'static [&'static str] = &["tags:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Lists the private tags of a teammate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeammateTags {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// What the tags are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<TagSort>,
    /// Ascending or descending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: the token that the page before gave. Left out, it is the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListTeammateTags {
    /// All tags of this teammate.
    pub fn new(teammate_id: impl Into<TeammateId>) -> Self {
        Self {
            teammate_id: teammate_id.into(),
            sort_by: None,
            sort_order: None,
            limit: None,
            page_token: None,
        }
    }

    /// What the tags are ordered by.
    #[must_use]
    pub fn sort_by(mut self, sort_by: TagSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Ascending or descending.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }

    /// How many tags a page holds, 1 to 100. Front decides where it is left out.
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

impl Endpoint for ListTeammateTags {
    type Vendor = Front;
    type Output = Page<Tag>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates/{teammate_id}/tags";
    const SCOPES: &'static [&'static str] = &["tags:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Lists the tags directly below a tag, all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTagChildren {
    /// The parent.
    tag_id: TagId,
}

impl ListTagChildren {
    /// The children of this tag.
    pub fn new(tag_id: impl Into<TagId>) -> Self {
        Self { tag_id: tag_id.into() }
    }
}

impl Endpoint for ListTagChildren {
    type Vendor = Front;
    type Output = Page<Tag>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/tags/{tag_id}/children";
    const SCOPES: &'static [&'static str] = &["tags:read"];
}

/// Shows one tag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTag {
    /// The tag.
    tag_id: TagId,
}

impl GetTag {
    /// The tag with this id.
    pub fn new(tag_id: impl Into<TagId>) -> Self {
        Self { tag_id: tag_id.into() }
    }
}

impl Endpoint for GetTag {
    type Vendor = Front;
    type Output = Tag;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/tags/{tag_id}";
    const SCOPES: &'static [&'static str] = &["tags:read"];
}

/// Lists the conversations that have a tag, the most recently active first. A search can narrow them further.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTaggedConversations {
    /// The tag.
    tag_id: TagId,
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

impl ListTaggedConversations {
    /// All conversations with this tag.
    pub fn new(tag_id: impl Into<TagId>) -> Self {
        Self { tag_id: tag_id.into(), q: None, limit: None, page_token: None }
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

impl Endpoint for ListTaggedConversations {
    type Vendor = Front;
    type Output = Page<Conversation>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/tags/{tag_id}/conversations";
    const SCOPES: &'static [&'static str] = &["conversations:read"];

    fn validate(&self) -> Result<(), String> {
        ConversationFilter::check(self.q.as_ref())?;
        check_limit(self.limit)
    }
}
