//! Changing and validating channels.

use client_core::{JsonSchema, request, response};
use serde::{Deserialize, Serialize};

use super::check_undo_send_time;
use crate::{
    api::check,
    id::{ChannelId, InboxId},
};

/// The answer to the wish for a check.
#[response]
pub struct ChannelValidation {
    /// `accepted`: the check will be made.
    pub status: Option<String>,
}

/// The settings of a channel that change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
struct ChannelSettingsUpdate {
    /// How long a message can be taken back after it was sent, in seconds: 0, 5, 10, 15, 30 or 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undo_send_time: Option<u32>,
    /// Whether teammates without access to the inbox may reply. Only for shared channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    all_teammates_can_reply: Option<bool>,
    /// Where outbound messages are sent. Only for custom channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhook_url: Option<String>,
}

/// Changes a channel. What is left out stays as it is.
///
/// A custom channel takes every setting, any other only `undo_send_time` and `all_teammates_can_reply`.
#[request(PATCH "/channels/{channel_id}", scopes = ["channels:write"], check = check_settings, check = check::changes)]
pub struct UpdateChannel {
    /// The channel; an alias such as `alt:address:support@example.com` will do.
    channel_id: ChannelId,
    /// The new name.
    name: Option<String>,
    /// The inbox to move the channel to. Its conversations move along.
    inbox_id: Option<InboxId>,
    /// The settings to set.
    #[no_setter]
    settings: Option<ChannelSettingsUpdate>,
}

impl UpdateChannel {
    /// How long a message can be taken back after it was sent, in seconds: one of [`UNDO_SEND_TIMES`](super::UNDO_SEND_TIMES).
    #[must_use]
    pub fn undo_send_time(mut self, undo_send_time: u32) -> Self {
        self.settings.get_or_insert_default().undo_send_time = Some(undo_send_time);
        self
    }

    /// Whether teammates without access to the inbox may reply. Only for shared channels.
    #[must_use]
    pub fn all_teammates_can_reply(mut self, all_teammates_can_reply: bool) -> Self {
        self.settings.get_or_insert_default().all_teammates_can_reply = Some(all_teammates_can_reply);
        self
    }

    /// Where outbound messages are sent. Only for custom channels.
    #[must_use]
    pub fn webhook_url(mut self, webhook_url: impl Into<String>) -> Self {
        self.settings.get_or_insert_default().webhook_url = Some(webhook_url.into());
        self
    }
}

fn check_settings(update: &UpdateChannel) -> Result<(), String> {
    check_undo_send_time(update.settings.as_ref().and_then(|settings| settings.undo_send_time))
}

/// Asks Front to check an SMTP channel, once its mail provider is set up. Other channels need no check.
///
/// Front checks later: read the channel to see whether it has become valid.
#[request(POST "/channels/{channel_id}/validate" -> ChannelValidation, scopes = ["channels:write"])]
pub struct ValidateChannel {
    /// The channel; an alias such as `alt:address:support@example.com` will do.
    channel_id: ChannelId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn settings_are_nested() {
        let request = UpdateChannel::new("alt:address:a@b.c").undo_send_time(0).to_request().unwrap();
        assert_eq!(request.uri(), "/channels/alt:address:a%40b.c");
        assert_eq!(request.body(), r#"{"settings":{"undo_send_time":0}}"#);
        assert!(UpdateChannel::new("cha_1").to_request().is_err());
    }

    #[test]
    fn a_check_has_no_body() {
        let request = ValidateChannel::new("cha_1").to_request().unwrap();
        assert_eq!(request.uri(), "/channels/cha_1/validate");
        assert!(request.body().is_empty());
    }
}
