//! Prompts: tasks in FuseDesk for a user to pick, one module each.

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

/// Builds the arguments of a call, without absent ones.
fn arguments<const N: usize, const M: usize>(
    always: [(&str, Value); N],
    given: [(&str, Option<&str>); M],
) -> Value {
    let given = given.into_iter().filter_map(|(name, value)| Some((name, Value::from(value?))));
    let all = always.into_iter().chain(given);
    all.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}
