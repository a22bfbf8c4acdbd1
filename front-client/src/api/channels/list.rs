//! List and read channels.

use client_core::request;

use super::Channel;
use crate::{
    id::{ChannelId, TeamId, TeammateId},
    page::Page,
};

/// Lists the channels of the company, without paging.
#[request(GET "/channels" -> Page<Channel>, scopes = ["channels:read"])]
pub struct ListChannels {}

/// Lists the channels of a team (workspace), without paging.
#[request(GET "/teams/{team_id}/channels" -> Page<Channel>, scopes = ["channels:read"])]
pub struct ListTeamChannels {
    /// Team id.
    team_id: TeamId,
}

/// Lists the private channels of a teammate, without paging.
#[request(GET "/teammates/{teammate_id}/channels" -> Page<Channel>, scopes = ["channels:read"])]
pub struct ListTeammateChannels {
    /// Teammate id, or an alias such as `alt:email:sarah@example.com`.
    teammate_id: TeammateId,
}

/// Returns one channel.
#[request(GET "/channels/{channel_id}" -> Channel, scopes = ["channels:read"])]
pub struct GetChannel {
    /// Channel id, or an alias such as `alt:address:support@example.com`.
    channel_id: ChannelId,
}
