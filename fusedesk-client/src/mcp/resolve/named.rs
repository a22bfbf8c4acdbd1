//! Departments, reps and case tags: by id, e-mail address or name.

use mcp_core::{ToolError, argument::pick};

use crate::mcp::{
    call::Call,
    names::{Known, Thing, look_up},
};

/// The one of an argument: its id, or a name of it. One that is archived or disabled counts where no other has the name.
/// One request at most.
pub(crate) async fn one<T: Thing>(call: &Call, argument: &str, text: &str) -> Result<T, ToolError> {
    find(call, argument, text, true).await
}

/// Like [`one`], and refuses one that is archived or disabled: for writing.
pub(crate) async fn current<T: Thing>(call: &Call, argument: &str, text: &str) -> Result<T, ToolError> {
    find(call, argument, text, false).await
}

async fn find<T: Thing>(call: &Call, argument: &str, text: &str, retired: bool) -> Result<T, ToolError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ToolError::invalid_arguments(format!(
            "{argument} is empty; it must be the id or the name of a {}",
            T::NOUN
        )));
    }
    look_up(call, |all| {
        let found = among::<T>(text, all)?;
        if !retired && !found.thing.is_current() {
            return Err(ToolError::invalid_arguments(format!(
                "{argument}: the {} {text} is archived or disabled",
                T::NOUN
            ))
            .with_hint(format!("{} shows those that are in use.", T::LISTER)));
        }
        Ok(found.thing.clone())
    })
    .await
}

fn among<'a, T: Thing>(text: &str, all: &'a [Known<T>]) -> Result<&'a Known<T>, ToolError> {
    if let Ok(number) = text.parse::<u64>()
        && let Some(found) = all.iter().find(|known| known.number == number)
    {
        return Ok(found);
    }
    let text = text.strip_prefix('@').unwrap_or(text);
    let current: Vec<Known<T>> = all.iter().filter(|known| known.thing.is_current()).cloned().collect();
    let name = match pick(T::NOUN, text, &current) {
        Ok(found) => found.number,
        // What is not in use any more has to be called by its whole name, and is no suggestion.
        Err(error) => pick(T::NOUN, text, all).map_err(|_| error)?.number,
    };
    let found = all.iter().find(|known| known.number == name);
    found.ok_or_else(|| ToolError::internal("a name leads to a number that is not in the list"))
}
