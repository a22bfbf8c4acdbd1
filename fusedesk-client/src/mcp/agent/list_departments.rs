//! `fusedesk_list_departments`: lists the departments.

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, Keywords, part},
    untrusted::Line,
};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::departments::Department,
    id::DepartmentId,
    mcp::{
        names::{NamedResource, Names, RequestedNames, read},
        view::{NameView, is_false, time},
    },
};

/// Default number of departments on a page.
const DEFAULT_LIMIT: usize = 50;
/// Maximum number of departments on a page.
const MAX_LIMIT: usize = 100;

const NAME: &str = "fusedesk_list_departments";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only departments with these words in their name.
    name_query: Option<String>,
    /// Includes archived ones. Default false.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    include_archived: bool,
    /// Number of departments. Default 50.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Cursor to continue from: next_cursor of an earlier call. Repeat the other arguments of that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// The departments.
    departments: Vec<DepartmentView>,
    /// Total number of matches.
    total: usize,
    /// Cursor to the next page. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// A department.
#[derive(Debug, Serialize, JsonSchema)]
struct DepartmentView {
    /// Id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<DepartmentId>,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// `true` if every rep belongs to it.
    #[serde(skip_serializing_if = "is_false")]
    all_reps: bool,
    /// Reps of the department, unless all belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reps: Vec<NameView>,
    /// Minutes without a response until a case counts as stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale_after_minutes: Option<i64>,
    /// The phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<Line>,
    /// Time of archiving. Absent while it is active.
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_at: Option<String>,
}

impl DepartmentView {
    fn of(department: &Department, names: &Names) -> Self {
        let all_reps = department.all_reps == Some(true);
        let reps = department.rep_user_ids.iter().filter(|_| !all_reps);
        Self {
            id: department.id,
            name: Line::given(department.name.as_deref()),
            all_reps,
            reps: reps.map(|rep| names.rep(*rep)).collect(),
            stale_after_minutes: department.stale_after_minutes,
            phone: Line::given(department.phone.as_deref()),
            archived_at: time(department.archived_at.as_ref()),
        }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Lists the departments of FuseDesk with their reps. Each case belongs to one department. Other tools \
         take a department by id or name.",
        list,
    )
    .title("List departments")
    .method(ToolMethod::List)
    .tags(["organization"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let cursor = call.cursor(NAME, &(&arguments.name_query, arguments.include_archived));
    let offset = given(arguments.cursor.as_deref()).map_or(Ok(0), |text| cursor.decode(text))?;
    let all = read::<Department>(&call).await?;
    let found: Vec<&Department> = all
        .iter()
        .map(|known| &known.resource)
        .filter(|it| (arguments.include_archived || it.is_current()) && words.fit(it.name.as_deref()))
        .collect();
    let reps = found.iter().any(|it| it.all_reps != Some(true) && !it.rep_user_ids.is_empty());
    let mut names = Names::of(&call, RequestedNames { reps, ..RequestedNames::default() }).await;
    let total = found.len();
    let views = found.into_iter().map(|it| DepartmentView::of(it, &names)).collect();
    let (departments, next) = part(views, offset, limit, &call.room());
    let next_cursor = next.map(|offset| cursor.encode(&offset)).transpose()?;
    Ok(Listed { departments, total, next_cursor, failed: names.failed() })
}
