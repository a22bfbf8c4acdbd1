//! `front://contacts/{contact_id}`: the contact, as `read_contact` returns it.

use client_core::mcp::{Document, display_value};
use mcp_core::ResourceTemplate;
use serde_json::Value;

use super::{Completions, write_summary};
use crate::mcp::agent::read_contact;

pub(super) fn template(completions: Completions<'_>) -> impl ResourceTemplate + use<> {
    completions
        .set
        .template(
            "front://contacts/{contact_id}",
            "front_contact",
            "A contact (customer) in Front: addresses, custom fields, accounts, notes and the most recent conversations. \
             By id crd_…, e-mail address or phone number with +.",
            "read_contact",
            read_contact::read,
            document,
        )
        .title("Contact in Front")
        .tags(["contacts", "accounts", "conversations"])
        .complete("contact_id", completions.contacts())
}

fn document(contact: &Value) -> Document {
    let name = display_value(&contact["name"]);
    let mut document = Document::new();
    document.heading(1, name.as_deref().unwrap_or("Contact without a name"));
    document.facts(
        contact,
        &[
            ("id", "Id"),
            ("handles", "Addresses"),
            ("accounts", "Accounts"),
            ("custom_fields", "Custom fields"),
            ("lists", "Contact lists"),
            ("links", "Links"),
            ("is_private", "Belongs to one teammate"),
        ],
    );
    document.caution();
    if let Some(description) = contact["description"].as_str().filter(|text| !text.trim().is_empty()) {
        document.heading(2, "Description");
        document.quote(description);
    }
    for failed in contact["failed"].as_array().into_iter().flatten() {
        document.remark(&format!("Could not be read: {}", display_value(failed).unwrap_or_default()));
    }
    let notes = contact["notes"].as_array().into_iter().flatten();
    for (index, note) in notes.enumerate() {
        if index == 0 {
            document.heading(2, "Internal notes of teammates");
            document.facts(contact, &[("notes_total", "In all")]);
        }
        document.facts(note, &[("at", "At"), ("author", "Author")]);
        document.quote(note["body"]["text"].as_str().unwrap_or_default());
    }
    let conversations = contact["recent_conversations"].as_array().into_iter().flatten();
    for (index, conversation) in conversations.enumerate() {
        if index == 0 {
            document.heading(2, "Recent conversations");
        }
        let subject = display_value(&conversation["subject"]);
        document.heading(3, subject.as_deref().unwrap_or("Without a subject"));
        write_summary(&mut document, conversation);
    }
    document
}
