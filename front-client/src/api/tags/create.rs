//! Making tags.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Endpoint, Front, TagId, TeamId, TeammateId,
    api::{
        tags::check_tag_name,
        tags::{Tag, TagHighlight},
    },
};

/// Creates a tag in the oldest team (workspace) of the company.
///
/// Front keeps this operation for old callers: say where the tag belongs with [`CreateCompanyTag`],
/// [`CreateTeamTag`] or [`CreateTeammateTag`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTag {
    /// The name, at most 64 characters.
    name: String,
    /// What the tag stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_visible_in_conversation_lists: Option<bool>,
}

impl CreateTag {
    /// A tag with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: None, highlight: None, is_visible_in_conversation_lists: None }
    }

    /// What the tag stands for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The colour.
    #[must_use]
    pub fn highlight(mut self, highlight: TagHighlight) -> Self {
        self.highlight = Some(highlight);
        self
    }

    /// Whether lists of conversations show the tag; false by default.
    #[must_use]
    pub fn is_visible_in_conversation_lists(mut self, is_visible_in_conversation_lists: bool) -> Self {
        self.is_visible_in_conversation_lists = Some(is_visible_in_conversation_lists);
        self
    }
}

impl Endpoint for CreateTag {
    type Vendor = Front;
    type Output = Tag;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/tags";
    const SCOPES: &'static [&'static str] = &["tags:write"];

    fn validate(&self) -> Result<(), String> {
        check_tag_name(&self.name)
    }
}

/// Creates a tag that all teams of the company share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCompanyTag {
    /// The name, at most 64 characters.
    name: String,
    /// What the tag stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_visible_in_conversation_lists: Option<bool>,
}

impl CreateCompanyTag {
    /// A tag with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: None, highlight: None, is_visible_in_conversation_lists: None }
    }

    /// What the tag stands for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The colour.
    #[must_use]
    pub fn highlight(mut self, highlight: TagHighlight) -> Self {
        self.highlight = Some(highlight);
        self
    }

    /// Whether lists of conversations show the tag; false by default.
    #[must_use]
    pub fn is_visible_in_conversation_lists(mut self, is_visible_in_conversation_lists: bool) -> Self {
        self.is_visible_in_conversation_lists = Some(is_visible_in_conversation_lists);
        self
    }
}

impl Endpoint for CreateCompanyTag {
    type Vendor = Front;
    type Output = Tag;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/company/tags";
    const SCOPES: &'static [&'static str] = &["tags:write"];

    fn validate(&self) -> Result<(), String> {
        check_tag_name(&self.name)
    }
}

/// Creates a tag in a team (workspace).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeamTag {
    /// The team that owns the tag.
    team_id: TeamId,
    /// The name, at most 64 characters.
    name: String,
    /// What the tag stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_visible_in_conversation_lists: Option<bool>,
}

impl CreateTeamTag {
    /// A tag of this team with this name.
    pub fn new(team_id: impl Into<TeamId>, name: impl Into<String>) -> Self {
        Self {
            team_id: team_id.into(),
            name: name.into(),
            description: None,
            highlight: None,
            is_visible_in_conversation_lists: None,
        }
    }

    /// What the tag stands for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The colour.
    #[must_use]
    pub fn highlight(mut self, highlight: TagHighlight) -> Self {
        self.highlight = Some(highlight);
        self
    }

    /// Whether lists of conversations show the tag; false by default.
    #[must_use]
    pub fn is_visible_in_conversation_lists(mut self, is_visible_in_conversation_lists: bool) -> Self {
        self.is_visible_in_conversation_lists = Some(is_visible_in_conversation_lists);
        self
    }
}

impl Endpoint for CreateTeamTag {
    type Vendor = Front;
    type Output = Tag;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/teams/{team_id}/tags";
    const SCOPES: &'static [&'static str] = &["tags:write"];

    fn validate(&self) -> Result<(), String> {
        check_tag_name(&self.name)
    }
}

/// Creates a private tag of a teammate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeammateTag {
    /// The teammate who owns the tag; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The name, at most 64 characters.
    name: String,
    /// What the tag stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_visible_in_conversation_lists: Option<bool>,
}

impl CreateTeammateTag {
    /// A tag of this teammate with this name.
    pub fn new(teammate_id: impl Into<TeammateId>, name: impl Into<String>) -> Self {
        Self {
            teammate_id: teammate_id.into(),
            name: name.into(),
            description: None,
            highlight: None,
            is_visible_in_conversation_lists: None,
        }
    }

    /// What the tag stands for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The colour.
    #[must_use]
    pub fn highlight(mut self, highlight: TagHighlight) -> Self {
        self.highlight = Some(highlight);
        self
    }

    /// Whether lists of conversations show the tag; false by default.
    #[must_use]
    pub fn is_visible_in_conversation_lists(mut self, is_visible_in_conversation_lists: bool) -> Self {
        self.is_visible_in_conversation_lists = Some(is_visible_in_conversation_lists);
        self
    }
}

impl Endpoint for CreateTeammateTag {
    type Vendor = Front;
    type Output = Tag;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/teammates/{teammate_id}/tags";
    const SCOPES: &'static [&'static str] = &["tags:write"];

    fn validate(&self) -> Result<(), String> {
        check_tag_name(&self.name)
    }
}

/// Creates a tag below another tag, with the same owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateChildTag {
    /// The parent.
    tag_id: TagId,
    /// The name, at most 64 characters.
    name: String,
    /// What the tag stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_visible_in_conversation_lists: Option<bool>,
}

impl CreateChildTag {
    /// A tag below this one with this name.
    pub fn new(tag_id: impl Into<TagId>, name: impl Into<String>) -> Self {
        Self {
            tag_id: tag_id.into(),
            name: name.into(),
            description: None,
            highlight: None,
            is_visible_in_conversation_lists: None,
        }
    }

    /// What the tag stands for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The colour.
    #[must_use]
    pub fn highlight(mut self, highlight: TagHighlight) -> Self {
        self.highlight = Some(highlight);
        self
    }

    /// Whether lists of conversations show the tag; false by default.
    #[must_use]
    pub fn is_visible_in_conversation_lists(mut self, is_visible_in_conversation_lists: bool) -> Self {
        self.is_visible_in_conversation_lists = Some(is_visible_in_conversation_lists);
        self
    }
}

impl Endpoint for CreateChildTag {
    type Vendor = Front;
    type Output = Tag;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/tags/{tag_id}/children";
    const SCOPES: &'static [&'static str] = &["tags:write"];

    fn validate(&self) -> Result<(), String> {
        check_tag_name(&self.name)
    }
}
