//! Sending: a new message, and a reply. Both reach the customer.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Accepted, check_handles};
use crate::{ChannelId, ConversationId, Endpoint, Front, SignatureId, TagId, TeammateId, Upload};

/// What happens to the conversation when the message is sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct SendOptions {
    /// Tags to put on the conversation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tag_ids: Vec<TagId>,
    /// Whether to archive the conversation, which takes it out of everybody's queue; false when absent.
    // Always sent: Front archives where nothing is said (its OpenAPI file), and a conversation that leaves the queue
    // unnoticed is one that nobody answers.
    #[serde(default)]
    archive: bool,
}

/// Sends a new message to customers. It starts a new conversation.
///
/// The conversation stays open unless `options.archive` says otherwise; Front's own default is to archive it.
/// The answer means that Front accepted the message, not that it was delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); not an inbox.
    channel_id: ChannelId,
    /// Handles of the recipients: e-mail addresses, phone numbers with `+`. May be empty if `cc` or `bcc`
    /// is not.
    #[serde(default)]
    to: Vec<String>,
    /// Handles of those who get a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    /// Handles of those who get a blind copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    /// The name to send under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender_name: Option<String>,
    /// The subject, for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The teammate who sends it; the API token when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author_id: Option<TeammateId>,
    /// The body, in HTML.
    body: String,
    /// The body as plain text, for e-mail; Front makes it from the body when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// What happens to the conversation.
    #[serde(default)]
    options: SendOptions,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
    attachments: Vec<Upload>,
    /// The signature to put below it. Only for e-mail: Front answers 403 on other channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature, which needs an `author_id`; false by default, and ignored
    /// with a `signature_id`. Only for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    should_add_default_signature: Option<bool>,
}

impl SendMessage {
    /// From this channel to these recipients, with this body in HTML.
    pub fn new(
        channel_id: impl Into<ChannelId>,
        to: impl IntoIterator<Item = impl Into<String>>,
        body: impl Into<String>,
    ) -> Self {
        Self {
            channel_id: channel_id.into(),
            to: to.into_iter().map(Into::into).collect(),
            cc: Vec::new(),
            bcc: Vec::new(),
            sender_name: None,
            subject: None,
            author_id: None,
            body: body.into(),
            text: None,
            options: Default::default(),
            attachments: Vec::new(),
            signature_id: None,
            should_add_default_signature: None,
        }
    }

    /// Handles of those who get a copy.
    #[must_use]
    pub fn cc(mut self, cc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.cc = cc.into_iter().map(Into::into).collect();
        self
    }

    /// Handles of those who get a blind copy.
    #[must_use]
    pub fn bcc(mut self, bcc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.bcc = bcc.into_iter().map(Into::into).collect();
        self
    }

    /// The name to send under.
    #[must_use]
    pub fn sender_name(mut self, sender_name: impl Into<String>) -> Self {
        self.sender_name = Some(sender_name.into());
        self
    }

    /// The subject, for e-mail.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// The teammate who sends it; the API token when absent.
    #[must_use]
    pub fn author_id(mut self, author_id: impl Into<TeammateId>) -> Self {
        self.author_id = Some(author_id.into());
        self
    }

    /// The body as plain text, for e-mail; Front makes it from the body when absent.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Adds a file; 25 MB in all.
    #[must_use]
    pub fn attach(mut self, file: Upload) -> Self {
        self.attachments.push(file);
        self
    }

    /// The signature to put below it. Only for e-mail: Front answers 403 on other channels.
    #[must_use]
    pub fn signature_id(mut self, signature_id: impl Into<SignatureId>) -> Self {
        self.signature_id = Some(signature_id.into());
        self
    }

    /// Whether Front shall choose a signature, which needs an `author_id`; false by default, and ignored
    /// with a `signature_id`. Only for e-mail.
    #[must_use]
    pub fn should_add_default_signature(mut self, should_add_default_signature: bool) -> Self {
        self.should_add_default_signature = Some(should_add_default_signature);
        self
    }
}

impl SendMessage {
    /// Tags to put on the conversation.
    #[must_use]
    pub fn tag_ids(mut self, tag_ids: impl IntoIterator<Item = impl Into<TagId>>) -> Self {
        self.options.tag_ids = tag_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Whether to archive the conversation; false unless said, where Front's own default is true.
    #[must_use]
    pub fn archive(mut self, archive: bool) -> Self {
        self.options.archive = archive;
        self
    }
}

impl Endpoint for SendMessage {
    type Vendor = Front;
    type Output = Accepted;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/channels/{channel_id}/messages";
    const SCOPES: &'static [&'static str] = &["messages:send"];

    fn validate(&self) -> Result<(), String> {
        if self.to.is_empty() && self.cc.is_empty() && self.bcc.is_empty() {
            return Err("at least one of `to`, `cc` and `bcc` must name somebody".into());
        }
        if self.to.is_empty() && !self.attachments.is_empty() {
            return Err("a message with files must name somebody in `to`".into());
        }
        check_handles("to", &self.to)?;
        check_handles("cc", &self.cc)?;
        check_handles("bcc", &self.bcc)
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        crate::api::numbered("attachments", &self.attachments)
    }
}

/// Sends a reply to the customers of a conversation. For a note that only teammates see, add a comment
/// instead.
///
/// The conversation stays open unless `options.archive` says otherwise; Front's own default is to archive it.
/// Without recipients it goes to those of the conversation. The answer means that Front accepted the reply,
/// not that it was delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendReply {
    /// The conversation.
    conversation_id: ConversationId,
    /// Handles of the recipients; those of the conversation when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    to: Vec<String>,
    /// Handles of those who get a copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    /// Handles of those who get a blind copy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    /// The name to send under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender_name: Option<String>,
    /// The subject, for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The teammate who sends it; the API token when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author_id: Option<TeammateId>,
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); the conversation's when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    /// The body, in HTML.
    body: String,
    /// The body as plain text, for e-mail; Front makes it from the body when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The text that the reply quotes, for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote_body: Option<String>,
    /// What happens to the conversation.
    #[serde(default)]
    options: SendOptions,
    /// Adds a file; 25 MB in all.
    #[serde(skip)]
    attachments: Vec<Upload>,
    /// The signature to put below it. Only for e-mail: Front answers 403 on other channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature, which needs an `author_id`; false by default, and ignored
    /// with a `signature_id`. Only for e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    should_add_default_signature: Option<bool>,
}

impl SendReply {
    /// In this conversation, with this body in HTML.
    pub fn new(conversation_id: impl Into<ConversationId>, body: impl Into<String>) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            to: Vec::new(),
            cc: Vec::new(),
            bcc: Vec::new(),
            sender_name: None,
            subject: None,
            author_id: None,
            channel_id: None,
            body: body.into(),
            text: None,
            quote_body: None,
            options: Default::default(),
            attachments: Vec::new(),
            signature_id: None,
            should_add_default_signature: None,
        }
    }

    /// Handles of the recipients; those of the conversation when absent.
    #[must_use]
    pub fn to(mut self, to: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.to = to.into_iter().map(Into::into).collect();
        self
    }

    /// Handles of those who get a copy.
    #[must_use]
    pub fn cc(mut self, cc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.cc = cc.into_iter().map(Into::into).collect();
        self
    }

    /// Handles of those who get a blind copy.
    #[must_use]
    pub fn bcc(mut self, bcc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.bcc = bcc.into_iter().map(Into::into).collect();
        self
    }

    /// The name to send under.
    #[must_use]
    pub fn sender_name(mut self, sender_name: impl Into<String>) -> Self {
        self.sender_name = Some(sender_name.into());
        self
    }

    /// The subject, for e-mail.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// The teammate who sends it; the API token when absent.
    #[must_use]
    pub fn author_id(mut self, author_id: impl Into<TeammateId>) -> Self {
        self.author_id = Some(author_id.into());
        self
    }

    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); the conversation's when
    /// absent.
    #[must_use]
    pub fn channel_id(mut self, channel_id: impl Into<ChannelId>) -> Self {
        self.channel_id = Some(channel_id.into());
        self
    }

    /// The body as plain text, for e-mail; Front makes it from the body when absent.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The text that the reply quotes, for e-mail.
    #[must_use]
    pub fn quote_body(mut self, quote_body: impl Into<String>) -> Self {
        self.quote_body = Some(quote_body.into());
        self
    }

    /// Adds a file; 25 MB in all.
    #[must_use]
    pub fn attach(mut self, file: Upload) -> Self {
        self.attachments.push(file);
        self
    }

    /// The signature to put below it. Only for e-mail: Front answers 403 on other channels.
    #[must_use]
    pub fn signature_id(mut self, signature_id: impl Into<SignatureId>) -> Self {
        self.signature_id = Some(signature_id.into());
        self
    }

    /// Whether Front shall choose a signature, which needs an `author_id`; false by default, and ignored
    /// with a `signature_id`. Only for e-mail.
    #[must_use]
    pub fn should_add_default_signature(mut self, should_add_default_signature: bool) -> Self {
        self.should_add_default_signature = Some(should_add_default_signature);
        self
    }
}

impl SendReply {
    /// Tags to put on the conversation.
    #[must_use]
    pub fn tag_ids(mut self, tag_ids: impl IntoIterator<Item = impl Into<TagId>>) -> Self {
        self.options.tag_ids = tag_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Whether to archive the conversation; false unless said, where Front's own default is true.
    #[must_use]
    pub fn archive(mut self, archive: bool) -> Self {
        self.options.archive = archive;
        self
    }
}

impl Endpoint for SendReply {
    type Vendor = Front;
    type Output = Accepted;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/conversations/{conversation_id}/messages";
    const SCOPES: &'static [&'static str] = &["messages:send"];

    fn validate(&self) -> Result<(), String> {
        check_handles("to", &self.to)?;
        check_handles("cc", &self.cc)?;
        check_handles("bcc", &self.bcc)
    }

    fn files(&self) -> Vec<(String, &Upload)> {
        crate::api::numbered("attachments", &self.attachments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn body(call: &impl Endpoint) -> Value {
        serde_json::from_slice(call.to_request().unwrap().body().as_bytes().unwrap()).unwrap()
    }

    #[test]
    fn archive_is_always_sent_and_false() {
        assert_eq!(
            body(&SendReply::new("cnv_1", "hi")),
            json!({"body": "hi", "options": {"archive": false}})
        );
        let read: SendReply =
            serde_json::from_value(json!({"conversation_id": "cnv_1", "body": "hi"})).unwrap();
        assert_eq!(body(&read)["options"], json!({"archive": false}));
        let tagged: SendReply = serde_json::from_value(
            json!({"conversation_id": "cnv_1", "body": "hi", "options": {"tag_ids": ["tag_1"]}}),
        )
        .unwrap();
        assert_eq!(body(&tagged)["options"], json!({"archive": false, "tag_ids": ["tag_1"]}));
        let message = SendMessage::new("cha_1", ["a@b.c"], "hi");
        assert_eq!(body(&message)["options"], json!({"archive": false}));
        assert_eq!(body(&message.archive(true))["options"], json!({"archive": true}));
    }

    #[test]
    fn archive_is_sent_with_files_too() {
        let reply = SendReply::new("cnv_1", "hi").attach(Upload::new("a.txt", "text/plain", "a"));
        let request = reply.to_request().unwrap();
        let form = String::from_utf8_lossy(request.body().as_bytes().unwrap()).into_owned();
        assert!(form.contains("name=\"options[archive]\"\r\n\r\nfalse\r\n"), "{form}");
        assert!(form.contains("name=\"attachments[0]\"; filename=\"a.txt\""), "{form}");
    }

    #[test]
    fn somebody_must_get_it() {
        let nobody = SendMessage::new("cha_1", [] as [&str; 0], "hi");
        assert!(nobody.to_request().unwrap_err().to_string().contains("`bcc`"));
        assert_eq!(body(&nobody.clone().bcc(["a@b.c"]))["to"], json!([]));
        let file = Upload::new("a", "text/plain", "a");
        assert!(nobody.bcc(["a@b.c"]).attach(file).to_request().unwrap_err().to_string().contains("`to`"));
        assert!(SendMessage::new("cha_1", ["crd_1"], "hi").to_request().is_err());
        assert!(SendReply::new("cnv_1", "hi").cc(["crd_1"]).to_request().is_err());
    }
}
