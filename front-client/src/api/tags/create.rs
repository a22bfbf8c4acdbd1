//! Create tags.

use client_core::request;

use super::{Tag, TagHighlight, check_tag_name};
use crate::id::{TagId, TeamId, TeammateId};

/// Creates a tag in the oldest team (workspace) of the company.
///
/// Front keeps this operation for old clients. To choose the owner, use [`CreateCompanyTag`], [`CreateTeamTag`] or
/// [`CreateTeammateTag`].
#[request(POST "/tags" -> Tag, scopes = ["tags:write"])]
pub struct CreateTag {
    /// Name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// Description.
    description: Option<String>,
    /// Colour.
    highlight: Option<TagHighlight>,
    /// Shows the tag in lists of conversations. Defaults to `false`.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Creates a tag that all teams of the company share.
#[request(POST "/company/tags" -> Tag, scopes = ["tags:write"])]
pub struct CreateCompanyTag {
    /// Name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// Description.
    description: Option<String>,
    /// Colour.
    highlight: Option<TagHighlight>,
    /// Shows the tag in lists of conversations. Defaults to `false`.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Creates a tag in a team (workspace).
#[request(POST "/teams/{team_id}/tags" -> Tag, scopes = ["tags:write"])]
pub struct CreateTeamTag {
    /// Team that owns the tag.
    team_id: TeamId,
    /// Name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// Description.
    description: Option<String>,
    /// Colour.
    highlight: Option<TagHighlight>,
    /// Shows the tag in lists of conversations. Defaults to `false`.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Creates a private tag of a teammate.
#[request(POST "/teammates/{teammate_id}/tags" -> Tag, scopes = ["tags:write"])]
pub struct CreateTeammateTag {
    /// Teammate who owns the tag: id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
    /// Name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// Description.
    description: Option<String>,
    /// Colour.
    highlight: Option<TagHighlight>,
    /// Shows the tag in lists of conversations. Defaults to `false`.
    is_visible_in_conversation_lists: Option<bool>,
}

/// Creates a tag below another tag, with the same owner.
#[request(POST "/tags/{tag_id}/children" -> Tag, scopes = ["tags:write"])]
pub struct CreateChildTag {
    /// Parent tag.
    tag_id: TagId,
    /// Name, at most 64 characters.
    #[check(check_tag_name)]
    name: String,
    /// Description.
    description: Option<String>,
    /// Colour.
    highlight: Option<TagHighlight>,
    /// Shows the tag in lists of conversations. Defaults to `false`.
    is_visible_in_conversation_lists: Option<bool>,
}
