//! What belongs to a conversation: its messages, events and inboxes.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ConversationId, Endpoint, Front, Page, PageToken,
    api::{SortOrder, check_limit, events::Event, inboxes::Inbox, messages::Message},
};
use client_core::wire_enum;

wire_enum! {
    /// What the messages of a conversation can be sorted by.
    pub enum MessageSort {
        /// When they were sent or received.
        CreatedAt = "created_at",
    }
}

/// Lists the messages of a conversation, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListConversationMessages {
    /// The conversation.
    conversation_id: ConversationId,
    /// Items on a page, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: what the page before said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
    /// What to sort by; `created_at` is all there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_by: Option<MessageSort>,
    /// Which end comes first; the newest by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sort_order: Option<SortOrder>,
}

impl ListConversationMessages {
    /// The messages of this conversation.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            limit: None,
            page_token: None,
            sort_by: None,
            sort_order: None,
        }
    }

    /// Items on a page, 1 to 100.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: what the page before said.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }

    /// What to sort by; `created_at` is all there is.
    #[must_use]
    pub fn sort_by(mut self, sort_by: MessageSort) -> Self {
        self.sort_by = Some(sort_by);
        self
    }

    /// Which end comes first; the newest by default.
    #[must_use]
    pub fn sort_order(mut self, sort_order: SortOrder) -> Self {
        self.sort_order = Some(sort_order);
        self
    }
}

impl Endpoint for ListConversationMessages {
    type Vendor = Front;
    type Output = Page<Message>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations/{conversation_id}/messages";
    const SCOPES: &'static [&'static str] = &["messages:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Lists what happened to a conversation, the latest first: assignments, tags, messages, comments, moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListConversationEvents {
    /// The conversation.
    conversation_id: ConversationId,
    /// Items on a page, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins: what the page before said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListConversationEvents {
    /// The events of this conversation.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into(), limit: None, page_token: None }
    }

    /// Items on a page, 1 to 100.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where the page begins: what the page before said.
    #[must_use]
    pub fn page_token(mut self, page_token: impl Into<PageToken>) -> Self {
        self.page_token = Some(page_token.into());
        self
    }
}

impl Endpoint for ListConversationEvents {
    type Vendor = Front;
    type Output = Page<Event>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations/{conversation_id}/events";
    const SCOPES: &'static [&'static str] = &["events:*:read"];

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)
    }
}

/// Lists the inboxes that a conversation is in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListConversationInboxes {
    /// The conversation.
    conversation_id: ConversationId,
}

impl ListConversationInboxes {
    /// The inboxes of this conversation.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into() }
    }
}

impl Endpoint for ListConversationInboxes {
    type Vendor = Front;
    type Output = Page<Inbox>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations/{conversation_id}/inboxes";
    const SCOPES: &'static [&'static str] = &["inboxes:read"];
}
