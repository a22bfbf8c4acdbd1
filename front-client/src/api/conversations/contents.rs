//! Contents of a conversation: its messages, events and inboxes.

use client_core::{request, wire_enum};

use crate::{
    api::{SortOrder, check, events::Event, inboxes::Inbox, messages::Message},
    id::ConversationId,
    page::{Page, PageToken},
};

wire_enum! {
    /// Sort key for the messages of a conversation.
    pub enum MessageSort {
        /// Time of sending or receiving.
        CreatedAt = "created_at",
    }
}

/// Lists the messages of a conversation, newest first.
#[request(GET "/conversations/{conversation_id}/messages" -> Page<Message>, scopes = ["messages:read"])]
pub struct ListConversationMessages {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
    /// Sort key. `created_at` is the only one.
    sort_by: Option<MessageSort>,
    /// Sort direction. Defaults to newest first.
    sort_order: Option<SortOrder>,
}

/// Lists the events of a conversation, newest first: assignments, tags, messages, comments, moves.
#[request(GET "/conversations/{conversation_id}/events" -> Page<Event>, scopes = ["events:*:read"])]
pub struct ListConversationEvents {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Page size, 1 to 100. Defaults to Front's own.
    #[check(check::page_size)]
    limit: Option<u32>,
    /// Page token of the previous page. Omit for the first page.
    page_token: Option<PageToken>,
}

/// Lists the inboxes that contain a conversation.
#[request(GET "/conversations/{conversation_id}/inboxes" -> Page<Inbox>, scopes = ["inboxes:read"])]
pub struct ListConversationInboxes {
    /// Conversation id.
    conversation_id: ConversationId,
}
