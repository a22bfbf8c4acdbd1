//! What belongs to a conversation: its messages, events and inboxes.

use client_core::{request, wire_enum};

use crate::{
    api::{SortOrder, check, events::Event, inboxes::Inbox, messages::Message},
    id::ConversationId,
    page::{Page, PageToken},
};

wire_enum! {
    /// What the messages of a conversation can be sorted by.
    pub enum MessageSort {
        /// When they were sent or received.
        CreatedAt = "created_at",
    }
}

/// Lists the messages of a conversation, the newest first.
#[request(GET "/conversations/{conversation_id}/messages" -> Page<Message>, scopes = ["messages:read"])]
pub struct ListConversationMessages {
    /// The conversation.
    conversation_id: ConversationId,
    /// Items on a page, 1 to 100.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: what the page before said.
    page_token: Option<PageToken>,
    /// What to sort by; `created_at` is all there is.
    sort_by: Option<MessageSort>,
    /// Which end comes first; the newest by default.
    sort_order: Option<SortOrder>,
}

/// Lists what happened to a conversation, the latest first: assignments, tags, messages, comments, moves.
#[request(GET "/conversations/{conversation_id}/events" -> Page<Event>, scopes = ["events:*:read"])]
pub struct ListConversationEvents {
    /// The conversation.
    conversation_id: ConversationId,
    /// Items on a page, 1 to 100.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Where the page begins: what the page before said.
    page_token: Option<PageToken>,
}

/// Lists the inboxes that a conversation is in.
#[request(GET "/conversations/{conversation_id}/inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListConversationInboxes {
    /// The conversation.
    conversation_id: ConversationId,
}
