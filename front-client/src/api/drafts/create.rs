//! New drafts: of a message, and of a reply.

use client_core::{Upload, request};

use super::DraftMode;
use crate::{
    api::messages::{Message, check_handles},
    id::{ChannelId, ConversationId, SignatureId, TeammateId},
};

/// Writes a draft of a new message, in a new conversation. Nothing is sent.
#[request(POST "/channels/{channel_id}/drafts" -> Message, scopes = ["drafts:write"])]
pub struct CreateDraft {
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); not an inbox.
    channel_id: ChannelId,
    /// The teammate whose draft it is, by id or as `alt:email:jane@example.com`; the API token when absent.
    author_id: Option<TeammateId>,
    /// Handles of the recipients.
    #[check(check_handles)]
    to: Vec<String>,
    /// Handles of those who get a copy.
    #[check(check_handles)]
    cc: Vec<String>,
    /// Handles of those who get a blind copy.
    #[check(check_handles)]
    bcc: Vec<String>,
    /// The subject.
    subject: Option<String>,
    /// The body, in HTML.
    body: String,
    /// The text that it quotes, for e-mail.
    quote_body: Option<String>,
    /// Adds a file; 25 MB in all.
    #[file]
    attachments: Vec<Upload>,
    /// Who sees it; the author only when absent. Only a shared draft can be edited by this API.
    mode: Option<DraftMode>,
    /// The signature to put below it.
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature; false by default, and ignored with a `signature_id`.
    should_add_default_signature: Option<bool>,
}

/// Writes a draft of a reply to the last message of a conversation. Nothing is sent.
#[request(POST "/conversations/{conversation_id}/drafts" -> Message, scopes = ["drafts:write"])]
pub struct CreateDraftReply {
    /// The conversation.
    conversation_id: ConversationId,
    /// The channel to send from (`cha_…`, or as `alt:address:support@example.com`); not an inbox.
    channel_id: ChannelId,
    /// The teammate whose draft it is, by id or as `alt:email:jane@example.com`; the API token when absent.
    author_id: Option<TeammateId>,
    /// Handles of the recipients.
    #[check(check_handles)]
    to: Vec<String>,
    /// Handles of those who get a copy.
    #[check(check_handles)]
    cc: Vec<String>,
    /// Handles of those who get a blind copy.
    #[check(check_handles)]
    bcc: Vec<String>,
    /// The subject.
    subject: Option<String>,
    /// The body, in HTML.
    body: String,
    /// The text that it quotes, for e-mail.
    quote_body: Option<String>,
    /// Adds a file; 25 MB in all.
    #[file]
    attachments: Vec<Upload>,
    /// Who sees it; the author only when absent. Only a shared draft can be edited by this API.
    mode: Option<DraftMode>,
    /// The signature to put below it.
    signature_id: Option<SignatureId>,
    /// Whether Front shall choose a signature; false by default, and ignored with a `signature_id`.
    should_add_default_signature: Option<bool>,
}
