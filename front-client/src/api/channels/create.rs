//! Create channels.

use client_core::{Secret, request, request_part, wire_enum};

use super::check_undo_send_time;
use crate::id::InboxId;

wire_enum! {
    /// Kinds of channel that the API can create. The others are created in Front itself.
    pub enum NewChannelKind {
        /// A custom channel of the company or of an application.
        Custom = "custom",
        /// E-mail by SMTP and forwarding.
        Smtp = "smtp",
        /// SMS by Twilio.
        Twilio = "twilio",
    }
}

/// Credentials that Front uses with the server of an application's channel. The fields depend on the application.
///
/// Leave all fields empty if the server needs no authentication, or if a person signs in later.
#[request_part]
pub struct ChannelCredentials {
    /// API key, for a server with API keys.
    api_key: Option<Secret>,
    /// User name, for a server with passwords.
    username: Option<String>,
    /// Password, for a server with passwords.
    password: Option<Secret>,
    /// Bearer token, for a server with bearer tokens.
    access_token: Option<Secret>,
    /// Client id, for a server with OAuth client credentials.
    client_id: Option<String>,
    /// Client secret, for a server with OAuth client credentials.
    client_secret: Option<Secret>,
}

impl ChannelCredentials {
    /// Authenticates with an API key.
    pub fn api_key(api_key: impl Into<Secret>) -> Self {
        Self { api_key: Some(api_key.into()), ..Self::default() }
    }

    /// Authenticates with user name and password, by HTTP basic authentication or OAuth's password grant.
    pub fn password(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { username: Some(username.into()), password: Some(password.into()), ..Self::default() }
    }

    /// Authenticates with a bearer token.
    pub fn bearer(access_token: impl Into<Secret>) -> Self {
        Self { access_token: Some(access_token.into()), ..Self::default() }
    }

    /// Authenticates with OAuth client credentials.
    pub fn client(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self {
            client_id: Some(client_id.into()),
            client_secret: Some(client_secret.into()),
            ..Self::default()
        }
    }
}

/// Settings of a new channel.
#[request_part(setters = [CreateChannel::settings])]
struct NewChannelSettings {
    /// Undo period after sending, in seconds: 0, 5, 10, 15, 30 or 60.
    undo_send_time: Option<u32>,
    /// Lets teammates without access to the inbox reply. Only for shared channels.
    all_teammates_can_reply: Option<bool>,
    /// URL that receives outbound messages. Only for custom channels.
    webhook_url: Option<String>,
    /// SID of the Twilio number. Only for Twilio channels.
    sid: Option<String>,
    /// Secret of the Twilio account. Only for Twilio channels.
    auth_token: Option<Secret>,
}

/// Creates a channel that feeds an inbox. Front returns no body and no id: list the channels of the inbox to find
/// the new one.
#[request(POST "/inboxes/{inbox_id}/channels", scopes = ["channels:write"], check = check_kind)]
pub struct CreateChannel {
    /// Inbox id.
    inbox_id: InboxId,
    /// Kind of channel.
    #[serde(rename = "type")]
    kind: NewChannelKind,
    /// Name.
    name: Option<String>,
    /// Sender address of outbound messages. Required for SMTP and Twilio channels.
    send_as: Option<String>,
    /// Settings of the channel.
    #[no_setter]
    settings: Option<NewChannelSettings>,
    /// Application that defines the channel. The kind must be `custom`.
    application_uid: Option<String>,
    /// Credentials that Front uses with the application's server. Only with `application_uid`.
    credentials: Option<ChannelCredentials>,
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
    fn secrets_are_sent_but_not_in_debug() {
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
