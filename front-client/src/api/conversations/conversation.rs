//! Conversation, as Front returns it.

use client_core::{response, wire_enum};
use serde_json::{Map, Value};

use super::Link;
use crate::{
    api::{messages::Recipient, tags::Tag, teammates::Teammate},
    id::{ConversationId, StatusId, TeammateId},
    time::Timestamp,
};

wire_enum! {
    /// Conversation type.
    pub enum ConversationType {
        /// Messages with customers.
        Conversation = "conversation",
        /// Comments between teammates only.
        Discussion = "discussion",
        /// A task, with comments only.
        Task = "task",
    }
    /// Status of a conversation, as Front returns it.
    pub enum ConversationStatus {
        /// Out of the inbox. Snoozed conversations are also returned as archived; see
        /// [`scheduled_reminders`](Conversation::scheduled_reminders).
        Archived = "archived",
        /// Open and unassigned.
        Unassigned = "unassigned",
        /// Open and assigned.
        Assigned = "assigned",
        /// Moved to the trash.
        Deleted = "deleted",
    }
    /// Category of a ticket status. Only for companies with ticketing.
    pub enum StatusCategory {
        /// Open work.
        Open = "open",
        /// Waiting for another party.
        Waiting = "waiting",
        /// Resolved.
        Resolved = "resolved",
    }
}

/// A conversation.
#[response]
pub struct Conversation {
    /// Conversation id.
    #[required]
    pub id: ConversationId,
    /// Conversation type.
    #[serde(rename = "type")]
    pub kind: Option<ConversationType>,
    /// Subject, or the title of a task.
    pub subject: Option<String>,
    /// Status.
    pub status: Option<ConversationStatus>,
    /// Ticket status. Only for companies with ticketing.
    pub status_id: Option<StatusId>,
    /// Category of the ticket status. Only for companies with ticketing.
    pub status_category: Option<StatusCategory>,
    /// Ticket numbers as displayed, such as `TICKET-1`.
    pub ticket_ids: Vec<String>,
    /// Assignee. `None` if the conversation is unassigned.
    pub assignee: Option<Teammate>,
    /// Main recipient.
    pub recipient: Option<Recipient>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Links to resources outside Front. (The API URLs that Front calls `_links` are in [`extra`](Self::extra).)
    pub links: Vec<Link>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
    /// Time of creation.
    pub created_at: Option<Timestamp>,
    /// Time of the last change.
    pub updated_at: Option<Timestamp>,
    /// Time since which the customer has been waiting for a reply. `None` if nobody waits.
    pub waiting_since: Option<Timestamp>,
    /// `true` if the conversation is in a teammate's private inbox.
    pub is_private: Option<bool>,
    /// Scheduled reminders. A conversation with one is snoozed.
    pub scheduled_reminders: Vec<Reminder>,
    /// Description of a task.
    pub description: Option<String>,
    /// Due time of a task.
    pub due_at: Option<Timestamp>,
    /// Metadata.
    pub metadata: ConversationMetadata,
}

impl Conversation {
    /// Returns `true` if a reminder will reopen the conversation. Front reports such a conversation as archived.
    #[must_use]
    pub fn is_snoozed(&self) -> bool {
        !self.scheduled_reminders.is_empty()
    }
}

/// Metadata of a conversation.
#[response]
pub struct ConversationMetadata {
    /// Conversation ids in a partner's channel. Only for tokens of that channel.
    pub external_conversation_ids: Vec<String>,
}

/// Reminder that reopens a snoozed conversation.
#[response]
pub struct Reminder {
    /// Time of creation.
    pub created_at: Option<Timestamp>,
    /// Time at which the conversation reopens.
    pub scheduled_at: Option<Timestamp>,
    /// Time of the last change.
    pub updated_at: Option<Timestamp>,
}

impl Reminder {
    /// Returns the owner of the reminder, if the response has it.
    #[must_use]
    pub fn owner_id(&self) -> Option<TeammateId> {
        crate::api::related_id(&self.extra, "owner").map(TeammateId::from)
    }
}
