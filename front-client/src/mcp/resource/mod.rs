//! Resources: what the tools read, as Markdown at a URI, each in a file of its own.

mod contact;
mod conversation;

use mcp_core::{Registry, RegistryError};

use super::names::Completions;

/// Adds the templates.
pub(super) fn insert(registry: &mut Registry, completions: Completions<'_>) -> Result<(), RegistryError> {
    registry.insert_template(contact::template(completions))?;
    registry.insert_template(conversation::template(completions))
}
