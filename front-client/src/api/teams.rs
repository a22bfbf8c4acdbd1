//! Teams, also called workspaces in Front: groups of teammates with inboxes of their own.
//!
//! ```
//! use front_client::{Endpoint, api::teams::AddTeamTeammates};
//!
//! let request = AddTeamTeammates::new("tim_1", ["alt:email:sarah@example.com"]).to_request()?;
//! assert_eq!(request.uri(), "/teams/tim_1/teammates");
//! assert_eq!(request.body(), r#"{"teammate_ids":["alt:email:sarah@example.com"]}"#);
//! # Ok::<(), front_client::Error>(())
//! ```

use client_core::{request, response};

use crate::{
    api::{check, inboxes::Inbox, teammates::Teammate},
    id::{TeamId, TeammateId},
    page::Page,
};

/// A team.
#[response]
pub struct Team {
    /// Team id.
    #[required]
    pub id: TeamId,
    /// Name.
    pub name: Option<String>,
    /// Inboxes. Not included in lists of teams.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inboxes: Vec<Inbox>,
    /// Members. Not included in lists of teams.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Teammate>,
}

/// Lists the teams (workspaces) of the company, without paging, inboxes and members.
#[request(GET "/teams" -> Page<Team>, scopes = ["teams:read"])]
pub struct ListTeams {}

/// Returns one team (workspace), with its inboxes and members.
#[request(GET "/teams/{team_id}" -> Team, scopes = ["teams:read"])]
pub struct GetTeam {
    /// Team id.
    team_id: TeamId,
}

/// Adds teammates to a team (workspace).
#[request(POST "/teams/{team_id}/teammates", scopes = ["teams:write"])]
pub struct AddTeamTeammates {
    /// Team id.
    team_id: TeamId,
    /// Teammate ids, or aliases such as `alt:email:sarah@example.com`.
    #[check(check::not_empty)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}

/// Removes teammates from a team (workspace).
#[request(DELETE "/teams/{team_id}/teammates", scopes = ["teams:write"])]
pub struct RemoveTeamTeammates {
    /// Team id.
    team_id: TeamId,
    /// Teammate ids, or aliases such as `alt:email:sarah@example.com`.
    #[check(check::not_empty)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}
