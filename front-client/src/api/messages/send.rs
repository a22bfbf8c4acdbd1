//! Send a new message or a reply. Both reach the customer.

use client_core::{Upload, request, request_part};

use super::{Accepted, check_handles};
use crate::id::{ChannelId, ConversationId, SignatureId, TagId, TeammateId};

/// Changes to the conversation when the message is sent.
#[request_part(setters = [SendMessage::options, SendReply::options])]
struct SendOptions {
    /// Tags to add to the conversation.
    tag_ids: Vec<TagId>,
    /// Archives the conversation, which removes it from the queue. Defaults to `false`.
    // Always sent, because Front archives by default (its OpenAPI file), and nobody answers a conversation that
    // left the queue unnoticed.
    #[default]
    archive: bool,
}

/// Sends a new message to customers. Starts a new conversation.
///
/// The conversation stays open unless `options.archive` is `true`; Front's own default is to archive it. A response
/// means that Front accepted the message, not that it was delivered.
#[request(
    POST "/channels/{channel_id}/messages" -> Accepted,
    scopes = ["messages:send"],
    check = check_recipients,
)]
pub struct SendMessage {
    /// Channel to send from (`cha_…`, or `alt:address:support@example.com`). Not an inbox.
    channel_id: ChannelId,
    /// Handles of the recipients: e-mail addresses, phone numbers with `+`. May be empty if `cc` or `bcc` is not.
    #[check(check_handles)]
    #[required]
    to: Vec<String>,
    /// Handles of the copy (Cc) recipients.
    #[check(check_handles)]
    cc: Vec<String>,
    /// Handles of the blind copy (Bcc) recipients.
    #[check(check_handles)]
    bcc: Vec<String>,
    /// Sender name.
    sender_name: Option<String>,
    /// Subject. Only for e-mail.
    subject: Option<String>,
    /// Sending teammate. Defaults to the API token.
    author_id: Option<TeammateId>,
    /// Body, in HTML.
    body: String,
    /// Body as plain text. Only for e-mail. Front derives it from the body by default.
    text: Option<String>,
    /// Changes to the conversation.
    #[default]
    #[no_setter]
    options: SendOptions,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
    /// Signature to append. Only for e-mail: Front answers 403 on other channels.
    signature_id: Option<SignatureId>,
    /// Lets Front choose a signature; requires `author_id`. Defaults to `false`. Ignored if `signature_id` is set.
    /// Only for e-mail.
    should_add_default_signature: Option<bool>,
}

fn check_recipients(message: &SendMessage) -> Result<(), String> {
    if message.to.is_empty() && message.cc.is_empty() && message.bcc.is_empty() {
        return Err("`to`, `cc` and `bcc` are empty; add at least one recipient".into());
    }
    if message.to.is_empty() && !message.attachments.is_empty() {
        return Err("`to` is empty; a message with files needs a recipient there".into());
    }
    Ok(())
}

/// Sends a reply to the customers of a conversation. For a note that only teammates see, add a comment instead.
///
/// The conversation stays open unless `options.archive` is `true`; Front's own default is to archive it. Without
/// recipients the reply goes to those of the conversation. A response means that Front accepted the reply, not that
/// it was delivered.
#[request(POST "/conversations/{conversation_id}/messages" -> Accepted, scopes = ["messages:send"])]
pub struct SendReply {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Handles of the recipients. Defaults to those of the conversation.
    #[check(check_handles)]
    to: Vec<String>,
    /// Handles of the copy (Cc) recipients.
    #[check(check_handles)]
    cc: Vec<String>,
    /// Handles of the blind copy (Bcc) recipients.
    #[check(check_handles)]
    bcc: Vec<String>,
    /// Sender name.
    sender_name: Option<String>,
    /// Subject. Only for e-mail.
    subject: Option<String>,
    /// Sending teammate. Defaults to the API token.
    author_id: Option<TeammateId>,
    /// Channel to send from (`cha_…`, or `alt:address:support@example.com`). Defaults to the conversation's.
    channel_id: Option<ChannelId>,
    /// Body, in HTML.
    body: String,
    /// Body as plain text. Only for e-mail. Front derives it from the body by default.
    text: Option<String>,
    /// Text to quote. Only for e-mail.
    quote_body: Option<String>,
    /// Changes to the conversation.
    #[default]
    #[no_setter]
    options: SendOptions,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
    /// Signature to append. Only for e-mail: Front answers 403 on other channels.
    signature_id: Option<SignatureId>,
    /// Lets Front choose a signature; requires `author_id`. Defaults to `false`. Ignored if `signature_id` is set.
    /// Only for e-mail.
    should_add_default_signature: Option<bool>,
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
    fn message_needs_a_recipient() {
        let nobody = SendMessage::new("cha_1", [] as [&str; 0], "hi");
        assert!(nobody.to_request().unwrap_err().to_string().contains("`bcc`"));
        assert_eq!(body(&nobody.clone().bcc(["a@b.c"]))["to"], json!([]));
        let file = Upload::new("a", "text/plain", "a");
        assert!(nobody.bcc(["a@b.c"]).attach(file).to_request().unwrap_err().to_string().contains("`to`"));
        assert!(SendMessage::new("cha_1", ["crd_1"], "hi").to_request().is_err());
        assert!(SendReply::new("cnv_1", "hi").cc(["crd_1"]).to_request().is_err());
    }
}
