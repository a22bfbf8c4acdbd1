//! Departments, reps and case tags by id, e-mail address or name.

use client_core::mcp::{argument::pick, result::Failed};
use mcp_core::HandlerError;

use crate::mcp::{
    call::Call,
    key::Key,
    names::{Indexed, NamedResource, cached, look_up, read},
};

/// Resolves an argument by id or name. Archived and disabled ones match only if no other has the name. At most one
/// request.
pub(crate) async fn one<T: NamedResource>(
    call: &Call,
    argument: &str,
    text: &str,
) -> Result<T, HandlerError> {
    find(call, argument, text, true).await
}

/// Resolves like [`one`], and refuses archived and disabled ones, for writes.
pub(crate) async fn current<T: NamedResource>(
    call: &Call,
    argument: &str,
    text: &str,
) -> Result<T, HandlerError> {
    find(call, argument, text, false).await
}

async fn find<T: NamedResource>(
    call: &Call,
    argument: &str,
    text: &str,
    retired: bool,
) -> Result<T, HandlerError> {
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
pub(crate) async fn several<T: NamedResource>(
    call: &Call,
    argument: &str,
    keys: &[Key],
    retired: bool,
) -> Result<(Vec<T>, Vec<Failed>), HandlerError> {
    let (found, failed) = each(argument, keys, retired, &cached::<T>(call).await?);
    if failed.is_empty() {
        return Ok((found, failed));
    }
    Ok(each(argument, keys, retired, &read::<T>(call).await?))
}

fn each<T: NamedResource>(
    argument: &str,
    keys: &[Key],
    retired: bool,
    all: &[Indexed<T>],
) -> (Vec<T>, Vec<Failed>) {
    let (mut found, mut failed) = (Vec::<T>::new(), Vec::new());
    for key in keys {
        match usable(argument, key.as_str(), retired, all) {
            Ok(resource) if found.iter().any(|known| known.number() == resource.number()) => {}
            Ok(resource) => found.push(resource),
            Err(error) => failed.push(Failed::new(format!("{argument}: {}", key.as_str()), &error)),
        }
    }
    (found, failed)
}

fn usable<T: NamedResource>(
    argument: &str,
    text: &str,
    retired: bool,
    all: &[Indexed<T>],
) -> Result<T, HandlerError> {
    let found = among::<T>(text, all)?;
    if !retired && !found.resource.is_current() {
        return Err(HandlerError::invalid_arguments(format!(
            "{argument}: the {} {text} is archived or disabled",
            T::NOUN
        ))
        .with_hint(format!("{} lists those in use.", T::LISTER)));
    }
    Ok(found.resource.clone())
}

fn among<'a, T: NamedResource>(text: &str, all: &'a [Indexed<T>]) -> Result<&'a Indexed<T>, HandlerError> {
    if let Ok(number) = text.parse::<u64>()
        && let Some(found) = all.iter().find(|known| known.number == number)
    {
        return Ok(found);
    }
    let text = text.strip_prefix('@').unwrap_or(text);
    let current: Vec<Indexed<T>> = all.iter().filter(|known| known.resource.is_current()).cloned().collect();
    let name = match pick(T::NOUN, text, &current) {
        Ok(found) => found.number,
        // Archived and disabled ones need their full name, and are not suggested.
        Err(error) => pick(T::NOUN, text, all).map_err(|_| error)?.number,
    };
    let found = all.iter().find(|known| known.number == name);
    found.ok_or_else(|| HandlerError::internal("the name has no number in the list"))
}
