//! Summaries of conversations.

use client_core::mcp::untrusted::{Fields, Line};
use schemars::JsonSchema;
use serde::Serialize;

use super::{RecipientView, TagView, TeammateView, time};
use crate::{
    api::conversations::{Conversation, ConversationType},
    id::ConversationId,
    time::Timestamp,
};

/// A conversation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ConversationView {
    /// Conversation id, cnv_….
    pub(crate) id: ConversationId,
    /// Subject. Empty in channels without subjects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Line>,
    /// unassigned, assigned, archived or deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    /// open, waiting or resolved. Only for companies with ticketing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ticket_status: Option<String>,
    /// discussion or task. Absent for a conversation with a customer.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// End of the snooze. A snoozed conversation has the status archived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) snoozed_until: Option<String>,
    /// Assignee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assignee: Option<TeammateView>,
    /// Customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recipient: Option<RecipientView>,
    /// Tags.
    pub(crate) tags: Vec<TagView>,
    /// Time of creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<String>,
    /// Time of the last activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_activity_at: Option<String>,
    /// Time since which the customer has been waiting for a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting_since: Option<String>,
    /// Number of hours that the customer has been waiting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting_hours: Option<f64>,
    /// Custom fields, by name.
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub(crate) custom_fields: Fields,
    /// True if it is in a private inbox.
    #[serde(skip_serializing_if = "super::is_false")]
    pub(crate) is_private: bool,
}

impl ConversationView {
    /// Creates the summary at a given time, for the waiting time.
    pub(crate) fn at(conversation: &Conversation, now: Timestamp) -> Self {
        let kind = conversation.kind.as_ref().filter(|kind| **kind != ConversationType::Conversation);
        Self {
            id: conversation.id.clone(),
            subject: Line::given(conversation.subject.as_deref()),
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
            custom_fields: Fields::new(&conversation.custom_fields),
            is_private: conversation.is_private == Some(true),
        }
    }
}

/// Returns the hours between two times, rounded to a tenth. Zero if `now` is earlier.
fn hours(since: Timestamp, now: Timestamp) -> f64 {
    let millis = now.as_millis().saturating_sub(since.as_millis()).max(0);
    (millis as f64 / 360_000.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn missing_fields_are_omitted() {
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
