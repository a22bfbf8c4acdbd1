//! Receive messages of a custom channel, and import messages of the past.

use client_core::{Upload, request, request_part, wire_enum};
use serde_json::{Map, Value};

use super::{Accepted, check_handle, check_handles, check_phone};
use crate::{
    api::check,
    id::{ChannelId, ContactId, ConversationId, InboxId, TeammateId},
    time::Timestamp,
};

wire_enum! {
    /// Format of the body of a custom or imported message. (A sent message is always HTML.)
    pub enum BodyFormat {
        /// Markdown. Front's default.
        Markdown = "markdown",
        /// HTML.
        Html = "html",
    }
    /// Types of message that can be imported.
    pub enum ImportType {
        /// E-mail. Front's default.
        Email = "email",
        /// SMS.
        Sms = "sms",
        /// Intercom.
        Intercom = "intercom",
        /// Custom channel.
        Custom = "custom",
    }
}

/// Sender of a message of a custom channel.
#[request_part(setters = [ReceiveCustomMessage::sender])]
struct CustomSender {
    /// Contact in Front that the sender is.
    contact_id: Option<ContactId>,
    /// Name of the sender.
    #[serde(rename = "name")]
    sender_name: Option<String>,
    /// Identifies the sender on the channel. A phone number begins with `+` and the country code.
    handle: String,
}

/// Threading and headers of a message of a custom channel.
#[request_part(setters = [ReceiveCustomMessage::metadata])]
struct CustomMetadata {
    /// Thread key among messages of custom channels. Defaults to the sender.
    thread_ref: Option<String>,
    /// Custom data to store with the message.
    headers: Map<String, Value>,
}

/// Delivers a message into Front as if a customer had sent it. Only on custom channels.
#[request(
    POST "/channels/{channel_id}/incoming_messages" -> Accepted,
    scopes = ["messages:write"],
    check = check_custom_sender,
    new = none,
)]
pub struct ReceiveCustomMessage {
    /// Custom channel that receives the message.
    channel_id: ChannelId,
    /// Sender.
    sender: CustomSender,
    /// Subject.
    subject: Option<String>,
    /// Body, in the format of `body_format`.
    body: String,
    /// Format of the body. Defaults to Markdown.
    body_format: Option<BodyFormat>,
    /// Metadata.
    #[no_setter]
    metadata: Option<CustomMetadata>,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
}

impl ReceiveCustomMessage {
    /// Creates a request with a channel, a sender handle and a Markdown body.
    pub fn new(
        channel_id: impl Into<ChannelId>,
        sender_handle: impl Into<String>,
        body: impl Into<String>,
    ) -> Self {
        Self {
            channel_id: channel_id.into(),
            sender: CustomSender::new(sender_handle),
            subject: None,
            body: body.into(),
            body_format: None,
            metadata: None,
            attachments: Vec::new(),
        }
    }
}

fn check_custom_sender(message: &ReceiveCustomMessage) -> Result<(), String> {
    check_sender(&message.sender.handle)
}

fn check_sender(handle: &str) -> Result<(), String> {
    check_handle("sender.handle", handle)?;
    check_phone("sender.handle", handle)
}

/// Sender of an imported message.
#[request_part(setters = [ImportMessage::sender])]
struct ImportSender {
    /// Teammate who wrote the message. Ignored for inbound messages.
    author_id: Option<TeammateId>,
    /// Name of the sender.
    #[serde(rename = "name")]
    sender_name: Option<String>,
    /// Address or name of the sender. A phone number begins with `+` and the country code.
    handle: String,
}

/// Direction, threading and filing of an imported message.
#[request_part(setters = [ImportMessage::metadata])]
struct ImportMetadata {
    /// Thread key among imported messages. Defaults to the sender. Cannot be combined with `conversation_id`.
    thread_ref: Option<String>,
    /// `true` for a received message, `false` for a sent one.
    is_inbound: bool,
    /// Archives the message immediately. Defaults to `true`.
    #[serde(rename = "is_archived")]
    archived: Option<bool>,
    /// Skips the rules of the inbox. Defaults to `true`.
    #[serde(rename = "should_skip_rules")]
    skip_rules: Option<bool>,
}

/// Imports a past message into an inbox. Nothing is sent.
///
/// Front imports the same `external_id` once, so an import can be repeated safely; a repeated one with another text
/// is ignored. By default the message is archived and rules are skipped.
#[request(
    POST "/inboxes/{inbox_id}/imported_messages" -> Accepted,
    scopes = ["messages:write"],
    check = check_import,
    new = private,
)]
pub struct ImportMessage {
    /// Inbox id.
    inbox_id: InboxId,
    /// Sender.
    sender: ImportSender,
    /// Handles of the recipients, at least one.
    #[check(check::not_empty)]
    #[required]
    to: Vec<String>,
    /// Handles of the copy (Cc) recipients.
    cc: Vec<String>,
    /// Handles of the blind copy (Bcc) recipients.
    bcc: Vec<String>,
    /// Subject.
    subject: Option<String>,
    /// Body, in the format of `body_format`.
    body: String,
    /// Format of the body. Defaults to Markdown. Only for e-mail.
    body_format: Option<BodyFormat>,
    /// Your id of the message. Front imports each id once.
    external_id: String,
    /// Time of sending or receiving, in whole seconds since 1970.
    #[serde(serialize_with = "crate::time::whole_secs")]
    created_at: Timestamp,
    /// Type of message. Defaults to e-mail.
    #[serde(rename = "type")]
    kind: Option<ImportType>,
    /// Teammate to assign the conversation to.
    assignee_id: Option<TeammateId>,
    /// Names (not ids) of tags to add to the conversation.
    tags: Vec<String>,
    /// Conversation to add the message to. Cannot be combined with `metadata.thread_ref`.
    conversation_id: Option<ConversationId>,
    /// Metadata.
    metadata: ImportMetadata,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
}

impl ImportMessage {
    /// Creates a request for a received message.
    pub fn inbound(
        inbox_id: impl Into<InboxId>,
        sender_handle: impl Into<String>,
        to: impl IntoIterator<Item = impl Into<String>>,
        body: impl Into<String>,
        external_id: impl Into<String>,
        created_at: Timestamp,
    ) -> Self {
        let sender = ImportSender::new(sender_handle);
        Self::new(inbox_id, sender, to, body, external_id, created_at, ImportMetadata::new(true))
    }

    /// Creates a request for a sent message.
    pub fn outbound(
        inbox_id: impl Into<InboxId>,
        sender_handle: impl Into<String>,
        to: impl IntoIterator<Item = impl Into<String>>,
        body: impl Into<String>,
        external_id: impl Into<String>,
        created_at: Timestamp,
    ) -> Self {
        let mut message = Self::inbound(inbox_id, sender_handle, to, body, external_id, created_at);
        message.metadata.is_inbound = false;
        message
    }
}

fn check_import(message: &ImportMessage) -> Result<(), String> {
    check_sender(&message.sender.handle)?;
    for (name, handles) in [("to", &message.to), ("cc", &message.cc), ("bcc", &message.bcc)] {
        check_handles(name, handles)?;
        if message.kind == Some(ImportType::Sms) {
            handles.iter().try_for_each(|handle| check_phone(name, handle))?;
        }
    }
    if message.conversation_id.is_some() && message.metadata.thread_ref.is_some() {
        return Err("`conversation_id` makes Front ignore `metadata.thread_ref`: give one of them".into());
    }
    let is_email = message.kind.as_ref().is_none_or(|kind| *kind == ImportType::Email);
    if message.body_format.is_some() && !is_email {
        return Err("`body_format` is for the type `email` only".into());
    }
    if message.created_at > Timestamp::from_secs(Timestamp::now().as_secs() + MAX_SECS_AHEAD) {
        return Err("`created_at` is in the future; it is in seconds since 1970, not milliseconds".into());
    }
    Ok(())
}

/// Tolerance for the date of an imported message, in seconds ahead of this machine's clock: one day, for wrong
/// clocks and time zones.
const MAX_SECS_AHEAD: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
    use serde_json::json;

    fn call() -> ImportMessage {
        let time = Timestamp::from_millis(1_701_292_639_900);
        ImportMessage::inbound("inb_1", "jane@example.com", ["support@example.com"], "Hello", "old-1", time)
    }

    #[test]
    fn whole_seconds() {
        let body: Value =
            serde_json::from_slice(call().to_request().unwrap().body().as_bytes().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"sender": {"handle": "jane@example.com"}, "to": ["support@example.com"], "body": "Hello",
                   "external_id": "old-1", "created_at": 1_701_292_639, "metadata": {"is_inbound": true}})
        );
    }

    #[test]
    fn invalid_import_fields_are_refused() {
        let refused = |call: ImportMessage| call.to_request().unwrap_err().to_string();
        assert!(refused(call().conversation_id("cnv_1").thread_ref("t")).contains("`metadata.thread_ref`"));
        assert!(
            refused(call().kind(ImportType::Sms).body_format(BodyFormat::Html)).contains("`body_format`")
        );
        let mut late = call();
        late.created_at = Timestamp::from_secs(1_701_292_639_900);
        assert!(refused(late).contains("milliseconds"));
        let mut phone = call();
        phone.sender.handle = "0123456789".into();
        assert!(refused(phone).contains("`sender.handle`"));
        let mut nobody = call();
        nobody.to.clear();
        assert!(refused(nobody).contains("`to`"));
    }

    #[test]
    fn custom_messages() {
        let call = ReceiveCustomMessage::new("cha_1", "jane", "Hello").sender_name("Jane").thread_ref("t-1");
        let body: Value =
            serde_json::from_slice(call.to_request().unwrap().body().as_bytes().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"sender": {"handle": "jane", "name": "Jane"}, "body": "Hello", "metadata": {"thread_ref": "t-1"}})
        );
        let phone = ReceiveCustomMessage::new("cha_1", "0123 456 789", "Hello");
        assert!(phone.to_request().unwrap_err().to_string().contains("country code"));
    }
}
