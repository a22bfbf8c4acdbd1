//! `fusedesk_list_case_tags`: the tags that cases can have.

use client_core::mcp::{
    argument::{self, given},
    result::{Keywords, part},
};
use mcp_core::{Cursor, Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::case_tags::CaseTag,
    id::CaseTagId,
    mcp::{
        names::{Thing, read},
        view::is_false,
    },
};

/// Tags on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 50;
/// The most tags on a page.
const MAX_LIMIT: usize = 200;

const NAME: &str = "fusedesk_list_case_tags";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only tags with these words in their name.
    name_query: Option<String>,
    /// The archived ones, too; false by default.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    include_archived: bool,
    /// How many tags; 50 by default.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
    /// Where to go on: next_cursor of an earlier call, with the other arguments as in that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// The tags.
    tags: Vec<TagView>,
    /// How many there are in all.
    total: usize,
    /// Leads to more; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A tag.
#[derive(Debug, Serialize, JsonSchema)]
struct TagView {
    /// The id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<CaseTagId>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// How many cases have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<i64>,
    /// Not offered any more.
    #[serde(skip_serializing_if = "is_false")]
    is_archived: bool,
}

impl From<&CaseTag> for TagView {
    fn from(tag: &CaseTag) -> Self {
        Self { id: tag.id, name: tag.name.clone(), cases: tag.total_cases, is_archived: !tag.is_current() }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Lists the tags that cases can have, and how many cases have each. Other tools take a tag by its id or its name.",
        list,
    )
    .title("List case tags")
    .method(Method::List)
    .tags(["cases"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let cursor = Cursor::new(NAME, &(&arguments.name_query, arguments.include_archived));
    let offset = given(arguments.cursor.as_deref()).map_or(Ok(0), |text| cursor.decode(text))?;
    let all = read::<CaseTag>(&call).await?;
    let found: Vec<TagView> = all
        .iter()
        .map(|known| &known.thing)
        .filter(|tag| (arguments.include_archived || tag.is_current()) && words.fit(tag.name.as_deref()))
        .map(Into::into)
        .collect();
    let total = found.len();
    let (tags, next) = part(found, offset, limit, &call.room());
    let next_cursor = next.map(|offset| cursor.encode(&offset)).transpose()?;
    Ok(Listed { tags, total, next_cursor })
}
