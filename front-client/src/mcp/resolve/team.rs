//! Resolve teams by id or name.

use client_core::mcp::argument::{Named, pick};
use mcp_core::HandlerError;

use super::{id_in, unknown_id};
use crate::{
    api::teams::{GetTeam, ListTeams, Team},
    mcp::{call::Call, pages::whole},
};

impl Named for Team {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn names(&self) -> Vec<String> {
        self.name.iter().cloned().collect()
    }
}

/// Resolves an argument to a team: `tim_…` or an exact name. One request, or one per page.
pub(crate) async fn team(call: &Call, argument: &str, text: &str) -> Result<Team, HandlerError> {
    if let Some(id) = id_in("tim_", text) {
        let found = call.find(&GetTeam::new(id)).await?;
        return found.ok_or_else(|| unknown_id(argument, "team", id, "list_teams"));
    }
    let all = whole(call, &ListTeams::new(), "teams").await?;
    pick("team", text, &all).cloned()
}
