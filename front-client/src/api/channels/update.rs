//! Changing and validating channels.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    ChannelId, Endpoint, Front, InboxId,
    api::{channels::check_undo_send_time, check_changes},
};

/// The answer to the wish for a check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct ChannelValidation {
    /// `accepted`: the check will be made.
    #[serde(default)]
    pub status: Option<String>,
    /// Everything else that Front says.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The settings of a channel that change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateChannel {
    /// The channel; an alias such as `alt:address:support@example.com` will do.
    channel_id: ChannelId,
    /// The new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The inbox to move the channel to. Its conversations move along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inbox_id: Option<InboxId>,
    /// The settings to set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settings: Option<ChannelSettingsUpdate>,
}

impl UpdateChannel {
    /// A change of this channel; say what with the setters.
    pub fn new(channel_id: impl Into<ChannelId>) -> Self {
        Self { channel_id: channel_id.into(), name: None, inbox_id: None, settings: None }
    }

    /// The new name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The inbox to move the channel to. Its conversations move along.
    #[must_use]
    pub fn inbox_id(mut self, inbox_id: impl Into<InboxId>) -> Self {
        self.inbox_id = Some(inbox_id.into());
        self
    }

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

impl Endpoint for UpdateChannel {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/channels/{channel_id}";
    const SCOPES: &'static [&'static str] = &["channels:write"];

    fn validate(&self) -> Result<(), String> {
        check_undo_send_time(self.settings.as_ref().and_then(|settings| settings.undo_send_time))?;
        check_changes(self, &["channel_id"])
    }
}

/// Asks Front to check an SMTP channel, once its mail provider is set up. Other channels need no check.
///
/// Front checks later: read the channel to see whether it has become valid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidateChannel {
    /// The channel; an alias such as `alt:address:support@example.com` will do.
    channel_id: ChannelId,
}

impl ValidateChannel {
    /// A check of this channel.
    pub fn new(channel_id: impl Into<ChannelId>) -> Self {
        Self { channel_id: channel_id.into() }
    }
}

impl Endpoint for ValidateChannel {
    type Vendor = Front;
    type Output = ChannelValidation;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/channels/{channel_id}/validate";
    const SCOPES: &'static [&'static str] = &["channels:write"];
}

#[cfg(test)]
mod tests {
    use super::*;

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
