//! Departments, reps and case tags by id, e-mail address or name.

use client_core::mcp::{argument::pick, result::Failed};
use mcp_core::HandlerError;

use crate::mcp::{
    call::Call,
    key::Key,
    names::{Known, Thing, kept, look_up, read},
};

/// Resolves an argument by id or name. Archived and disabled ones match only if no other has the name. At most one
/// request.
pub(crate) async fn one<T: Thing>(call: &Call, argument: &str, text: &str) -> Result<T, HandlerError> {
    find(call, argument, text, true).await
}

/// Resolves like [`one`], and refuses archived and disabled ones, for writes.
pub(crate) async fn current<T: Thing>(call: &Call, argument: &str, text: &str) -> Result<T, HandlerError> {
    find(call, argument, text, false).await
}

async fn find<T: Thing>(call: &Call, argument: &str, text: &str, retired: bool) -> Result<T, HandlerError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(HandlerError::invalid_arguments(format!(
            "{argument} is empty; it must be the id or the name of a {}",
            T::NOUN
        )));
    }
    look_up(call, |all| usable(argument, text, retired, all)).await
}

/// Resolves a list of ids and names without duplicates. Returns the unresolved entries as well. At most two
/// requests.
pub(crate) async fn several<T: Thing>(
    call: &Call,
    argument: &str,
    keys: &[Key],
    retired: bool,
) -> Result<(Vec<T>, Vec<Failed>), HandlerError> {
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

fn usable<T: Thing>(argument: &str, text: &str, retired: bool, all: &[Known<T>]) -> Result<T, HandlerError> {
    let found = among::<T>(text, all)?;
    if !retired && !found.thing.is_current() {
        return Err(HandlerError::invalid_arguments(format!(
            "{argument}: the {} {text} is archived or disabled",
            T::NOUN
        ))
        .with_hint(format!("{} shows those that are in use.", T::LISTER)));
    }
    Ok(found.thing.clone())
}

fn among<'a, T: Thing>(text: &str, all: &'a [Known<T>]) -> Result<&'a Known<T>, HandlerError> {
    if let Ok(number) = text.parse::<u64>()
        && let Some(found) = all.iter().find(|known| known.number == number)
    {
        return Ok(found);
    }
    let text = text.strip_prefix('@').unwrap_or(text);
    let current: Vec<Known<T>> = all.iter().filter(|known| known.thing.is_current()).cloned().collect();
    let name = match pick(T::NOUN, text, &current) {
        Ok(found) => found.number,
        // Archived and disabled ones need their full name, and are not suggested.
        Err(error) => pick(T::NOUN, text, all).map_err(|_| error)?.number,
    };
    let found = all.iter().find(|known| known.number == name);
    found.ok_or_else(|| HandlerError::internal("a name leads to a number that is not in the list"))
}
