//! Reading, changing, assigning, snoozing and deleting a conversation.

use http::{Extensions, Method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Conversation, check_description, check_future};
use crate::{
    ConversationId, Endpoint, Front, InboxId, Patch, StatusId, TeammateId, Timestamp, api::check_no_nulls,
    layer::ReplaceCustomFields,
};
use client_core::wire_enum;

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
    type Vendor = Front;
    type Output = Conversation;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations/{conversation_id}";
    const SCOPES: &'static [&'static str] = &["conversations:read"];
}

/// Changes a conversation: who has it, where it is, its status, its custom fields. What is not named stays.
///
/// Custom fields are merged into those that the conversation has, by a layer of the client, because Front
/// itself erases those that an update leaves out; a null removes one. [`ReplaceConversationCustomFields`]
/// replaces them all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateConversation {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammate who shall have it; null for nobody.
    #[serde(default, skip_serializing_if = "Patch::is_leave")]
    assignee_id: Patch<TeammateId>,
    /// The inbox to move it to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inbox_id: Option<InboxId>,
    /// The new status; not together with `status_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<StatusChange>,
    /// The new ticket status; not together with `status`, and only where the company has ticketing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status_id: Option<StatusId>,
    /// The description of a task, at most 65,535 characters; null clears it.
    #[serde(default, skip_serializing_if = "Patch::is_leave")]
    description: Patch<String>,
    /// When a task is due: in the future, within 50 years; null clears it.
    #[serde(default, skip_serializing_if = "Patch::is_leave")]
    due_at: Patch<Timestamp>,
    /// Custom fields to set, by name; null removes one, the others stay.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
}

impl UpdateConversation {
    /// No change yet.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            assignee_id: Patch::Leave,
            inbox_id: None,
            status: None,
            status_id: None,
            description: Patch::Leave,
            due_at: Patch::Leave,
            custom_fields: Map::new(),
        }
    }

    /// Assigns it to this teammate.
    #[must_use]
    pub fn assign_to(mut self, assignee_id: impl Into<TeammateId>) -> Self {
        self.assignee_id = Patch::Set(assignee_id.into());
        self
    }

    /// Takes it from whoever has it.
    #[must_use]
    pub fn unassign(mut self) -> Self {
        self.assignee_id = Patch::Clear;
        self
    }

    /// Moves it to this inbox.
    #[must_use]
    pub fn inbox_id(mut self, inbox_id: impl Into<InboxId>) -> Self {
        self.inbox_id = Some(inbox_id.into());
        self
    }

    /// Sets the status.
    #[must_use]
    pub fn status(mut self, status: StatusChange) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the ticket status.
    #[must_use]
    pub fn status_id(mut self, status_id: impl Into<StatusId>) -> Self {
        self.status_id = Some(status_id.into());
        self
    }

    /// Sets or clears the description of a task.
    #[must_use]
    pub fn description(mut self, description: impl Into<Patch<String>>) -> Self {
        self.description = description.into();
        self
    }

    /// Sets or clears when a task is due.
    #[must_use]
    pub fn due_at(mut self, due_at: impl Into<Patch<Timestamp>>) -> Self {
        self.due_at = due_at.into();
        self
    }

    /// Sets one custom field, by its name. The others stay.
    #[must_use]
    pub fn custom_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.custom_fields.insert(name.into(), value.into());
        self
    }

    /// Removes one custom field, by its name. The others stay.
    #[must_use]
    pub fn remove_custom_field(mut self, name: impl Into<String>) -> Self {
        self.custom_fields.insert(name.into(), Value::Null);
        self
    }

    /// Sets several custom fields; [`Value::Null`] removes one. The others stay.
    #[must_use]
    pub fn custom_fields(mut self, custom_fields: Map<String, Value>) -> Self {
        self.custom_fields.extend(custom_fields);
        self
    }
}

impl Endpoint for UpdateConversation {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/conversations/{conversation_id}";
    const SCOPES: &'static [&'static str] = &["conversations:write"];

    fn validate(&self) -> Result<(), String> {
        let Self {
            conversation_id: _,
            assignee_id,
            inbox_id,
            status,
            status_id,
            description,
            due_at,
            custom_fields,
        } = self;
        if assignee_id.is_leave()
            && inbox_id.is_none()
            && status.is_none()
            && status_id.is_none()
            && description.is_leave()
            && due_at.is_leave()
            && custom_fields.is_empty()
        {
            return Err("the update changes nothing: name at least one field".into());
        }
        if status.is_some() && status_id.is_some() {
            return Err("only one of `status` and `status_id` can be set".into());
        }
        if let Some(StatusChange::Other(status)) = status {
            return Err(format!("`status` is `{status}`; it may be `archived`, `open`, `deleted` or `spam`"));
        }
        if let Patch::Set(description) = description {
            check_description(description)?;
        }
        match due_at {
            Patch::Set(due_at) => check_future("due_at", *due_at),
            _ => Ok(()),
        }
    }
}

/// Replaces all custom fields of a conversation: those that the map leaves out are erased.
///
/// To change single fields use [`UpdateConversation`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceConversationCustomFields {
    /// The conversation.
    conversation_id: ConversationId,
    /// All custom fields that the conversation shall have, by name; none may be null.
    custom_fields: Map<String, Value>,
}

impl ReplaceConversationCustomFields {
    /// Exactly these custom fields on this conversation; with an empty map, none.
    pub fn new(conversation_id: impl Into<ConversationId>, custom_fields: Map<String, Value>) -> Self {
        Self { conversation_id: conversation_id.into(), custom_fields }
    }
}

impl Endpoint for ReplaceConversationCustomFields {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/conversations/{conversation_id}";
    const SCOPES: &'static [&'static str] = &["conversations:write"];

    fn validate(&self) -> Result<(), String> {
        check_no_nulls("custom_fields", &self.custom_fields)
    }

    fn annotate(&self, extensions: &mut Extensions) {
        extensions.insert(ReplaceCustomFields);
    }
}

/// Assigns a conversation to a teammate, or to nobody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignConversation {
    /// The conversation.
    conversation_id: ConversationId,
    /// The teammate, by id or as `alt:email:jane@example.com`; null for nobody.
    // Not optional: to leave it out by mistake must not unassign.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schemars(with = "Patch<TeammateId>")]
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
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/conversations/{conversation_id}/assignee";
    const SCOPES: &'static [&'static str] = &["conversations:write"];
}

/// Snoozes a conversation until a time at which it comes back to the inbox, or ends the snooze.
///
/// In a shared inbox the reminder is everybody's; in a private one it must be its owner's. Front calls this
/// updating the conversation's reminders. A snoozed conversation reads as archived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
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
    scheduled_at: Option<Timestamp>,
    /// The waiting ticket status to set; Front's default when absent. Only where the company has ticketing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status_id: Option<StatusId>,
}

impl SnoozeConversation {
    /// Until this time.
    pub fn until(
        conversation_id: impl Into<ConversationId>,
        teammate_id: impl Into<TeammateId>,
        scheduled_at: Timestamp,
    ) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            teammate_id: teammate_id.into(),
            scheduled_at: Some(scheduled_at),
            status_id: None,
        }
    }

    /// No longer.
    pub fn cancel(conversation_id: impl Into<ConversationId>, teammate_id: impl Into<TeammateId>) -> Self {
        Self {
            conversation_id: conversation_id.into(),
            teammate_id: teammate_id.into(),
            scheduled_at: None,
            status_id: None,
        }
    }

    /// The waiting ticket status to set.
    #[must_use]
    pub fn status_id(mut self, status_id: impl Into<StatusId>) -> Self {
        self.status_id = Some(status_id.into());
        self
    }
}

impl Endpoint for SnoozeConversation {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/conversations/{conversation_id}/reminders";
    const SCOPES: &'static [&'static str] = &["conversations:write"];

    fn validate(&self) -> Result<(), String> {
        self.scheduled_at.map_or(Ok(()), |time| check_future("scheduled_at", time))
    }
}

/// Deletes a conversation for good. It must be in the trash, and it cannot be brought back.
///
/// To put it in the trash, set its status to `deleted` with [`UpdateConversation`]. The id of a conversation
/// that was merged into another is not followed here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteConversation {
    /// The conversation.
    conversation_id: ConversationId,
}

impl DeleteConversation {
    /// The conversation with this id.
    pub fn new(conversation_id: impl Into<ConversationId>) -> Self {
        Self { conversation_id: conversation_id.into() }
    }
}

impl Endpoint for DeleteConversation {
    type Vendor = Front;
    type Output = ();
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/conversations/{conversation_id}";
    const SCOPES: &'static [&'static str] = &["conversations:delete"];
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(call: &impl Endpoint) -> Value {
        serde_json::from_slice(call.to_request().unwrap().body().as_bytes().unwrap()).unwrap()
    }

    #[test]
    fn leave_clear_and_set() {
        let update = UpdateConversation::new("cnv_1");
        assert!(update.to_request().unwrap_err().to_string().contains("changes nothing"));
        assert_eq!(body(&update.clone().unassign()), json!({"assignee_id": null}));
        assert_eq!(
            body(&update.clone().description(None).due_at(None)),
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
        let read_word = UpdateConversation::new("cnv_1").status("assigned".into());
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
        let schema = schemars::schema_for!(AssignConversation).to_value();
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
