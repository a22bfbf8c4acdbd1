//! `list_teams`: lists the teams of the company.

use client_core::mcp::untrusted::Line;
use mcp_core::{HandlerError, NoArguments, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Call, ToolSet};
use crate::{
    api::teams::{ListTeams, Team},
    id::TeamId,
    mcp::pages::{MAX_LIST_PAGES, all_pages},
};

#[derive(Debug, Serialize, JsonSchema)]
struct Listed {
    /// Teams.
    teams: Vec<TeamView>,
    /// Reason why further teams may exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete: Option<String>,
}

/// A team, also called a workspace in Front.
#[derive(Debug, Serialize, JsonSchema)]
struct TeamView {
    /// Team id, tim_….
    id: TeamId,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "list_teams",
        "Lists the teams (workspaces) of the company. list_inboxes shows the team of each inbox.",
        list,
    )
    .title("List teams")
    .method(ToolMethod::List)
    .tags(["teams", "organization"])
}

async fn list(call: Call, _: NoArguments) -> Result<Listed, HandlerError> {
    let teams = all_pages(&call, &ListTeams::new(), MAX_LIST_PAGES).await?;
    let view = |team: Team| TeamView { name: Line::given(team.name.as_deref()), id: team.id };
    Ok(Listed { incomplete: teams.incomplete, teams: teams.items.into_iter().map(view).collect() })
}
