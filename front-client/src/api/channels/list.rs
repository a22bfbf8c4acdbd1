//! Finding and reading channels.

use client_core::request;

use super::Channel;
use crate::{
    id::{ChannelId, TeamId, TeammateId},
    page::Page,
};

/// Lists the channels of the company, all at once.
#[request(GET "/channels" -> Page<Channel>, scopes = ["channels:read"])]
pub struct ListChannels {}

/// Lists the channels of a team (workspace), all at once.
#[request(GET "/teams/{team_id}/channels" -> Page<Channel>, scopes = ["channels:read"])]
pub struct ListTeamChannels {
    /// The team.
    team_id: TeamId,
}

/// Lists the private channels of a teammate, all at once.
#[request(GET "/teammates/{teammate_id}/channels" -> Page<Channel>, scopes = ["channels:read"])]
pub struct ListTeammateChannels {
    /// The teammate; an alias such as `alt:email:sarah@example.com` will do.
    teammate_id: TeammateId,
}

/// Shows one channel.
#[request(GET "/channels/{channel_id}" -> Channel, scopes = ["channels:read"])]
pub struct GetChannel {
    /// The channel; an alias such as `alt:address:support@example.com` will do.
    channel_id: ChannelId,
}
