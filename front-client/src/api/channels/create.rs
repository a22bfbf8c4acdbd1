//! Making channels.

use client_core::{JsonSchema, Secret, request, wire_enum};
use serde::{Deserialize, Serialize};

use super::check_undo_send_time;
use crate::id::InboxId;

wire_enum! {
    /// The kinds of channel that can be made by a call. The others are made in Front itself.
    pub enum NewChannelKind {
        /// A channel of the company's own making, or of an application.
        Custom = "custom",
        /// Mail by SMTP and forwarding.
        Smtp = "smtp",
        /// Text messages by Twilio.
        Twilio = "twilio",
    }
}

/// How Front signs in to the server of an application's channel: which fields are set depends on the application.
///
/// Nothing is needed where the server asks for nothing, or where somebody signs in by hand afterwards.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
pub struct ChannelCredentials {
    /// The key, of a server with API keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_key: Option<Secret>,
    /// The name, of a server with passwords.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    /// The password, of a server with passwords.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<Secret>,
    /// The token, of a server with bearer tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_token: Option<Secret>,
    /// The client, of a server with OAuth client credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    /// The client's secret, of a server with OAuth client credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_secret: Option<Secret>,
}

impl ChannelCredentials {
    /// By API key.
    pub fn api_key(api_key: impl Into<Secret>) -> Self {
        Self { api_key: Some(api_key.into()), ..Self::default() }
    }

    /// By name and password, sent as HTTP basic authentication or in OAuth's password grant.
    pub fn password(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { username: Some(username.into()), password: Some(password.into()), ..Self::default() }
    }

    /// By bearer token.
    pub fn bearer(access_token: impl Into<Secret>) -> Self {
        Self { access_token: Some(access_token.into()), ..Self::default() }
    }

    /// By OAuth client credentials.
    pub fn client(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            client_id: Some(client_id.into()),
            client_secret: Some(client_secret.into()),
            ..Self::default()
        }
    }
}

/// The settings of a channel that is being made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
struct NewChannelSettings {
    /// How long a message can be taken back after it was sent, in seconds: 0, 5, 10, 15, 30 or 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undo_send_time: Option<u32>,
    /// Whether teammates without access to the inbox may reply. Only for shared channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    all_teammates_can_reply: Option<bool>,
    /// Where outbound messages are sent. Only for custom channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    webhook_url: Option<String>,
    /// The SID of the Twilio number. Only for Twilio channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    /// The secret of the Twilio account. Only for Twilio channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auth_token: Option<Secret>,
}

/// Creates a channel that feeds an inbox. Front answers nothing, not even its id: list the channels of the
/// inbox to find it.
#[request(POST "/inboxes/{inbox_id}/channels", scopes = ["channels:write"], check = check_kind)]
pub struct CreateChannel {
    /// The inbox.
    inbox_id: InboxId,
    /// What kind of channel it is.
    #[serde(rename = "type")]
    kind: NewChannelKind,
    /// The name.
    name: Option<String>,
    /// The address that messages are sent from. SMTP and Twilio channels need it.
    send_as: Option<String>,
    /// The settings to set.
    #[no_setter]
    settings: Option<NewChannelSettings>,
    /// The application that defines the channel; the kind is then custom.
    application_uid: Option<String>,
    /// How Front signs in to the application's server. Only with `application_uid`.
    credentials: Option<ChannelCredentials>,
}

impl CreateChannel {
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

    /// The SID of the Twilio number. Only for Twilio channels.
    #[must_use]
    pub fn sid(mut self, sid: impl Into<String>) -> Self {
        self.settings.get_or_insert_default().sid = Some(sid.into());
        self
    }

    /// The secret of the Twilio account. Only for Twilio channels.
    #[must_use]
    pub fn auth_token(mut self, auth_token: impl Into<Secret>) -> Self {
        self.settings.get_or_insert_default().auth_token = Some(auth_token.into());
        self
    }
}

fn check_kind(channel: &CreateChannel) -> Result<(), String> {
    let settings = channel.settings.as_ref();
    check_undo_send_time(settings.and_then(|settings| settings.undo_send_time))?;
    let wrong = |field: &str, kinds: &str| Err(format!("`{field}` is only for channels of kind {kinds}"));
    let custom = channel.kind == NewChannelKind::Custom;
    let twilio = channel.kind == NewChannelKind::Twilio;
    if channel.send_as.is_none() && (twilio || channel.kind == NewChannelKind::Smtp) {
        return Err(format!("`send_as` is missing: a channel of kind {} needs it", channel.kind));
    }
    if !custom && channel.application_uid.is_some() {
        return wrong("application_uid", "custom");
    }
    if channel.application_uid.is_none() && channel.credentials.is_some() {
        return Err(
            "`credentials` are only for the channel of an application: set `application_uid`".to_owned()
        );
    }
    match settings {
        Some(settings) if !custom && settings.webhook_url.is_some() => {
            wrong("settings.webhook_url", "custom")
        }
        Some(settings) if !twilio && settings.sid.is_some() => wrong("settings.sid", "twilio"),
        Some(settings) if !twilio && settings.auth_token.is_some() => wrong("settings.auth_token", "twilio"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;

    #[test]
    fn a_kind_has_its_own_settings() {
        let smtp = || CreateChannel::new("inb_1", NewChannelKind::Smtp);
        let custom = || CreateChannel::new("inb_1", NewChannelKind::Custom);
        for (request, word) in [
            (smtp(), "`send_as`"),
            (smtp().send_as("a@b.c").webhook_url("https://example.com"), "`settings.webhook_url`"),
            (smtp().send_as("a@b.c").application_uid("app"), "`application_uid`"),
            (custom().sid("AC1"), "`settings.sid`"),
            (custom().credentials(ChannelCredentials::bearer("hunter2")), "`application_uid`"),
            (custom().undo_send_time(7), "`settings.undo_send_time`"),
        ] {
            let error = request.to_request().unwrap_err();
            assert!(error.is_invalid_request() && error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn secrets_are_sent_and_not_shown() {
        let request = CreateChannel::new("inb_1", NewChannelKind::Custom)
            .application_uid("app")
            .credentials(ChannelCredentials::client("id", "hunter2"));
        assert!(!format!("{request:?}").contains("hunter2"));
        assert_eq!(
            request.to_request().unwrap().body(),
            r#"{"application_uid":"app","credentials":{"client_id":"id","client_secret":"hunter2"},"type":"custom"}"#
        );
    }
}
