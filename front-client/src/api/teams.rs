//! Teams, which Front also calls workspaces: groups of teammates with inboxes of their own.
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
    /// The team.
    #[required]
    pub id: TeamId,
    /// Its name.
    pub name: Option<String>,
    /// Its inboxes. A list of teams leaves them out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inboxes: Vec<Inbox>,
    /// Its teammates. A list of teams leaves them out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Teammate>,
}

/// Lists the teams (workspaces) of the company, all at once, without their inboxes and members.
#[request(GET "/teams" -> Page<Team>, scopes = ["teams:read"])]
pub struct ListTeams {}

/// Shows one team (workspace), with its inboxes and members.
#[request(GET "/teams/{team_id}" -> Team, scopes = ["teams:read"])]
pub struct GetTeam {
    /// The team.
    team_id: TeamId,
}

/// Adds teammates to a team (workspace).
#[request(POST "/teams/{team_id}/teammates", scopes = ["teams:write"])]
pub struct AddTeamTeammates {
    /// The team.
    team_id: TeamId,
    /// The teammates; aliases such as `alt:email:sarah@example.com` will do.
    #[check(check::not_empty)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}

/// Removes teammates from a team (workspace).
#[request(DELETE "/teams/{team_id}/teammates", scopes = ["teams:write"])]
pub struct RemoveTeamTeammates {
    /// The team.
    team_id: TeamId,
    /// The teammates; aliases such as `alt:email:sarah@example.com` will do.
    #[check(check::not_empty)]
    #[required]
    teammate_ids: Vec<TeammateId>,
}
