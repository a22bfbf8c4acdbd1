//! Reading, changing, assigning, snoozing and deleting a conversation.

use client_core::{Patch, request, wire_enum};
use serde_json::{Map, Value};

use super::{Conversation, check_description, check_future};
use crate::{
    api::{check, custom_fields::replaces_custom_fields},
    id::{ConversationId, InboxId, StatusId, TeammateId},
    time::Timestamp,
};

wire_enum! {
    /// What the status of a conversation can be set to.
    pub enum StatusChange {
        /// Out of the inbox.
        Archived = "archived",
        /// In the inbox.
        Open = "open",
        /// In the trash.
        Deleted = "deleted",
        /// In the trash, as spam.
        Spam = "spam",
    }
}

/// Shows one conversation.
#[request(GET "/conversations/{conversation_id}" -> Conversation, scopes = ["conversations:read"])]
pub struct GetConversation {
    /// The conversation.
    conversation_id: ConversationId,
}

/// Changes a conversation: who has it, where it is, its status, its custom fields. What is not named stays.
///
/// Custom fields are merged into those that the conversation has, by a layer of the client, because Front
/// itself erases those that an update leaves out; a null removes one. [`ReplaceConversationCustomFields`]
/// replaces them all.
#[request(PATCH "/conversations/{conversation_id}", scopes = ["conversations:write"], check = check_update)]
pub struct UpdateConversation {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammate who shall have it; null for nobody.
    assignee_id: Patch<TeammateId>,
    /// The inbox to move it to.
    inbox_id: Option<InboxId>,
    /// The new status; not together with `status_id`.
    #[check(check_status)]
    status: Option<StatusChange>,
    /// The new ticket status; not together with `status`, and only where the company has ticketing.
    status_id: Option<StatusId>,
    /// The description of a task, at most 65,535 characters; null clears it.
    #[check(check_description)]
    description: Patch<String>,
    /// When a task is due: in the future, within 50 years; null clears it.
    #[check(check_future)]
    due_at: Patch<Timestamp>,
    /// Custom fields to set, by name; null removes one, the others stay.
    #[entry(custom_field, remove_custom_field)]
    custom_fields: Map<String, Value>,
}

impl UpdateConversation {
    /// Assigns it to this teammate.
    #[must_use]
    pub fn assign_to(self, assignee_id: impl Into<TeammateId>) -> Self {
        self.assignee_id(assignee_id)
    }
}

fn check_status(argument: &str, status: &StatusChange) -> Result<(), String> {
    match status {
        StatusChange::Other(status) => {
            Err(format!("`{argument}` is `{status}`; it may be `archived`, `open`, `deleted` or `spam`"))
        }
        _ => Ok(()),
    }
}

fn check_update(update: &UpdateConversation) -> Result<(), String> {
    if update.status.is_some() && update.status_id.is_some() {
        return Err("only one of `status` and `status_id` can be set".into());
    }
    check::changes(update)
}

/// Replaces all custom fields of a conversation: those that the map leaves out are erased.
///
/// To change single fields use [`UpdateConversation`].
#[request(
    PATCH "/conversations/{conversation_id}",
    scopes = ["conversations:write"],
    annotate = replaces_custom_fields,
)]
pub struct ReplaceConversationCustomFields {
    /// The conversation.
    conversation_id: ConversationId,
    /// All custom fields that the conversation shall have, by name; none may be null.
    #[check(check::no_nulls)]
    #[required]
    custom_fields: Map<String, Value>,
}

/// Assigns a conversation to a teammate, or to nobody.
#[request(PUT "/conversations/{conversation_id}/assignee", scopes = ["conversations:write"], new = private)]
pub struct AssignConversation {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammate, by id or as `alt:email:jane@example.com`; null for nobody.
    // Not optional: to leave it out by mistake must not unassign.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Patch<TeammateId>")]
    #[required]
    assignee_id: Option<TeammateId>,
}

impl AssignConversation {
    /// To this teammate.
    pub fn to(conversation_id: impl Into<ConversationId>, assignee_id: impl Into<TeammateId>) -> Self {
        Self::new(conversation_id, Some(assignee_id.into()))
    }

    /// To nobody.
    pub fn unassign(conversation_id: impl Into<ConversationId>) -> Self {
        Self::new(conversation_id, None)
    }
}

/// Snoozes a conversation until a time at which it comes back to the inbox, or ends the snooze.
///
/// In a shared inbox the reminder is everybody's; in a private one it must be its owner's. Front calls this
/// updating the conversation's reminders. A snoozed conversation reads as archived.
#[request(
    PATCH "/conversations/{conversation_id}/reminders",
    scopes = ["conversations:write"],
    new = private,
)]
pub struct SnoozeConversation {
    /// The conversation.
    conversation_id: ConversationId,
    /// For whom: the owner of a private conversation, any teammate with access to a shared one; by id or as
    /// `alt:email:jane@example.com`.
    teammate_id: TeammateId,
    /// When it comes back: in the future, within 50 years; null ends the snooze.
    // Not optional: to leave it out by mistake must not cancel.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Patch<Timestamp>")]
    #[check(check_future)]
    #[required]
    scheduled_at: Option<Timestamp>,
    /// The waiting ticket status to set; Front's default when absent. Only where the company has ticketing.
    status_id: Option<StatusId>,
}

impl SnoozeConversation {
    /// Until this time.
    pub fn until(
        conversation_id: impl Into<ConversationId>,
        teammate_id: impl Into<TeammateId>,
        scheduled_at: Timestamp,
    ) -> Self {
        Self::new(conversation_id, teammate_id, Some(scheduled_at))
    }

    /// No longer.
    pub fn cancel(conversation_id: impl Into<ConversationId>, teammate_id: impl Into<TeammateId>) -> Self {
        Self::new(conversation_id, teammate_id, None)
    }
}

/// Deletes a conversation for good. It must be in the trash, and it cannot be brought back.
///
/// To put it in the trash, set its status to `deleted` with [`UpdateConversation`]. The id of a conversation
/// that was merged into another is not followed here.
#[request(DELETE "/conversations/{conversation_id}", scopes = ["conversations:delete"])]
pub struct DeleteConversation {
    /// The conversation.
    conversation_id: ConversationId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::ReplaceCustomFields;
    use client_core::Endpoint;
    use serde_json::json;

    fn body(call: &impl Endpoint) -> Value {
        serde_json::from_slice(call.to_request().unwrap().body().as_bytes().unwrap()).unwrap()
    }

    #[test]
    fn leave_clear_and_set() {
        let update = UpdateConversation::new("cnv_1");
        assert!(update.to_request().unwrap_err().to_string().contains("nothing to change"));
        assert_eq!(body(&update.clone().clear_assignee_id()), json!({"assignee_id": null}));
        assert_eq!(
            body(&update.clone().clear_description().clear_due_at()),
            json!({"description": null, "due_at": null})
        );
        assert_eq!(
            body(
                &update
                    .status(StatusChange::Open)
                    .custom_field("tier", "gold")
                    .custom_field("old", Value::Null)
            ),
            json!({"status": "open", "custom_fields": {"tier": "gold", "old": null}})
        );
    }

    #[test]
    fn what_excludes_each_other() {
        let both = UpdateConversation::new("cnv_1").status(StatusChange::Open).status_id("sts_1");
        assert!(both.to_request().unwrap_err().to_string().contains("`status_id`"));
        // The word of lists and reads, which the API refuses here.
        let read_word = UpdateConversation::new("cnv_1").status("assigned");
        assert!(read_word.to_request().unwrap_err().to_string().contains("`assigned`"));
    }

    #[test]
    fn unassigning_and_cancelling_are_said_outright() {
        assert_eq!(body(&AssignConversation::unassign("cnv_1")), json!({"assignee_id": null}));
        assert_eq!(
            body(&SnoozeConversation::cancel("cnv_1", "tea_1")),
            json!({"teammate_id": "tea_1", "scheduled_at": null})
        );
        let missing = serde_json::from_value::<AssignConversation>(json!({"conversation_id": "cnv_1"}));
        assert!(missing.unwrap_err().to_string().contains("assignee_id"));
        let missing = serde_json::from_value::<SnoozeConversation>(
            json!({"conversation_id": "cnv_1", "teammate_id": "tea_1"}),
        );
        assert!(missing.unwrap_err().to_string().contains("scheduled_at"));
    }

    #[cfg(feature = "mcp")]
    #[test]
    fn the_schema_requires_the_assignee() {
        let schema = client_core::schemars::schema_for!(AssignConversation).to_value();
        assert_eq!(schema["required"], json!(["conversation_id", "assignee_id"]));
    }

    #[test]
    fn replacing_is_marked_and_takes_no_null() {
        let fields = json!({"tier": "gold"}).as_object().unwrap().clone();
        let request = ReplaceConversationCustomFields::new("cnv_1", fields).to_request().unwrap();
        assert!(request.extensions().get::<ReplaceCustomFields>().is_some());
        let fields = json!({"tier": null}).as_object().unwrap().clone();
        assert!(ReplaceConversationCustomFields::new("cnv_1", fields).to_request().is_err());
        let update = UpdateConversation::new("cnv_1").custom_field("a", 1).to_request().unwrap();
        assert!(update.extensions().get::<ReplaceCustomFields>().is_none());
    }
}
