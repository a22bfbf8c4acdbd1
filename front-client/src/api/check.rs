//! Validation of arguments, for `#[check]` on a field and `check` on a request. Each function returns a sentence
//! that names the fault.

pub(crate) use client_core::check::{changes, chars, in_range};
use serde_json::{Map, Value};

use crate::page::MAX_PAGE_SIZE;

/// Rejects page sizes that Front answers with an error.
pub(crate) fn page_size(name: &str, size: &u32) -> Result<(), String> {
    in_range(name, size, 1..=MAX_PAGE_SIZE)
}

/// Rejects empty lists: such a request is a mistake of the caller and would waste rate limit.
pub(crate) fn not_empty<T>(name: &str, list: &[T]) -> Result<(), String> {
    if list.is_empty() { Err(format!("`{name}` is empty; it needs at least one entry")) } else { Ok(()) }
}

/// Rejects empty text.
pub(crate) fn not_blank(name: &str, text: &str) -> Result<(), String> {
    if text.is_empty() { Err(format!("`{name}` is empty")) } else { Ok(()) }
}

/// Rejects empty lists and lists of more than `max` entries.
pub(crate) fn count<T>(name: &str, items: &[T], max: usize) -> Result<(), String> {
    not_empty(name, items)?;
    match items.len() {
        count if count > max => Err(format!("`{name}` has {count} entries; one call takes at most {max}")),
        _ => Ok(()),
    }
}

/// Rejects nulls in a map that replaces another. Front erases the omitted fields and documents no meaning of null.
pub(crate) fn no_nulls(name: &str, map: &Map<String, Value>) -> Result<(), String> {
    match map.iter().find(|(_, value)| value.is_null()) {
        Some((key, _)) => Err(format!("`{key}` in `{name}` is null; leave it out to erase it")),
        None => Ok(()),
    }
}
