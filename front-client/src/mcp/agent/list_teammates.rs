//! `list_teammates`: the people who work in Front.

use client_core::mcp::{
    argument,
    result::{Keywords, part},
};
use mcp_core::{Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::teammates::{ListTeammates, Teammate, TeammateKind},
    id::TeammateId,
    mcp::{resolve::teammate_name, view::is_false},
};

/// Teammates on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 10;
/// The most teammates on a page.
const MAX_LIMIT: usize = 25;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only teammates with these words in their name, user name or e-mail address.
    #[serde(alias = "nameQuery")]
    name_query: Option<String>,
    /// How many teammates; 10 by default.
    #[schemars(range(min = 1, max = 25))]
    limit: Option<usize>,
    /// How many teammates to pass over first: next_offset of an earlier call.
    #[serde(default)]
    #[schemars(with = "Option<usize>")]
    offset: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// The teammates.
    teammates: Vec<MemberView>,
    /// How many there are in all.
    total: usize,
    /// Where to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
}

/// A teammate, and what they may do.
#[derive(Debug, Serialize, JsonSchema)]
struct MemberView {
    /// The id, tea_….
    id: TeammateId,
    /// First and last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// The name for mentions: @username.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    /// Administers the company's Front.
    is_admin: bool,
    /// Available for new work.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_available: Option<bool>,
    /// Can no longer sign in; do not assign conversations to them.
    #[serde(skip_serializing_if = "is_false")]
    is_blocked: bool,
    /// The licence, where Front says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    license_type: Option<String>,
    /// What it is, where it is no person: rule, api, application and so on.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

impl From<Teammate> for MemberView {
    fn from(teammate: Teammate) -> Self {
        Self {
            name: teammate_name(&teammate),
            id: teammate.id,
            email: teammate.email,
            username: teammate.username,
            is_admin: teammate.is_admin == Some(true),
            is_available: teammate.is_available,
            is_blocked: teammate.is_blocked == Some(true),
            license_type: teammate.license_type,
            kind: teammate.kind.filter(|kind| *kind != TeammateKind::User).map(|kind| kind.to_string()),
        }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            "list_teammates",
            "Lists the teammates of the company: names, e-mail addresses, and whether they administer Front and are \
             available. Give name_query to find one.",
            list,
        )
        .title("List teammates")
        .method(Method::List)
        .tags(["teammates", "organization"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let mut all = call.send(&ListTeammates::new()).await?.items;
    all.retain(|teammate| {
        let texts = [&teammate.first_name, &teammate.last_name, &teammate.username, &teammate.email];
        words.fit(texts.into_iter().flatten().map(String::as_str))
    });
    let total = all.len();
    let all = all.into_iter().map(MemberView::from).collect();
    let (teammates, next_offset) = part(all, arguments.offset, limit, &call.room());
    Ok(Listed { teammates, total, next_offset })
}
