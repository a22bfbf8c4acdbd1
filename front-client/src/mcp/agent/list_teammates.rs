//! `list_teammates`: lists the teammates.

use client_core::mcp::{
    argument,
    result::{Keywords, part},
    untrusted::Line,
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::teammates::{ListTeammates, Teammate, TeammateKind},
    id::TeammateId,
    mcp::{
        pages::{self, MAX_LIST_PAGES, all_pages},
        resolve::teammate_name,
        view::is_false,
    },
};

/// Default page size, in teammates.
const DEFAULT_LIMIT: usize = 10;
/// Maximum page size, in teammates.
const MAX_LIMIT: usize = 25;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only teammates whose name, user name or e-mail address contains these words.
    #[serde(alias = "nameQuery")]
    name_query: Option<String>,
    /// Maximum number of teammates to return. Defaults to 10.
    #[schemars(range(min = 1, max = 25))]
    limit: Option<usize>,
    /// Number of teammates to skip: next_offset of an earlier call.
    #[serde(default)]
    #[schemars(with = "Option<usize>")]
    offset: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// Teammates.
    teammates: Vec<MemberView>,
    /// Total number of matches.
    total: usize,
    /// Offset of the next page. Absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<usize>,
    /// Reason why further teammates may exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete: Option<String>,
}

/// A teammate, with role and availability.
#[derive(Debug, Serialize, JsonSchema)]
struct MemberView {
    /// Teammate id, tea_….
    id: TeammateId,
    /// First and last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Line>,
    /// User name for mentions: @username.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<Line>,
    /// True for administrators of the company.
    is_admin: bool,
    /// True if available for new work.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_available: Option<bool>,
    /// True if the teammate can no longer sign in. Do not assign conversations to them.
    #[serde(skip_serializing_if = "is_false")]
    is_blocked: bool,
    /// Licence, if Front states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    license_type: Option<String>,
    /// Kind, if the teammate is not a person: rule, api, application and so on.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

impl From<Teammate> for MemberView {
    fn from(teammate: Teammate) -> Self {
        Self {
            name: Line::given(teammate_name(&teammate).as_deref()),
            id: teammate.id,
            email: Line::given(teammate.email.as_deref()),
            username: Line::given(teammate.username.as_deref()),
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
            "Lists the teammates of the company with name, e-mail address, administrator role and availability. Set \
             name_query to filter by name.",
            list,
        )
        .title("List teammates")
        .method(ToolMethod::List)
        .tags(["teammates", "organization"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let pages::Listed { items: mut all, incomplete } =
        all_pages(&call, &ListTeammates::new(), MAX_LIST_PAGES).await?;
    all.retain(|teammate| {
        let texts = [&teammate.first_name, &teammate.last_name, &teammate.username, &teammate.email];
        words.fit(texts.into_iter().flatten().map(String::as_str))
    });
    let total = all.len();
    let all = all.into_iter().map(MemberView::from).collect();
    let (teammates, next_offset) = part(all, arguments.offset, limit, &call.room());
    Ok(Listed { teammates, total, next_offset, incomplete })
}
