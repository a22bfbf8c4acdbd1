//! Making tags.

use client_core::request;

use super::{Tag, TagHighlight, check_tag_name};
use crate::id::{TagId, TeamId, TeammateId};

/// Creates a tag in the oldest team (workspace) of the company.
///
/// Front keeps this operation for old callers: say where the tag belongs with [`CreateCompanyTag`],
/// [`CreateTeamTag`] or [`CreateTeammateTag`].
#[request(POST "/tags" -> Tag, scopes = ["tags:write"])]
pub struct CreateTag {
    /// The name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// What the tag stands for.
    description: Option<String>,
    /// The colour.
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Creates a tag that all teams of the company share.
#[request(POST "/company/tags" -> Tag, scopes = ["tags:write"])]
pub struct CreateCompanyTag {
    /// The name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// What the tag stands for.
    description: Option<String>,
    /// The colour.
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Creates a tag in a team (workspace).
#[request(POST "/teams/{team_id}/tags" -> Tag, scopes = ["tags:write"])]
pub struct CreateTeamTag {
    /// The team that owns the tag.
    team_id: TeamId,
    /// The name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// What the tag stands for.
    description: Option<String>,
    /// The colour.
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Creates a private tag of a teammate.
#[request(POST "/teammates/{teammate_id}/tags" -> Tag, scopes = ["tags:write"])]
pub struct CreateTeammateTag {
    /// The teammate who owns the tag; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
    /// The name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// What the tag stands for.
    description: Option<String>,
    /// The colour.
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Creates a tag below another tag, with the same owner.
#[request(POST "/tags/{tag_id}/children" -> Tag, scopes = ["tags:write"])]
pub struct CreateChildTag {
    /// The parent.
    tag_id: TagId,
    /// The name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// What the tag stands for.
    description: Option<String>,
    /// The colour.
    highlight: Option<TagHighlight>,
    /// Whether lists of conversations show the tag; false by default.
    is_visible_in_conversation_lists: Option<bool>,
}
