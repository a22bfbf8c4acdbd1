//! `fusedesk_list_reps`: lists the reps.

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
    api::{departments::Department, reps::Rep},
    id::RepUserId,
    mcp::{
        key::Key,
        names::{NamedResource, Names, RequestedNames, read},
        resolve,
        view::{NameView, is_false, time},
    },
};

/// Default number of reps on a page.
const DEFAULT_LIMIT: usize = 25;
/// Maximum number of reps on a page.
const MAX_LIMIT: usize = 100;

const NAME: &str = "fusedesk_list_reps";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Only with these words in name, user name or e-mail address.
    name_query: Option<String>,
    /// Only this department: an id or an exact name.
    department: Option<Key>,
    /// Includes reps who can no longer log in. Default false.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    include_disabled: bool,
    /// Number of reps. Default 25.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Cursor to continue from: next_cursor of an earlier call. Repeat the other arguments of that call.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// The reps.
    reps: Vec<RepView>,
    /// Total number of matches.
    total: usize,
    /// Cursor to the next page. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// A rep.
#[derive(Debug, Serialize, JsonSchema)]
struct RepView {
    /// User id. Cases and chats name the rep by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<RepUserId>,
    /// First and last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Line>,
    /// Default department of the rep.
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<NameView>,
    /// `true` if the rep can no longer log in. Do not assign cases to them.
    #[serde(skip_serializing_if = "is_false")]
    is_disabled: bool,
    /// The time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<Line>,
    /// Time of the last login.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login_at: Option<String>,
}

impl RepView {
    fn of(rep: &Rep, names: &Names) -> Self {
        Self {
            id: rep.user_id,
            name: Line::given(rep.name().as_deref()),
            email: Line::given(rep.email.as_deref()),
            department: rep.default_department_id.map(|id| names.department(id)),
            is_disabled: !rep.is_current(),
            time_zone: Line::given(rep.time_zone.as_deref()),
            last_login_at: time(rep.last_login_at.as_ref()),
        }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Lists the reps of FuseDesk with e-mail addresses and departments. Filters by name_query and department. \
         Other tools take a rep by id, e-mail address or name.",
        list,
    )
    .title("List reps")
    .method(ToolMethod::List)
    .tags(["organization"])
}

async fn list(call: Call, arguments: Arguments) -> Result<Listed, HandlerError> {
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let words = Keywords::of(arguments.name_query.as_deref());
    let filters = (&arguments.name_query, &arguments.department, arguments.include_disabled);
    let cursor = call.cursor(NAME, &filters);
    let offset = given(arguments.cursor.as_deref()).map_or(Ok(0), |text| cursor.decode(text))?;
    let department = match Key::given(arguments.department.as_ref()) {
        Some(text) => Some(resolve::one::<Department>(&call, "department", text).await?),
        None => None,
    };
    let all = read::<Rep>(&call).await?;
    let fits = |rep: &&Rep| {
        (arguments.include_disabled || rep.is_current())
            && words.fit(rep.names().iter().map(String::as_str))
            && department.as_ref().is_none_or(|it| belongs(rep, it))
    };
    let found: Vec<&Rep> = all.iter().map(|known| &known.resource).filter(fits).collect();
    let departments = found.iter().any(|rep| rep.default_department_id.is_some());
    let mut names = Names::of(&call, RequestedNames { departments, ..RequestedNames::default() }).await;
    let total = found.len();
    let views = found.into_iter().map(|rep| RepView::of(rep, &names)).collect();
    let (reps, next) = part(views, offset, limit, &call.room());
    let next_cursor = next.map(|offset| cursor.encode(&offset)).transpose()?;
    Ok(Listed { reps, total, next_cursor, failed: names.failed() })
}

/// Returns `true` if a rep belongs to a department.
pub(super) fn belongs(rep: &Rep, department: &Department) -> bool {
    department.all_reps == Some(true) || rep.user_id.is_some_and(|id| department.rep_user_ids.contains(&id))
}
