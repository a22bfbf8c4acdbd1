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

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Endpoint, Front, Page, TeamId, TeammateId,
    api::{check_not_empty, inboxes::Inbox, teammates::Teammate},
};

/// A team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Team {
    /// The team.
    pub id: TeamId,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its inboxes. A list of teams leaves them out.
    #[serde(
        default,
        deserialize_with = "client_core::de::null_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub inboxes: Vec<Inbox>,
    /// Its teammates. A list of teams leaves them out.
    #[serde(
        default,
        deserialize_with = "client_core::de::null_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub members: Vec<Teammate>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Lists the teams (workspaces) of the company, all at once, without their inboxes and members.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListTeams {}

impl ListTeams {
    /// All teams.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListTeams {
    type Vendor = Front;
    type Output = Page<Team>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teams";
    const SCOPES: &'static [&'static str] = &["teams:read"];
}

/// Shows one team (workspace), with its inboxes and members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTeam {
    /// The team.
    team_id: TeamId,
}

impl GetTeam {
    /// The team with this id.
    pub fn new(team_id: impl Into<TeamId>) -> Self {
        Self { team_id: team_id.into() }
    }
}

impl Endpoint for GetTeam {
    type Vendor = Front;
    type Output = Team;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teams/{team_id}";
    const SCOPES: &'static [&'static str] = &["teams:read"];
}

/// Adds teammates to a team (workspace).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTeamTeammates {
    /// The team.
    team_id: TeamId,
    /// The teammates; aliases such as `alt:email:sarah@example.com` will do.
    teammate_ids: Vec<TeammateId>,
}

impl AddTeamTeammates {
    /// These teammates to this team.
    pub fn new(
        team_id: impl Into<TeamId>,
        teammate_ids: impl IntoIterator<Item = impl Into<TeammateId>>,
    ) -> Self {
        Self { team_id: team_id.into(), teammate_ids: teammate_ids.into_iter().map(Into::into).collect() }
    }
}

impl Endpoint for AddTeamTeammates {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/teams/{team_id}/teammates";
    const SCOPES: &'static [&'static str] = &["teams:write"];

    fn validate(&self) -> Result<(), String> {
        check_not_empty("teammate_ids", &self.teammate_ids)
    }
}

/// Removes teammates from a team (workspace).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveTeamTeammates {
    /// The team.
    team_id: TeamId,
    /// The teammates; aliases such as `alt:email:sarah@example.com` will do.
    teammate_ids: Vec<TeammateId>,
}

impl RemoveTeamTeammates {
    /// These teammates from this team.
    pub fn new(
        team_id: impl Into<TeamId>,
        teammate_ids: impl IntoIterator<Item = impl Into<TeammateId>>,
    ) -> Self {
        Self { team_id: team_id.into(), teammate_ids: teammate_ids.into_iter().map(Into::into).collect() }
    }
}

impl Endpoint for RemoveTeamTeammates {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/teams/{team_id}/teammates";
    const SCOPES: &'static [&'static str] = &["teams:write"];

    fn validate(&self) -> Result<(), String> {
        check_not_empty("teammate_ids", &self.teammate_ids)
    }
}
