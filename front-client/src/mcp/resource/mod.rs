//! Resources: what the tools read, as Markdown at a URI, each in a file of its own.

mod contact;
mod conversation;
mod drafts;
mod open_conversations;

use client_core::mcp::Document;
use mcp_core::{Registry, RegistryError};
use serde_json::Value;

use super::names::Completions;

/// Adds the resources and the templates.
pub(super) fn insert(registry: &mut Registry, completions: Completions<'_>) -> Result<(), RegistryError> {
    registry.insert_resource(open_conversations::resource(completions.set))?;
    registry.insert_template(contact::template(completions))?;
    registry.insert_template(conversation::template(completions))
}

/// A conversation among others: where it is read, and how it stands.
fn in_short(document: &mut Document, conversation: &Value) {
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
