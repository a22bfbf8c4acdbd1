//! Conversations, in short.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{RecipientView, TagView, TeammateView, time};
use crate::{
    api::conversations::{Conversation, ConversationType},
    id::ConversationId,
    time::Timestamp,
};

/// A conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ConversationView {
    /// The id, cnv_….
    pub(crate) id: ConversationId,
    /// The subject; empty in channels that have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<String>,
    /// unassigned, assigned, archived or deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    /// open, waiting or resolved, where the company has ticketing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ticket_status: Option<String>,
    /// discussion or task, where it is no conversation with a customer.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// When it comes back, where it is snoozed; a snoozed conversation has the status archived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) snoozed_until: Option<String>,
    /// The teammate who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assignee: Option<TeammateView>,
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recipient: Option<RecipientView>,
    /// Its tags.
    pub(crate) tags: Vec<TagView>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<String>,
    /// When something last happened in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_activity_at: Option<String>,
    /// Since when the customer waits for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting_since: Option<String>,
    /// For how many hours the customer has waited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting_hours: Option<f64>,
    /// Custom fields, by name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(crate) custom_fields: Map<String, Value>,
    /// In a private inbox.
    #[serde(skip_serializing_if = "super::is_false")]
    pub(crate) is_private: bool,
}

impl ConversationView {
    /// As it stands at a time, by which the wait is counted.
    pub(crate) fn at(conversation: &Conversation, now: Timestamp) -> Self {
        let kind = conversation.kind.as_ref().filter(|kind| **kind != ConversationType::Conversation);
        Self {
            id: conversation.id.clone(),
            subject: conversation.subject.clone().filter(|subject| !subject.is_empty()),
            status: conversation.status.as_ref().map(ToString::to_string),
            ticket_status: conversation.status_category.as_ref().map(ToString::to_string),
            kind: kind.map(ToString::to_string),
            snoozed_until: time(conversation.scheduled_reminders.iter().filter_map(|r| r.scheduled_at).min()),
            assignee: conversation.assignee.as_ref().map(Into::into),
            recipient: conversation.recipient.as_ref().map(Into::into),
            tags: conversation.tags.iter().map(Into::into).collect(),
            created_at: time(conversation.created_at),
            last_activity_at: time(conversation.updated_at),
            waiting_since: time(conversation.waiting_since),
            waiting_hours: conversation.waiting_since.map(|since| hours(since, now)),
            custom_fields: conversation.custom_fields.clone(),
            is_private: conversation.is_private == Some(true),
        }
    }
}

/// The hours between two times, to a tenth; none before the first.
fn hours(since: Timestamp, now: Timestamp) -> f64 {
    let millis = now.as_millis().saturating_sub(since.as_millis()).max(0);
    (millis as f64 / 360_000.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_is_left_out() {
        let conversation: Conversation = serde_json::from_value(json!({
            "id": "cnv_1", "subject": "", "status": "unassigned", "assignee": null, "recipient": null,
            "waiting_since": 1000, "custom_fields": {"Tier": "gold"},
        }))
        .unwrap();
        let view = ConversationView::at(&conversation, Timestamp::from_secs(1000 + 26 * 3600 + 360));
        assert_eq!(
            serde_json::to_value(&view).unwrap(),
            json!({
                "id": "cnv_1", "status": "unassigned", "tags": [], "waiting_since": "1970-01-01T00:16:40.000Z",
                "waiting_hours": 26.1, "custom_fields": {"Tier": "gold"},
            })
        );
    }
}
