//! Messages that come from elsewhere: of a custom channel, and of the past.

use client_core::{JsonSchema, Upload, request, wire_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Accepted, check_handle, check_handles, check_phone};
use crate::{
    api::check,
    id::{ChannelId, ContactId, ConversationId, InboxId, TeammateId},
    time::Timestamp,
};

wire_enum! {
    /// How the body of a custom or imported message is written. (That of a sent message is HTML.)
    pub enum BodyFormat {
        /// Markdown, Front's default.
        Markdown = "markdown",
        /// HTML.
        Html = "html",
    }
    /// What kind of message can be imported.
    pub enum ImportType {
        /// An e-mail, Front's default.
        Email = "email",
        /// A text message.
        Sms = "sms",
        /// Of Intercom.
        Intercom = "intercom",
        /// Of a custom channel.
        Custom = "custom",
    }
}

/// The sender of a message of a custom channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
struct CustomSender {
    /// The contact in Front that the sender is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact_id: Option<ContactId>,
    /// The sender's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What tells this sender from others on the channel; a phone number with `+` and the country code.
    handle: String,
}

/// How a message of a custom channel is filed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
struct CustomMetadata {
    /// What messages are threaded by, among those of custom channels; the sender when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thread_ref: Option<String>,
    /// Anything of your own to keep with the message.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
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
    /// The custom channel that it comes in on.
    channel_id: ChannelId,
    /// Who it is from.
    sender: CustomSender,
    /// The subject.
    subject: Option<String>,
    /// The body, in the format that `body_format` names.
    body: String,
    /// How the body is written; Markdown when absent.
    body_format: Option<BodyFormat>,
    /// How it is filed.
    #[no_setter]
    metadata: Option<CustomMetadata>,
    /// Adds a file; 25 MB in all.
    #[file]
    attachments: Vec<Upload>,
}

impl ReceiveCustomMessage {
    /// On this channel, from this handle, with this body in Markdown.
    pub fn new(
        channel_id: impl Into<ChannelId>,
        sender_handle: impl Into<String>,
        body: impl Into<String>,
    ) -> Self {
        Self {
            channel_id: channel_id.into(),
            sender: CustomSender { contact_id: None, name: None, handle: sender_handle.into() },
            subject: None,
            body: body.into(),
            body_format: None,
            metadata: None,
            attachments: Vec::new(),
        }
    }

    /// The sender's name.
    #[must_use]
    pub fn sender_name(mut self, name: impl Into<String>) -> Self {
        self.sender.name = Some(name.into());
        self
    }

    /// The contact in Front that the sender is.
    #[must_use]
    pub fn contact_id(mut self, contact_id: impl Into<ContactId>) -> Self {
        self.sender.contact_id = Some(contact_id.into());
        self
    }

    /// What messages of custom channels are threaded by; the sender when not said.
    #[must_use]
    pub fn thread_ref(mut self, thread_ref: impl Into<String>) -> Self {
        self.metadata.get_or_insert_default().thread_ref = Some(thread_ref.into());
        self
    }

    /// Anything of your own to keep with the message.
    #[must_use]
    pub fn headers(mut self, headers: Map<String, Value>) -> Self {
        self.metadata.get_or_insert_default().headers = headers;
        self
    }
}

fn check_custom_sender(message: &ReceiveCustomMessage) -> Result<(), String> {
    check_sender(&message.sender.handle)
}

fn check_sender(handle: &str) -> Result<(), String> {
    check_handle("sender.handle", handle)?;
    check_phone("sender.handle", handle)
}

/// The sender of an imported message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
struct ImportSender {
    /// The teammate who wrote it; ignored for what came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author_id: Option<TeammateId>,
    /// The sender's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The sender's address or name; a phone number with `+` and the country code.
    handle: String,
}

/// How an imported message is filed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
struct ImportMetadata {
    /// What messages are threaded by, among imported ones; the sender when absent. Not together with `conversation_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thread_ref: Option<String>,
    /// Whether it came in, as opposed to went out.
    is_inbound: bool,
    /// Whether it is archived at once; true when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_archived: Option<bool>,
    /// Whether the rules of the inbox leave it alone; true when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    should_skip_rules: Option<bool>,
}

/// Imports a message of the past into an inbox. Nothing is sent to anybody.
///
/// Front imports the same `external_id` once, so that an import can be repeated safely; a second one with
/// another text is ignored. It is archived and rules leave it alone, unless you say otherwise.
#[request(
    POST "/inboxes/{inbox_id}/imported_messages" -> Accepted,
    scopes = ["messages:write"],
    check = check_import,
    new = private,
)]
pub struct ImportMessage {
    /// The inbox.
    inbox_id: InboxId,
    /// Who it is from.
    sender: ImportSender,
    /// Handles of the recipients, at least one.
    #[check(check::not_empty)]
    #[required]
    to: Vec<String>,
    /// Handles of those who got a copy.
    cc: Vec<String>,
    /// Handles of those who got a blind copy.
    bcc: Vec<String>,
    /// The subject.
    subject: Option<String>,
    /// The body, in the format that `body_format` names.
    body: String,
    /// How the body is written; Markdown when absent. Only for e-mail.
    body_format: Option<BodyFormat>,
    /// Your id of the message: the same one is imported once.
    external_id: String,
    /// When it was sent or received, in whole seconds since 1970.
    #[serde(serialize_with = "crate::time::whole_secs")]
    created_at: Timestamp,
    /// What kind of message it is; e-mail when absent.
    #[serde(rename = "type")]
    kind: Option<ImportType>,
    /// The teammate to assign the conversation to.
    assignee_id: Option<TeammateId>,
    /// Names of tags to put on the conversation; names, not ids.
    tags: Vec<String>,
    /// The conversation to put it in; not together with `metadata.thread_ref`.
    conversation_id: Option<ConversationId>,
    /// How it is filed.
    metadata: ImportMetadata,
    /// Adds a file; 25 MB in all.
    #[file]
    attachments: Vec<Upload>,
}

impl ImportMessage {
    /// A message that came in.
    pub fn inbound(
        inbox_id: impl Into<InboxId>,
        sender_handle: impl Into<String>,
        to: impl IntoIterator<Item = impl Into<String>>,
        body: impl Into<String>,
        external_id: impl Into<String>,
        created_at: Timestamp,
    ) -> Self {
        let sender = ImportSender { author_id: None, name: None, handle: sender_handle.into() };
        let metadata =
            ImportMetadata { thread_ref: None, is_inbound: true, is_archived: None, should_skip_rules: None };
        Self::new(inbox_id, sender, to, body, external_id, created_at, metadata)
    }

    /// A message that went out.
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

    /// The sender's name.
    #[must_use]
    pub fn sender_name(mut self, name: impl Into<String>) -> Self {
        self.sender.name = Some(name.into());
        self
    }

    /// The teammate who wrote it; Front ignores it for what came in.
    #[must_use]
    pub fn author_id(mut self, author_id: impl Into<TeammateId>) -> Self {
        self.sender.author_id = Some(author_id.into());
        self
    }

    /// What imported messages are threaded by; the sender when not said.
    #[must_use]
    pub fn thread_ref(mut self, thread_ref: impl Into<String>) -> Self {
        self.metadata.thread_ref = Some(thread_ref.into());
        self
    }

    /// Whether it is archived at once; true when not said.
    #[must_use]
    pub fn archived(mut self, archived: bool) -> Self {
        self.metadata.is_archived = Some(archived);
        self
    }

    /// Whether the rules of the inbox leave it alone; true when not said.
    #[must_use]
    pub fn skip_rules(mut self, skip_rules: bool) -> Self {
        self.metadata.should_skip_rules = Some(skip_rules);
        self
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

/// How far ahead of this machine's clock an imported message may be dated: a day, for clocks and time zones that are
/// off. In seconds.
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
    fn what_the_types_cannot_say() {
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
