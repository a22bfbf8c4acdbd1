//! Update and validate channels.

use client_core::{request, request_part, response};

use super::check_undo_send_time;
use crate::{
    api::check,
    id::{ChannelId, InboxId},
};

/// Response to a validation request.
#[response]
pub struct ChannelValidation {
    /// `accepted`: Front will validate the channel.
    pub status: Option<String>,
}

/// Channel settings to change.
#[request_part(setters = [UpdateChannel::settings])]
struct ChannelSettingsUpdate {
    /// Undo period after sending, in seconds: 0, 5, 10, 15, 30 or 60.
    undo_send_time: Option<u32>,
    /// Lets teammates without access to the inbox reply. Only for shared channels.
    all_teammates_can_reply: Option<bool>,
    /// URL that receives outbound messages. Only for custom channels.
    webhook_url: Option<String>,
}

/// Updates a channel. Omitted fields stay unchanged.
///
/// Custom channels accept every setting. Other channels accept only `undo_send_time` and `all_teammates_can_reply`.
#[request(PATCH "/channels/{channel_id}", scopes = ["channels:write"], check = check_settings, check = check::changes)]
pub struct UpdateChannel {
    /// Channel id, or an alias such as `alt:address:support@example.com`.
    channel_id: ChannelId,
    /// New name.
    name: Option<String>,
    /// Inbox to move the channel to. Its conversations move too.
    inbox_id: Option<InboxId>,
    /// Settings of the channel.
    #[no_setter]
    settings: Option<ChannelSettingsUpdate>,
}

fn check_settings(update: &UpdateChannel) -> Result<(), String> {
    check_undo_send_time(update.settings.as_ref().and_then(|settings| settings.undo_send_time))
}

/// Asks Front to validate an SMTP channel after its mail provider is set up. Other channels need no validation.
///
/// Front validates asynchronously: read the channel later to see whether it is valid.
#[request(POST "/channels/{channel_id}/validate" -> ChannelValidation, scopes = ["channels:write"])]
pub struct ValidateChannel {
    /// Channel id, or an alias such as `alt:address:support@example.com`.
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
    fn validation_request_has_no_body() {
        let request = ValidateChannel::new("cha_1").to_request().unwrap();
        assert_eq!(request.uri(), "/channels/cha_1/validate");
        assert!(request.body().is_empty());
    }
}
