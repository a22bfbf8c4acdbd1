//! Prompts: tasks in Front that a person starts, one file each.

mod draft_reply;
mod escalate_overdue;
mod triage_inbox;

use mcp_core::{Registry, RegistryError};
use serde_json::{Map, Value};

use super::completions::Completions;

/// Adds the prompts.
pub(super) fn insert(registry: &mut Registry, completions: Completions<'_>) -> Result<(), RegistryError> {
    registry.insert_prompt(draft_reply::prompt(completions))?;
    registry.insert_prompt(escalate_overdue::prompt(completions))?;
    registry.insert_prompt(triage_inbox::prompt(completions))
}

/// Returns the filters of a search, without those that are not given.
fn filters<const N: usize>(status: &str, given: [(&str, Option<&str>); N]) -> Value {
    let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    let status = [("status".to_owned(), status.into())];
    status.into_iter().chain(given).collect::<Map<_, _>>().into()
}
