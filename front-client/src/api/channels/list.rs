//! Finding and reading channels.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ChannelId, Endpoint, Front, Page, TeamId, TeammateId, api::channels::Channel};

/// Lists the channels of the company, all at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListChannels {}

impl ListChannels {
    /// All channels.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListChannels {
    type Vendor = Front;
    type Output = Page<Channel>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/channels";
    const SCOPES: &'static [&'static str] = &["channels:read"];
}

/// Lists the channels of a team (workspace), all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeamChannels {
    /// The team.
    team_id: TeamId,
}

impl ListTeamChannels {
    /// All channels of this team.
    pub fn new(team_id: impl Into<TeamId>) -> Self {
        Self { team_id: team_id.into() }
    }
}

impl Endpoint for ListTeamChannels {
    type Vendor = Front;
    type Output = Page<Channel>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teams/{team_id}/channels";
    const SCOPES: &'static [&'static str] = &["channels:read"];
}

/// Lists the private channels of a teammate, all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTeammateChannels {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
}

impl ListTeammateChannels {
    /// All channels of this teammate.
    pub fn new(teammate_id: impl Into<TeammateId>) -> Self {
        Self { teammate_id: teammate_id.into() }
    }
}

impl Endpoint for ListTeammateChannels {
    type Vendor = Front;
    type Output = Page<Channel>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates/{teammate_id}/channels";
    const SCOPES: &'static [&'static str] = &["channels:read"];
}

/// Shows one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetChannel {
    /// The channel; an alias such as `alt:address:support@example.com` will do.
    channel_id: ChannelId,
}

impl GetChannel {
    /// The channel with this id or alias.
    pub fn new(channel_id: impl Into<ChannelId>) -> Self {
        Self { channel_id: channel_id.into() }
    }
}

impl Endpoint for GetChannel {
    type Vendor = Front;
    type Output = Channel;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/channels/{channel_id}";
    const SCOPES: &'static [&'static str] = &["channels:read"];
}
