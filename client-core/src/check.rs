//! Validation for [`request`](crate::request): of fields, for `#[check]`, and of whole requests, for `check`. Each
//! function returns the reason of a refusal.

use std::ops::RangeInclusive;

use crate::endpoint::Endpoint;

/// Refuses a number outside of this range: `#[check(in_range, 1..=100)]`.
///
/// # Errors
///
/// When the number is too small or too large.
pub fn in_range(name: &str, number: &u32, allowed: RangeInclusive<u32>) -> Result<(), String> {
    if allowed.contains(number) {
        return Ok(());
    }
    Err(format!("`{name}` is {number}; it may be {} to {}", allowed.start(), allowed.end()))
}

/// Refuses a text with a length outside of this range, in characters: `#[check(chars, 1..=64)]`.
///
/// # Errors
///
/// When the text is too short or too long.
pub fn chars(name: &str, text: &str, allowed: RangeInclusive<usize>) -> Result<(), String> {
    let length = text.chars().count();
    if allowed.contains(&length) {
        return Ok(());
    }
    Err(format!("`{name}` has {length} characters; it may have {} to {}", allowed.start(), allowed.end()))
}

/// Refuses an update without fields other than those of its path.
///
/// # Errors
///
/// When the update sets no field.
pub fn changes<E: Endpoint>(update: &E) -> Result<(), String> {
    changes_beside("", update)
}

/// Refuses an update without fields other than `subject` and those of its path.
///
/// # Errors
///
/// When the update sets no other field.
pub fn changes_beside<E: Endpoint>(subject: &str, update: &E) -> Result<(), String> {
    let is_change = |name: &String| name != subject && !E::PATH.contains(&format!("{{{name}}}"));
    match serde_json::to_value(update) {
        Ok(value) if !value.as_object().is_some_and(|fields| fields.keys().any(is_change)) => {
            Err("there is nothing to change: set at least one field".to_owned())
        }
        _ => Ok(()),
    }
}
