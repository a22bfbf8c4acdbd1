//! Messages that come from elsewhere: of a custom channel, and of the past.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Accepted, check_handle, check_handles, check_phone};
use crate::{ChannelId, ContactId, ConversationId, Endpoint, Front, InboxId, TeammateId, Timestamp, Upload};
use client_core::wire_enum;

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
#[schemars(inline)]
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
#[schemars(inline)]
struct CustomMetadata {
    /// What messages are threaded by, among those of custom channels; the sender when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    thread_ref: Option<String>,
    /// Anything of your own to keep with the message.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    headers: Map<String, Value>,
}

/// Delivers a message into Front as if a customer had sent it. Only on custom channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveCustomMessage {
    /// The custom channel that it comes in on.
    channel_id: ChannelId,
    /// Who it is from.
    sender: CustomSender,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The body, in the format that `body_format` names.
    body: String,
    /// How the body is written; Markdown when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_format: Option<BodyFormat>,
    /// How it is filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    metadata: Option<CustomMetadata>,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
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

    /// The subject.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// How the body is written.
    #[must_use]
    pub fn body_format(mut self, body_format: BodyFormat) -> Self {
        self.body_format = Some(body_format);
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

    /// Adds a file; 25 MB in all.
    #[must_use]
    pub fn attach(mut self, file: Upload) -> Self {
        self.attachments.push(file);
        self
    }
}

impl Endpoint for ReceiveCustomMessage {
    type Vendor = Front;
    type Output = Accepted;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/channels/{channel_id}/incoming_messages";
    const SCOPES: &'static [&'static str] = &["messages:write"];

    fn validate(&self) -> Result<(), String> {
        check_handle("sender.handle", &self.sender.handle)?;
        check_phone("sender.handle", &self.sender.handle)
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        crate::api::numbered("attachments", &self.attachments)
    }
}

/// The sender of an imported message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
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
#[schemars(inline)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportMessage {
    /// The inbox.
    inbox_id: InboxId,
    /// Who it is from.
    sender: ImportSender,
    /// Handles of the recipients, at least one.
    to: Vec<String>,
    /// Handles of those who got a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    /// Handles of those who got a blind copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The body, in the format that `body_format` names.
    body: String,
    /// How the body is written; Markdown when absent. Only for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_format: Option<BodyFormat>,
    /// Your id of the message: the same one is imported once.
    external_id: String,
    /// When it was sent or received, in whole seconds since 1970.
    #[serde(serialize_with = "crate::time::whole_secs")]
    created_at: Timestamp,
    /// What kind of message it is; e-mail when absent.
    #[serde(rename = "type")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<ImportType>,
    /// The teammate to assign the conversation to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assignee_id: Option<TeammateId>,
    /// Names of tags to put on the conversation; names, not ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    /// The conversation to put it in; not together with `metadata.thread_ref`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    conversation_id: Option<ConversationId>,
    /// How it is filed.
    metadata: ImportMetadata,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
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
        Self {
            inbox_id: inbox_id.into(),
            sender: ImportSender { author_id: None, name: None, handle: sender_handle.into() },
            to: to.into_iter().map(Into::into).collect(),
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: None,
            body: body.into(),
            body_format: None,
            external_id: external_id.into(),
            created_at,
            kind: None,
            assignee_id: None,
            tags: Vec::new(),
            conversation_id: None,
            metadata: ImportMetadata {
                thread_ref: None,
                is_inbound: true,
                is_archived: None,
                should_skip_rules: None,
            },
            attachments: Vec::new(),
        }
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

    /// Handles of those who got a copy.
    #[must_use]
    pub fn cc(mut self, cc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.cc = cc.into_iter().map(Into::into).collect();
        self
    }

    /// Handles of those who got a blind copy.
    #[must_use]
    pub fn bcc(mut self, bcc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.bcc = bcc.into_iter().map(Into::into).collect();
        self
    }

    /// The subject.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// How the body is written; Markdown when not said. Only for e-mail.
    #[must_use]
    pub fn body_format(mut self, body_format: BodyFormat) -> Self {
        self.body_format = Some(body_format);
        self
    }

    /// What kind of message it is; an e-mail when not said.
    #[must_use]
    pub fn kind(mut self, kind: ImportType) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The teammate to assign the conversation to.
    #[must_use]
    pub fn assignee_id(mut self, assignee_id: impl Into<TeammateId>) -> Self {
        self.assignee_id = Some(assignee_id.into());
        self
    }

    /// Names of tags to put on the conversation.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// The conversation to put it in; not together with a [`thread_ref`](Self::thread_ref).
    #[must_use]
    pub fn conversation_id(mut self, conversation_id: impl Into<ConversationId>) -> Self {
        self.conversation_id = Some(conversation_id.into());
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

    /// Adds a file; 25 MB in all.
    #[must_use]
    pub fn attach(mut self, file: Upload) -> Self {
        self.attachments.push(file);
        self
    }
}

impl Endpoint for ImportMessage {
    type Vendor = Front;
    type Output = Accepted;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/inboxes/{inbox_id}/imported_messages";
    const SCOPES: &'static [&'static str] = &["messages:write"];

    fn validate(&self) -> Result<(), String> {
        check_handle("sender.handle", &self.sender.handle)?;
        check_phone("sender.handle", &self.sender.handle)?;
        crate::api::check_not_empty("to", &self.to)?;
        for (name, handles) in [("to", &self.to), ("cc", &self.cc), ("bcc", &self.bcc)] {
            check_handles(name, handles)?;
            if self.kind == Some(ImportType::Sms) {
                handles.iter().try_for_each(|handle| check_phone(name, handle))?;
            }
        }
        if self.conversation_id.is_some() && self.metadata.thread_ref.is_some() {
            return Err("`conversation_id` makes Front ignore `metadata.thread_ref`: give one of them".into());
        }
        let is_email = self.kind.as_ref().is_none_or(|kind| *kind == ImportType::Email);
        if self.body_format.is_some() && !is_email {
            return Err("`body_format` is for the type `email` only".into());
        }
        if self.created_at > Timestamp::from_secs(Timestamp::now().as_secs() + MAX_SECS_AHEAD) {
            return Err("`created_at` is in the future; it is in seconds since 1970, not milliseconds".into());
        }
        Ok(())
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        crate::api::numbered("attachments", &self.attachments)
    }
}

/// How far ahead of this machine's clock an imported message may be dated: a day, for clocks and time zones that are
/// off. In seconds.
const MAX_SECS_AHEAD: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;
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
