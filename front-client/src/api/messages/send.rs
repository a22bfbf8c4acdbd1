//! Sending: a new message, and a reply. Both reach the customer.

use client_core::{JsonSchema, Upload, request};
use serde::{Deserialize, Serialize};

use super::{Accepted, check_handles};
use crate::id::{ChannelId, ConversationId, SignatureId, TagId, TeammateId};

/// What happens to the conversation when the message is sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
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
#[request(
    POST "/channels/{channel_id}/messages" -> Accepted,
    scopes = ["messages:send"],
    check = check_recipients,
)]
pub struct SendMessage {
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); not an inbox.
    channel_id: ChannelId,
    /// Handles of the recipients: e-mail addresses, phone numbers with `+`. May be empty if `cc` or `bcc`
    /// is not.
    #[check(check_handles)]
    #[required]
    to: Vec<String>,
    /// Handles of those who get a copy.
    #[check(check_handles)]
    cc: Vec<String>,
    /// Handles of those who get a blind copy.
    #[check(check_handles)]
    bcc: Vec<String>,
    /// The name to send under.
    sender_name: Option<String>,
    /// The subject, for e-mail.
    subject: Option<String>,
    /// The teammate who sends it; the API token when absent.
    author_id: Option<TeammateId>,
    /// The body, in HTML.
    body: String,
    /// The body as plain text, for e-mail; Front makes it from the body when absent.
    text: Option<String>,
    /// What happens to the conversation.
    #[default]
    #[no_setter]
    options: SendOptions,
    /// Adds a file; 25 MB in all.
    #[file]
    attachments: Vec<Upload>,
    /// The signature to put below it. Only for e-mail: Front answers 403 on other channels.
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature, which needs an `author_id`; false by default, and ignored
    /// with a `signature_id`. Only for e-mail.
    should_add_default_signature: Option<bool>,
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

fn check_recipients(message: &SendMessage) -> Result<(), String> {
    if message.to.is_empty() && message.cc.is_empty() && message.bcc.is_empty() {
        return Err("at least one of `to`, `cc` and `bcc` must name somebody".into());
    }
    if message.to.is_empty() && !message.attachments.is_empty() {
        return Err("a message with files must name somebody in `to`".into());
    }
    Ok(())
}

/// Sends a reply to the customers of a conversation. For a note that only teammates see, add a comment
/// instead.
///
/// The conversation stays open unless `options.archive` says otherwise; Front's own default is to archive it.
/// Without recipients it goes to those of the conversation. The answer means that Front accepted the reply,
/// not that it was delivered.
#[request(POST "/conversations/{conversation_id}/messages" -> Accepted, scopes = ["messages:send"])]
pub struct SendReply {
    /// The conversation.
    conversation_id: ConversationId,
    /// Handles of the recipients; those of the conversation when absent.
    #[check(check_handles)]
    to: Vec<String>,
    /// Handles of those who get a copy.
    #[check(check_handles)]
    cc: Vec<String>,
    /// Handles of those who get a blind copy.
    #[check(check_handles)]
    bcc: Vec<String>,
    /// The name to send under.
    sender_name: Option<String>,
    /// The subject, for e-mail.
    subject: Option<String>,
    /// The teammate who sends it; the API token when absent.
    author_id: Option<TeammateId>,
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); the conversation's when
    /// absent.
    channel_id: Option<ChannelId>,
    /// The body, in HTML.
    body: String,
    /// The body as plain text, for e-mail; Front makes it from the body when absent.
    text: Option<String>,
    /// The text that the reply quotes, for e-mail.
    quote_body: Option<String>,
    /// What happens to the conversation.
    #[default]
    #[no_setter]
    options: SendOptions,
    /// Adds a file; 25 MB in all.
    #[file]
    attachments: Vec<Upload>,
    /// The signature to put below it. Only for e-mail: Front answers 403 on other channels.
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature, which needs an `author_id`; false by default, and ignored
    /// with a `signature_id`. Only for e-mail.
    should_add_default_signature: Option<bool>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::Endpoint;
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
