//! Create drafts of messages and replies.

use client_core::{Upload, request};

use super::DraftMode;
use crate::{
    api::messages::{Message, check_handles},
    id::{ChannelId, ConversationId, SignatureId, TeammateId},
};

/// Creates a draft of a new message, in a new conversation. Nothing is sent.
#[request(POST "/channels/{channel_id}/drafts" -> Message, scopes = ["drafts:write"])]
pub struct CreateDraft {
    /// Channel to send from (`cha_…`, or `alt:address:support@example.com`). Not an inbox.
    channel_id: ChannelId,
    /// Author of the draft: teammate id or `alt:email:jane@example.com`. Defaults to the API token.
    author_id: Option<TeammateId>,
    /// Handles of the recipients.
    #[check(check_handles)]
    to: Vec<String>,
    /// Handles of the copy (Cc) recipients.
    #[check(check_handles)]
    cc: Vec<String>,
    /// Handles of the blind copy (Bcc) recipients.
    #[check(check_handles)]
    bcc: Vec<String>,
    /// Subject.
    subject: Option<String>,
    /// Body, in HTML.
    body: String,
    /// Text to quote. Only for e-mail.
    quote_body: Option<String>,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
    /// Visibility. Defaults to the author only. Only a shared draft can be edited by this API.
    mode: Option<DraftMode>,
    /// Signature to append.
    signature_id: Option<SignatureId>,
    /// Lets Front choose a signature. Defaults to `false`. Ignored if `signature_id` is set.
    should_add_default_signature: Option<bool>,
}

/// Creates a draft of a reply to the last message of a conversation. Nothing is sent.
#[request(POST "/conversations/{conversation_id}/drafts" -> Message, scopes = ["drafts:write"])]
pub struct CreateDraftReply {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Channel to send from (`cha_…`, or `alt:address:support@example.com`). Not an inbox.
    channel_id: ChannelId,
    /// Author of the draft: teammate id or `alt:email:jane@example.com`. Defaults to the API token.
    author_id: Option<TeammateId>,
    /// Handles of the recipients.
    #[check(check_handles)]
    to: Vec<String>,
    /// Handles of the copy (Cc) recipients.
    #[check(check_handles)]
    cc: Vec<String>,
    /// Handles of the blind copy (Bcc) recipients.
    #[check(check_handles)]
    bcc: Vec<String>,
    /// Subject.
    subject: Option<String>,
    /// Body, in HTML.
    body: String,
    /// Text to quote. Only for e-mail.
    quote_body: Option<String>,
    /// Attached files, at most 25 MB in total.
    #[file]
    attachments: Vec<Upload>,
    /// Visibility. Defaults to the author only. Only a shared draft can be edited by this API.
    mode: Option<DraftMode>,
    /// Signature to append.
    signature_id: Option<SignatureId>,
    /// Lets Front choose a signature. Defaults to `false`. Ignored if `signature_id` is set.
    should_add_default_signature: Option<bool>,
}
