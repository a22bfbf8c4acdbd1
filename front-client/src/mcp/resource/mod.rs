//! Resources: the results of the reading tools as Markdown, one file each.

mod contact;
mod conversation;
mod drafts;
mod open_conversations;

use client_core::mcp::Document;
use mcp_core::{Registry, RegistryError};
use serde_json::Value;

use super::completions::Completions;

/// Adds the resources and the templates.
pub(super) fn insert(registry: &mut Registry, completions: Completions<'_>) -> Result<(), RegistryError> {
    registry.insert_resource(open_conversations::resource(completions.set))?;
    registry.insert_template(contact::template(completions))?;
    registry.insert_template(conversation::template(completions))
}

/// Writes a summary of a conversation in a list: its URI and status.
fn write_summary(document: &mut Document, conversation: &Value) {
    if let Some(id) = conversation["id"].as_str() {
        let uri = format!("front://conversations/{id}");
        document.facts(&serde_json::json!({ "uri": uri }), &[("uri", "Resource")]);
    }
    document.facts(
        conversation,
        &[
            ("type", "Type"),
            ("status", "Status"),
            ("ticket_status", "Ticket status"),
            ("assignee", "Assignee"),
            ("recipient", "Customer"),
            ("tags", "Tags"),
            ("last_activity_at", "Last activity"),
            ("waiting_since", "Customer waits since"),
            ("waiting_hours", "Hours of waiting"),
        ],
    );
}
