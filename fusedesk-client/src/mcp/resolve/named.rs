//! Departments, reps and case tags: by id, e-mail address or name.

use client_core::mcp::{argument::pick, result::Failed};
use mcp_core::ToolError;

use crate::mcp::{
    call::Call,
    key::Key,
    names::{Known, Thing, kept, look_up, read},
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
    look_up(call, |all| usable(argument, text, retired, all)).await
}

/// Those of a list of ids and names, each once, and what of the list leads to none. Two requests at most.
pub(crate) async fn several<T: Thing>(
    call: &Call,
    argument: &str,
    keys: &[Key],
    retired: bool,
) -> Result<(Vec<T>, Vec<Failed>), ToolError> {
    let (found, failed) = each(argument, keys, retired, &kept::<T>(call).await?);
    if failed.is_empty() {
        return Ok((found, failed));
    }
    Ok(each(argument, keys, retired, &read::<T>(call).await?))
}

fn each<T: Thing>(argument: &str, keys: &[Key], retired: bool, all: &[Known<T>]) -> (Vec<T>, Vec<Failed>) {
    let (mut found, mut failed) = (Vec::<T>::new(), Vec::new());
    for key in keys {
        match usable(argument, key.as_str(), retired, all) {
            Ok(thing) if found.iter().any(|known| known.number() == thing.number()) => {}
            Ok(thing) => found.push(thing),
            Err(error) => failed.push(Failed::new(format!("{argument}: {}", key.as_str()), &error)),
        }
    }
    (found, failed)
}

fn usable<T: Thing>(argument: &str, text: &str, retired: bool, all: &[Known<T>]) -> Result<T, ToolError> {
    let found = among::<T>(text, all)?;
    if !retired && !found.thing.is_current() {
        return Err(ToolError::invalid_arguments(format!(
            "{argument}: the {} {text} is archived or disabled",
            T::NOUN
        ))
        .with_hint(format!("{} shows those that are in use.", T::LISTER)));
    }
    Ok(found.thing.clone())
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
