//! `fusedesk_list_case_tags`: lists the case tags.

use client_core::mcp::{
    argument::{self, given},
    result::{Keywords, part},
    untrusted::Line,
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::case_tags::CaseTag,
    id::CaseTagId,
    mcp::{
        names::{NamedResource, read},
        view::is_false,
    },
};

/// Default page size, in tags.
const DEFAULT_LIMIT: usize = 50;
/// Maximum page size, in tags.
const MAX_LIMIT: usize = 200;

const NAME: &str = "fusedesk_list_case_tags";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only tags whose name contains these words.
    name_query: Option<String>,
    /// Includes archived ones. Default false.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    include_archived: bool,
    /// Maximum number of tags to return. Defaults to 50.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
    /// Cursor to continue from: next_cursor of an earlier call. Repeat the other arguments of that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// Tags.
    tags: Vec<TagView>,
    /// Total number of matches.
    total: usize,
    /// Cursor to the next page. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A tag.
#[derive(Debug, Serialize, JsonSchema)]
struct TagView {
    /// Id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<CaseTagId>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// Number of cases with the tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<i64>,
    /// `true` if it is no longer offered.
    #[serde(skip_serializing_if = "is_false")]
    is_archived: bool,
}

impl From<&CaseTag> for TagView {
    fn from(tag: &CaseTag) -> Self {
        Self {
            id: tag.id,
            name: Line::given(tag.name.as_deref()),
            cases: tag.total_cases,
            is_archived: !tag.is_current(),
        }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Lists the case tags with the number of cases of each. Other tools take a tag by id or name.",
        list,
    )
    .title("List case tags")
    .method(ToolMethod::List)
    .tags(["cases"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let cursor = call.cursor(NAME, &(&arguments.name_query, arguments.include_archived));
    let offset = given(arguments.cursor.as_deref()).map_or(Ok(0), |text| cursor.decode(text))?;
    let all = read::<CaseTag>(&call).await?;
    let found: Vec<TagView> = all
        .iter()
        .map(|known| &known.resource)
        .filter(|tag| (arguments.include_archived || tag.is_current()) && words.fit(tag.name.as_deref()))
        .map(Into::into)
        .collect();
    let total = found.len();
    let (tags, next) = part(found, offset, limit, &call.room());
    let next_cursor = next.map(|offset| cursor.encode(&offset)).transpose()?;
    Ok(Listed { tags, total, next_cursor })
}
