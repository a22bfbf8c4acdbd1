//! What a message looks like when it is read.

use client_core::{response, wire_enum};
use serde_json::{Map, Value};

use crate::{
    api::{attachments::Attachment, drafts::DraftMode, related_id, teammates::Teammate},
    id::{ChannelId, ContactId, ConversationId, MessageId, MessageUid, SignatureId},
    time::Timestamp,
};

wire_enum! {
    /// What kind of message it is.
    pub enum MessageType {
        /// A call.
        Call = "call",
        /// Of a custom channel.
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
        /// Between teammates.
        Internal = "internal",
        /// A phone call.
        PhoneCall = "phone-call",
        /// A text message.
        Sms = "sms",
        /// A tweet; its content reads `[REDACTED]`.
        Tweet = "tweet",
        /// A direct message on Twitter; its content reads `[REDACTED]`.
        TweetDm = "tweet_dm",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// WhatsApp through Yalo.
        YaloWha = "yalo_wha",
    }
    /// The part that somebody has in a message.
    pub enum RecipientRole {
        /// The sender.
        From = "from",
        /// A recipient.
        To = "to",
        /// A recipient of a copy.
        Cc = "cc",
        /// A recipient of a blind copy.
        Bcc = "bcc",
        /// To whom answers go; the customer, where a form sent the message.
        ReplyTo = "reply-to",
    }
}

/// A message or a draft.
#[response]
pub struct Message {
    /// The message.
    #[required]
    pub id: MessageId,
    /// The id that a send announces, for the alias `alt:uid:…`.
    pub message_uid: Option<MessageUid>,
    /// What kind of message it is.
    #[serde(rename = "type")]
    pub kind: Option<MessageType>,
    /// Whether it came in, as opposed to went out.
    pub is_inbound: Option<bool>,
    /// Who sees the draft; `None` when it is none.
    pub draft_mode: Option<DraftMode>,
    /// Why a draft could not be sent.
    pub error_type: Option<String>,
    /// The version of a draft, which an edit and a delete must name.
    pub version: Option<String>,
    /// When it was sent or received.
    pub created_at: Option<Timestamp>,
    /// Its subject.
    pub subject: Option<String>,
    /// The beginning of the text.
    pub blurb: Option<String>,
    /// The teammate who wrote it; `None` for what came in.
    pub author: Option<Teammate>,
    /// Who it is from, and whom it went to.
    pub recipients: Vec<Recipient>,
    /// The body: HTML for e-mail, with quoted history. It is the sender's text: do not trust it.
    pub body: Option<String>,
    /// The body as plain text; for e-mail.
    pub text: Option<String>,
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
    /// The signature below it.
    pub signature: Option<Signature>,
    /// What the channel knows about it.
    pub metadata: MessageMetadata,
}

impl Message {
    /// The conversation that it belongs to, where the answer says so.
    #[must_use]
    pub fn conversation_id(&self) -> Option<ConversationId> {
        related_id(&self.extra, "conversation").map(ConversationId::from)
    }

    /// The message that it answers, where the answer says so.
    #[must_use]
    pub fn replied_to(&self) -> Option<MessageId> {
        related_id(&self.extra, "message_replied_to").map(MessageId::from)
    }

    /// Whether it is a draft that nobody has sent yet.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.draft_mode.is_some()
    }
}

/// Somebody whom a message is from or to.
#[response]
pub struct Recipient {
    /// The name that goes with the handle.
    pub name: Option<String>,
    /// The address, number or name on the channel.
    pub handle: Option<String>,
    /// The part that it has.
    pub role: Option<RecipientRole>,
}

impl Recipient {
    /// The contact behind the handle, where there is one.
    #[must_use]
    pub fn contact_id(&self) -> Option<ContactId> {
        related_id(&self.extra, "contact").map(ContactId::from)
    }
}

/// What the channel knows about a message; each field for some channels only.
#[response]
pub struct MessageMetadata {
    /// The conversation in Intercom.
    pub intercom_url: Option<String>,
    /// How long the call was, in seconds.
    pub duration: Option<i64>,
    /// Whether the call was answered.
    pub have_been_answered: Option<bool>,
    /// The id at the service that it came from.
    pub external_id: Option<String>,
    /// The tweet.
    pub twitter_url: Option<String>,
    /// Whether it is a retweet.
    pub is_retweet: Option<bool>,
    /// Whether somebody retweeted it.
    pub have_been_retweeted: Option<bool>,
    /// Whether somebody marked it as a favourite.
    pub have_been_favorited: Option<bool>,
    /// What messages of a custom channel are threaded by.
    pub thread_ref: Option<String>,
    /// What the sender of a custom message stored with it.
    pub headers: Option<Map<String, Value>>,
    /// The page on which a visitor wrote in the chat.
    pub chat_visitor_url: Option<String>,
}

/// A signature.
#[response]
pub struct Signature {
    /// The signature.
    #[required]
    pub id: SignatureId,
    /// Its name.
    pub name: Option<String>,
    /// Its text, in HTML.
    pub body: Option<String>,
    /// The sender's name that goes with it. Front's OpenAPI file calls it a text and shows an object.
    pub sender_info: Option<String>,
    /// Whether it can be used in a teammate's own channels.
    pub is_visible_for_all_teammate_channels: Option<bool>,
    /// Whether it is used where none is chosen.
    pub is_default: Option<bool>,
    /// Whether it is a teammate's own.
    pub is_private: Option<bool>,
    /// The channels that it can be used in; `None` for all. Front's OpenAPI file shows a null within the list.
    pub channel_ids: Option<Vec<ChannelId>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nulls_and_surprises() {
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
