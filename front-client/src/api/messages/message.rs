//! Message, as Front returns it.

use client_core::{response, wire_enum};
use serde_json::{Map, Value};

use crate::{
    api::{attachments::Attachment, drafts::DraftMode, related_id, teammates::Teammate},
    id::{ChannelId, ContactId, ConversationId, MessageId, MessageUid, SignatureId},
    time::Timestamp,
};

wire_enum! {
    /// Message type.
    pub enum MessageType {
        /// A call.
        Call = "call",
        /// Custom channel.
        Custom = "custom",
        /// An e-mail.
        Email = "email",
        /// Facebook.
        Facebook = "facebook",
        /// Front's chat widget.
        FrontChat = "front_chat",
        /// A review on Google Play.
        Googleplay = "googleplay",
        /// Intercom.
        Intercom = "intercom",
        /// Message between teammates.
        Internal = "internal",
        /// A phone call.
        PhoneCall = "phone-call",
        /// SMS.
        Sms = "sms",
        /// A tweet. Its content is `[REDACTED]`.
        Tweet = "tweet",
        /// A direct message on Twitter. Its content is `[REDACTED]`.
        TweetDm = "tweet_dm",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// WhatsApp through Yalo.
        YaloWha = "yalo_wha",
    }
    /// Role of a recipient in a message.
    pub enum RecipientRole {
        /// The sender.
        From = "from",
        /// A recipient.
        To = "to",
        /// A copy (Cc) recipient.
        Cc = "cc",
        /// A blind copy (Bcc) recipient.
        Bcc = "bcc",
        /// Address for replies; the customer, if a form sent the message.
        ReplyTo = "reply-to",
    }
}

/// A message or a draft.
#[response]
pub struct Message {
    /// Message id.
    #[required]
    pub id: MessageId,
    /// Id returned by a send, for the alias `alt:uid:…`.
    pub message_uid: Option<MessageUid>,
    /// Message type.
    #[serde(rename = "type")]
    pub kind: Option<MessageType>,
    /// `true` for a received message, `false` for a sent one.
    pub is_inbound: Option<bool>,
    /// Visibility of a draft. `None` for a message.
    pub draft_mode: Option<DraftMode>,
    /// Reason why a draft could not be sent.
    pub error_type: Option<String>,
    /// Version of a draft, required to edit or delete it.
    pub version: Option<String>,
    /// Time of sending or receiving.
    pub created_at: Option<Timestamp>,
    /// Subject.
    pub subject: Option<String>,
    /// Beginning of the text.
    pub blurb: Option<String>,
    /// Teammate who wrote it. `None` for inbound messages.
    pub author: Option<Teammate>,
    /// Sender and recipients.
    pub recipients: Vec<Recipient>,
    /// Body: HTML for e-mail, with quoted history. Untrusted text of the sender.
    pub body: Option<String>,
    /// Body as plain text. Only for e-mail.
    pub text: Option<String>,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// Signature.
    pub signature: Option<Signature>,
    /// Metadata of the channel.
    pub metadata: MessageMetadata,
}

impl Message {
    /// Returns the id of its conversation, if the response has it.
    #[must_use]
    pub fn conversation_id(&self) -> Option<ConversationId> {
        related_id(&self.extra, "conversation").map(ConversationId::from)
    }

    /// Returns the id of the message it replies to, if the response has it.
    #[must_use]
    pub fn replied_to(&self) -> Option<MessageId> {
        related_id(&self.extra, "message_replied_to").map(MessageId::from)
    }

    /// Returns `true` for an unsent draft.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.draft_mode.is_some()
    }
}

/// Sender or recipient of a message.
#[response]
pub struct Recipient {
    /// Name that belongs to the handle.
    pub name: Option<String>,
    /// Address, number or name on the channel.
    pub handle: Option<String>,
    /// Role.
    pub role: Option<RecipientRole>,
}

impl Recipient {
    /// Returns the contact of the handle, if there is one.
    #[must_use]
    pub fn contact_id(&self) -> Option<ContactId> {
        related_id(&self.extra, "contact").map(ContactId::from)
    }
}

/// Metadata of a message. Each field applies to some channels only.
#[response]
pub struct MessageMetadata {
    /// URL of the conversation in Intercom.
    pub intercom_url: Option<String>,
    /// Duration of the call, in seconds.
    pub duration: Option<i64>,
    /// `true` if the call was answered.
    pub have_been_answered: Option<bool>,
    /// Id at the originating service.
    pub external_id: Option<String>,
    /// URL of the tweet.
    pub twitter_url: Option<String>,
    /// `true` if the message is a retweet.
    pub is_retweet: Option<bool>,
    /// `true` if the message was retweeted.
    pub have_been_retweeted: Option<bool>,
    /// `true` if the message was marked as a favourite.
    pub have_been_favorited: Option<bool>,
    /// Thread key among messages of a custom channel.
    pub thread_ref: Option<String>,
    /// Custom data stored by the sender of a custom message.
    pub headers: Option<Map<String, Value>>,
    /// Page on which the visitor wrote in the chat.
    pub chat_visitor_url: Option<String>,
}

/// A signature.
#[response]
pub struct Signature {
    /// Signature id.
    #[required]
    pub id: SignatureId,
    /// Name.
    pub name: Option<String>,
    /// Text, in HTML.
    pub body: Option<String>,
    /// Sender name for the signature. Front's OpenAPI file types it as a string but shows an object in its example.
    pub sender_info: Option<String>,
    /// `true` if the signature can be used in teammates' private channels.
    pub is_visible_for_all_teammate_channels: Option<bool>,
    /// `true` if the signature is used by default.
    pub is_default: Option<bool>,
    /// `true` if the inbox belongs to one teammate.
    pub is_private: Option<bool>,
    /// Channels that may use the signature. `None` for all. Front's OpenAPI file shows a null within the list.
    pub channel_ids: Option<Vec<ChannelId>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nulls_and_unexpected_values_are_read() {
        let message: Message = serde_json::from_value(json!({
            "id": "msg_1", "type": "pigeon", "author": null, "text": null, "subject": null, "version": null,
            "error_type": null, "attachments": null, "metadata": null,
            "signature": {"id": "sig_1", "sender_info": {"name": null}, "channel_ids": [null]},
            "recipients": [{"handle": "a@b.c", "role": "reply-to", "_links": {"related": {"contact": null}}}],
            "_links": {"related": {"conversation": "https://acme.api.frontapp.com/conversations/cnv_1"}},
        }))
        .unwrap();
        assert_eq!(message.kind, Some(MessageType::Other("pigeon".into())));
        assert_eq!(message.conversation_id(), Some("cnv_1".into()));
        assert_eq!(message.recipients[0].role, Some(RecipientRole::ReplyTo));
        assert_eq!(message.recipients[0].contact_id(), None);
        assert!(!message.is_draft());
    }
}
