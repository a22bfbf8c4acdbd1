//! Conversations: find, read, update, assign, tag, follow, link.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ConversationId, Endpoint, Page, PageToken, TeammateId, Timestamp, wire_enum::wire_enum};

wire_enum! {
    /// Where a conversation stands, as it is read.
    pub enum ConversationStatus {
        /// Out of the inbox. A snoozed conversation reads as archived as well.
        Archived = "archived",
        /// In the inbox, nobody's.
        Unassigned = "unassigned",
        /// In the inbox, somebody's.
        Assigned = "assigned",
        /// In the trash.
        Deleted = "deleted",
    }
    /// Where a conversation stands, as lists filter by it.
    pub enum StatusFilter {
        /// In the inbox, somebody's.
        Assigned = "assigned",
        /// In the inbox, nobody's.
        Unassigned = "unassigned",
        /// Out of the inbox.
        Archived = "archived",
        /// In the trash.
        Trashed = "trashed",
    }
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Conversation {
    /// The conversation.
    pub id: ConversationId,
    /// Its subject.
    #[serde(default)]
    pub subject: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub status: Option<ConversationStatus>,
    /// When the customer began to wait for an answer.
    #[serde(default)]
    pub waiting_since: Option<Timestamp>,
    /// Custom fields, by name.
    #[serde(default, deserialize_with = "crate::de::null_default")]
    pub custom_fields: Map<String, Value>,
    /// Fields that this version of the crate does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a list of conversations is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ConversationFilter {
    /// Any of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<StatusFilter>,
}

/// Lists conversations, the most recently active first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListConversations {
    /// Only those that the filter lets through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    q: Option<ConversationFilter>,
    /// Items on a page, at most 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Where the page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_token: Option<PageToken>,
}

impl ListConversations {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Items on a page, at most 100.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Only conversations with one of these statuses.
    #[must_use]
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = StatusFilter>) -> Self {
        self.q.get_or_insert_default().statuses = statuses.into_iter().collect();
        self
    }

    /// Where the page begins.
    #[must_use]
    pub fn page_token(mut self, token: impl Into<PageToken>) -> Self {
        self.page_token = Some(token.into());
        self
    }
}

impl Endpoint for ListConversations {
    type Output = Page<Conversation>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations";
    const SCOPES: &'static [&'static str] = &["conversations:read"];

    fn validate(&self) -> Result<(), String> {
        crate::api::check_limit(self.limit)
    }
}

/// Shows one conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetConversation {
    /// The conversation.
    conversation_id: ConversationId,
}

impl GetConversation {
    /// The conversation with this id.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into() }
    }
}

impl Endpoint for GetConversation {
    type Output = Conversation;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations/{conversation_id}";
    const SCOPES: &'static [&'static str] = &["conversations:read"];
}

/// Assigns a conversation to a teammate, or to nobody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignConversation {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammate; null for nobody.
    assignee_id: Option<TeammateId>,
}

impl AssignConversation {
    /// To this teammate.
    pub fn to(conversation_id: impl Into<ConversationId>, assignee_id: impl Into<TeammateId>) -> Self {
        Self { conversation_id: conversation_id.into(), assignee_id: Some(assignee_id.into()) }
    }

    /// To nobody.
    pub fn unassign(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into(), assignee_id: None }
    }
}

impl Endpoint for AssignConversation {
    type Output = ();
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/conversations/{conversation_id}/assignee";
    const SCOPES: &'static [&'static str] = &["conversations:write"];
}
