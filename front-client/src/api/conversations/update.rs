//! Read, update, assign, snooze and delete a conversation.

use client_core::{Patch, request, wire_enum};
use serde_json::{Map, Value};

use super::{Conversation, MAX_DESCRIPTION_CHARS, check_future};
use crate::{
    api::{check, custom_fields::replaces_custom_fields},
    id::{ConversationId, InboxId, StatusId, TeammateId},
    time::Timestamp,
};

wire_enum! {
    /// Statuses that an update can set.
    pub enum StatusChange {
        /// Out of the inbox.
        Archived = "archived",
        /// Open.
        Open = "open",
        /// Moved to the trash.
        Deleted = "deleted",
        /// Spam in the trash.
        Spam = "spam",
    }
}

/// Returns one conversation.
#[request(GET "/conversations/{conversation_id}" -> Conversation, scopes = ["conversations:read"])]
pub struct GetConversation {
    /// Conversation id.
    conversation_id: ConversationId,
}

/// Updates a conversation: its assignee, inbox, status and custom fields. Omitted fields stay unchanged.
///
/// Custom fields are merged into the stored ones by a layer of the client, because Front itself erases omitted
/// fields. `null` removes a field. [`ReplaceConversationCustomFields`] replaces all of them.
#[request(PATCH "/conversations/{conversation_id}", scopes = ["conversations:write"], check = check_update)]
pub struct UpdateConversation {
    /// Conversation id.
    conversation_id: ConversationId,
    /// New assignee. `null` unassigns.
    assignee_id: Patch<TeammateId>,
    /// Inbox to move the conversation to.
    inbox_id: Option<InboxId>,
    /// New status. Cannot be combined with `status_id`.
    #[check(check_status)]
    status: Option<StatusChange>,
    /// New ticket status. Cannot be combined with `status`. Only for companies with ticketing.
    status_id: Option<StatusId>,
    /// Description of a task, at most 65,535 characters. `null` clears it.
    #[check(check::chars, 0..=MAX_DESCRIPTION_CHARS)]
    description: Patch<String>,
    /// Due time of a task: in the future, within 50 years. `null` clears it.
    #[check(check_future)]
    due_at: Patch<Timestamp>,
    /// Custom fields to set, by name. `null` removes a field; other fields stay unchanged.
    #[entry(custom_field, remove_custom_field)]
    custom_fields: Map<String, Value>,
}

impl UpdateConversation {
    /// Assigns the conversation to this teammate.
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

/// Replaces all custom fields of a conversation. Omitted fields are erased.
///
/// To change single fields, use [`UpdateConversation`].
#[request(
    PATCH "/conversations/{conversation_id}",
    scopes = ["conversations:write"],
    annotate = replaces_custom_fields,
)]
pub struct ReplaceConversationCustomFields {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Custom fields to keep, by name. None may be `null`.
    #[check(check::no_nulls)]
    #[required]
    custom_fields: Map<String, Value>,
}

/// Assigns a conversation to a teammate, or unassigns it.
#[request(PUT "/conversations/{conversation_id}/assignee", scopes = ["conversations:write"], new = private)]
pub struct AssignConversation {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Teammate: id or `alt:email:jane@example.com`. `null` unassigns.
    // Required, so that omitting it by mistake does not unassign.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Patch<TeammateId>")]
    #[required]
    assignee_id: Option<TeammateId>,
}

impl AssignConversation {
    /// Assigns the conversation to this teammate.
    pub fn to(conversation_id: impl Into<ConversationId>, assignee_id: impl Into<TeammateId>) -> Self {
        Self::new(conversation_id, Some(assignee_id.into()))
    }

    /// Unassigns the conversation.
    pub fn unassign(conversation_id: impl Into<ConversationId>) -> Self {
        Self::new(conversation_id, None)
    }
}

/// Snoozes a conversation until a given time, or ends the snooze.
///
/// In a shared inbox the reminder applies to everybody; in a private inbox it must be the owner's. Front calls this
/// updating the conversation's reminders. A snoozed conversation is returned as archived.
#[request(
    PATCH "/conversations/{conversation_id}/reminders",
    scopes = ["conversations:write"],
    new = private,
)]
pub struct SnoozeConversation {
    /// Conversation id.
    conversation_id: ConversationId,
    /// Teammate to remind: the owner of a private conversation, or any teammate with access to a shared one. Id or
    /// `alt:email:jane@example.com`.
    teammate_id: TeammateId,
    /// Time at which the conversation reopens: in the future, within 50 years. `null` ends the snooze.
    // Required, so that omitting it by mistake does not cancel.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Patch<Timestamp>")]
    #[check(check_future)]
    #[required]
    scheduled_at: Option<Timestamp>,
    /// Waiting ticket status to set. Defaults to Front's own. Only for companies with ticketing.
    status_id: Option<StatusId>,
}

impl SnoozeConversation {
    /// Snoozes until this time.
    pub fn until(
        conversation_id: impl Into<ConversationId>,
        teammate_id: impl Into<TeammateId>,
        scheduled_at: Timestamp,
    ) -> Self {
        Self::new(conversation_id, teammate_id, Some(scheduled_at))
    }

    /// Ends the snooze.
    pub fn cancel(conversation_id: impl Into<ConversationId>, teammate_id: impl Into<TeammateId>) -> Self {
        Self::new(conversation_id, teammate_id, None)
    }
}

/// Deletes a conversation permanently. It must be in the trash. This cannot be undone.
///
/// To move it to the trash, set its status to `deleted` with [`UpdateConversation`]. The id of a merged
/// conversation is not followed here.
#[request(DELETE "/conversations/{conversation_id}", scopes = ["conversations:delete"])]
pub struct DeleteConversation {
    /// Conversation id.
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
    fn patch_keeps_clears_and_sets() {
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
    fn status_excludes_status_id_and_read_only_statuses() {
        let both = UpdateConversation::new("cnv_1").status(StatusChange::Open).status_id("sts_1");
        assert!(both.to_request().unwrap_err().to_string().contains("`status_id`"));
        // `assigned` is a status of lists and reads. The API rejects it in updates.
        let read_word = UpdateConversation::new("cnv_1").status("assigned");
        assert!(read_word.to_request().unwrap_err().to_string().contains("`assigned`"));
    }

    #[test]
    fn unassign_and_cancel_need_an_explicit_null() {
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
    fn assignee_is_required_in_the_schema() {
        let schema = schemars::schema_for!(AssignConversation).to_value();
        assert_eq!(schema["required"], json!(["conversation_id", "assignee_id"]));
    }

    #[test]
    fn replace_sets_marker_and_rejects_null() {
        let fields = json!({"tier": "gold"}).as_object().unwrap().clone();
        let request = ReplaceConversationCustomFields::new("cnv_1", fields).to_request().unwrap();
        assert!(request.extensions().get::<ReplaceCustomFields>().is_some());
        let fields = json!({"tier": null}).as_object().unwrap().clone();
        assert!(ReplaceConversationCustomFields::new("cnv_1", fields).to_request().is_err());
        let update = UpdateConversation::new("cnv_1").custom_field("a", 1).to_request().unwrap();
        assert!(update.extensions().get::<ReplaceCustomFields>().is_none());
    }
}
