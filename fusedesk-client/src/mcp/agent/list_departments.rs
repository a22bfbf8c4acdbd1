//! `fusedesk_list_departments`: who in the company sees to cases.

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, Keywords, part},
};
use mcp_core::{Cursor, Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::departments::Department,
    id::DepartmentId,
    mcp::{
        names::{Names, Thing, Wanted, read},
        view::{NameView, is_false, time},
    },
};

/// Departments on a page, unless the call says otherwise.
const DEFAULT_LIMIT: usize = 50;
/// The most departments on a page.
const MAX_LIMIT: usize = 100;

const NAME: &str = "fusedesk_list_departments";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only departments with these words in their name.
    name_query: Option<String>,
    /// The archived ones, too; false by default.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    include_archived: bool,
    /// How many departments; 50 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Where to go on: next_cursor of an earlier call, with the other arguments as in that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// The departments.
    departments: Vec<DepartmentView>,
    /// How many there are in all.
    total: usize,
    /// Leads to more; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// What could not be read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// A department.
#[derive(Debug, Serialize, JsonSchema)]
struct DepartmentView {
    /// The id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<DepartmentId>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Every rep belongs to it.
    #[serde(skip_serializing_if = "is_false")]
    all_reps: bool,
    /// The reps that belong to it, where not all do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reps: Vec<NameView>,
    /// After how many minutes without an answer a case counts as stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale_after_minutes: Option<i64>,
    /// The phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// When it was archived; absent where it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_at: Option<String>,
}

impl DepartmentView {
    fn of(department: &Department, names: &Names) -> Self {
        let all_reps = department.all_reps == Some(true);
        let reps = department.rep_user_ids.iter().filter(|_| !all_reps);
        Self {
            id: department.id,
            name: department.name.clone(),
            all_reps,
            reps: reps.map(|rep| names.rep(*rep)).collect(),
            stale_after_minutes: department.stale_after_minutes,
            phone: department.phone.clone(),
            archived_at: time(department.archived_at.as_ref()),
        }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Lists the departments of FuseDesk with their reps. Each case belongs to one. Other tools take a department by \
         its id or its name.",
        list,
    )
    .title("List departments")
    .method(Method::List)
    .tags(["organization"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, ToolError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let cursor = Cursor::new(NAME, &(&arguments.name_query, arguments.include_archived));
    let offset = given(arguments.cursor.as_deref()).map_or(Ok(0), |text| cursor.decode(text))?;
    let all = read::<Department>(&call).await?;
    let found: Vec<&Department> = all
        .iter()
        .map(|known| &known.thing)
        .filter(|it| (arguments.include_archived || it.is_current()) && words.fit(it.name.as_deref()))
        .collect();
    let reps = found.iter().any(|it| it.all_reps != Some(true) && !it.rep_user_ids.is_empty());
    let mut names = Names::of(&call, Wanted { reps, ..Wanted::default() }).await;
    let total = found.len();
    let views = found.into_iter().map(|it| DepartmentView::of(it, &names)).collect();
    let (departments, next) = part(views, offset, limit, &call.room());
    let next_cursor = next.map(|offset| cursor.encode(&offset)).transpose()?;
    Ok(Listed { departments, total, next_cursor, failed: names.failed() })
}
