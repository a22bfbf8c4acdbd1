//! Prompts: tasks in FuseDesk that a person picks, each in a file of its own.

mod follow_up_chat;
mod triage_cases;

use mcp_core::{Registry, RegistryError};
use serde_json::{Map, Value};

use super::completions::Completions;

/// Adds the prompts.
pub(super) fn insert(registry: &mut Registry, completions: Completions<'_>) -> Result<(), RegistryError> {
    registry.insert_prompt(follow_up_chat::prompt(completions))?;
    registry.insert_prompt(triage_cases::prompt(completions))
}

/// The arguments of a call, without those that are not given.
fn arguments<const N: usize, const M: usize>(
    always: [(&str, Value); N],
    given: [(&str, Option<&str>); M],
) -> Value {
    let given = given.into_iter().filter_map(|(name, value)| Some((name, Value::from(value?))));
    let all = always.into_iter().chain(given);
    all.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}
