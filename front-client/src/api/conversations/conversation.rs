//! What a conversation looks like when it is read.

use client_core::{response, wire_enum};
use serde_json::{Map, Value};

use super::Link;
use crate::{
    api::{messages::Recipient, tags::Tag, teammates::Teammate},
    id::{ConversationId, StatusId, TeammateId},
    time::Timestamp,
};

wire_enum! {
    /// What kind of conversation it is.
    pub enum ConversationType {
        /// With messages to and from customers.
        Conversation = "conversation",
        /// Between teammates, of comments only.
        Discussion = "discussion",
        /// A task, with comments only.
        Task = "task",
    }
    /// Where a conversation stands, as it is read.
    pub enum ConversationStatus {
        /// Out of the inbox. A snoozed conversation reads as archived as well; its
        /// [`scheduled_reminders`](Conversation::scheduled_reminders) tell.
        Archived = "archived",
        /// In the inbox, nobody's.
        Unassigned = "unassigned",
        /// In the inbox, somebody's.
        Assigned = "assigned",
        /// In the trash.
        Deleted = "deleted",
    }
    /// The group that a ticket status belongs to; only where the company has ticketing.
    pub enum StatusCategory {
        /// To be worked on.
        Open = "open",
        /// Waiting for somebody else.
        Waiting = "waiting",
        /// Done.
        Resolved = "resolved",
    }
}

/// A conversation.
#[response]
pub struct Conversation {
    /// The conversation.
    #[required]
    pub id: ConversationId,
    /// What kind of conversation it is.
    #[serde(rename = "type")]
    pub kind: Option<ConversationType>,
    /// Its subject; the title of a task.
    pub subject: Option<String>,
    /// Where it stands.
    pub status: Option<ConversationStatus>,
    /// Its ticket status; only where the company has ticketing.
    pub status_id: Option<StatusId>,
    /// The group of its ticket status; only where the company has ticketing.
    pub status_category: Option<StatusCategory>,
    /// Its ticket numbers as they are shown, such as `TICKET-1`.
    pub ticket_ids: Vec<String>,
    /// Whose it is; `None` when it is nobody's.
    pub assignee: Option<Teammate>,
    /// Whom it is with: its main recipient.
    pub recipient: Option<Recipient>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// What it is linked to outside of Front. (The addresses of the API, which Front calls `_links`, are in
    /// [`extra`](Self::extra).)
    pub links: Vec<Link>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// Since when the customer has been waiting for an answer; `None` when nobody waits.
    pub waiting_since: Option<Timestamp>,
    /// Whether it is in a teammate's own inbox and not in a shared one.
    pub is_private: Option<bool>,
    /// Reminders to come. A conversation that has one is snoozed.
    pub scheduled_reminders: Vec<Reminder>,
    /// The description of a task.
    pub description: Option<String>,
    /// When a task is due.
    pub due_at: Option<Timestamp>,
    /// What else is known about it.
    pub metadata: ConversationMetadata,
}

impl Conversation {
    /// Whether a reminder will bring it back: Front reports such a conversation as archived.
    #[must_use]
    pub fn is_snoozed(&self) -> bool {
        !self.scheduled_reminders.is_empty()
    }
}

/// What else is known about a conversation.
#[response]
pub struct ConversationMetadata {
    /// The ids of a partner's channel for it; only for tokens of that channel.
    pub external_conversation_ids: Vec<String>,
}

/// A time at which a snoozed conversation comes back.
#[response]
pub struct Reminder {
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When the conversation comes back.
    pub scheduled_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

impl Reminder {
    /// Whose reminder it is, where the answer says so.
    #[must_use]
    pub fn owner_id(&self) -> Option<TeammateId> {
        crate::api::related_id(&self.extra, "owner").map(TeammateId::from)
    }
}
