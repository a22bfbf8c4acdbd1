//! Validation of whole requests, for `check` of [`request`](crate::request). Each function returns the reason of a
//! refusal.

use crate::endpoint::Endpoint;

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
