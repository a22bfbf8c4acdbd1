//! Resources: the results of the reading tools as Markdown, one file each.

mod active_cases;
mod case;
mod customer;

use client_core::mcp::{Document, display_value};
use mcp_core::{Registry, RegistryError};
use serde_json::Value;

use super::completions::Completions;

/// Adds the resources and the templates.
pub(super) fn insert(registry: &mut Registry, completions: Completions<'_>) -> Result<(), RegistryError> {
    registry.insert_resource(active_cases::resource(completions.set))?;
    registry.insert_template(case::template(completions))?;
    registry.insert_template(customer::template(completions))
}

/// Parts that could not be read.
fn failures(document: &mut Document, read: &Value) {
    for failed in read["failed"].as_array().into_iter().flatten() {
        document.remark(&format!("Could not be read: {}", display_value(failed).unwrap_or_default()));
    }
}

/// Adds a heading of the present members.
fn heading(document: &mut Document, entry: &Value, members: [&str; 4]) {
    let parts = members.map(|member| display_value(&entry[member]));
    document.heading(3, &parts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
}

/// Adds an untrusted text, with notes on omitted parts.
fn body(document: &mut Document, body: &Value, reader: &str) {
    document.facts(
        body,
        &[
            ("quoted_lines_omitted", "Omitted lines of quoted history"),
            ("hidden_parts_removed", "Removed hidden parts"),
            ("misleading_links", "Links whose words name another host"),
        ],
    );
    document.quote(body["text"]["text"].as_str().unwrap_or_default());
    if let Some(chars) = display_value(&body["text_missing_chars"]) {
        document.remark(&format!("{chars} further characters are omitted. The tool {reader} reads them."));
    }
}
