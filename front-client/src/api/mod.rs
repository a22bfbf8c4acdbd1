//! The operations, one file for each section of Front's API reference, each with the types that it reads and writes.

pub mod accounts;
pub mod channels;
pub mod contact_handles;
pub mod contact_notes;
pub mod contacts;
pub mod conversations;
pub mod custom_fields;
pub mod identity;
pub mod inboxes;
pub mod tags;
pub mod teammates;
pub mod teams;

use serde::Serialize;

use crate::{MAX_PAGE_SIZE, wire_enum::wire_enum};

wire_enum! {
    /// Which way a list is ordered.
    pub enum SortOrder {
        /// The smallest or oldest first.
        Ascending = "asc",
        /// The largest or newest first.
        Descending = "desc",
    }
}

/// Front answers an error to a larger page; the same words for every list.
pub(crate) fn check_limit(limit: Option<u32>) -> Result<(), String> {
    match limit {
        Some(limit) if limit == 0 || limit > MAX_PAGE_SIZE => {
            Err(format!("`limit` is {limit}; it may be 1 to {MAX_PAGE_SIZE}"))
        }
        _ => Ok(()),
    }
}

/// A call about nothing is a mistake of the caller, and not worth a request of the few per minute.
pub(crate) fn check_not_empty<T>(name: &str, list: &[T]) -> Result<(), String> {
    if list.is_empty() { Err(format!("`{name}` is empty; it needs at least one entry")) } else { Ok(()) }
}

/// Refuses an update that has no field but those that name the resource.
pub(crate) fn check_changes(update: &impl Serialize, path: &[&str]) -> Result<(), String> {
    match serde_json::to_value(update) {
        Ok(value)
            if value.as_object().is_some_and(|map| map.keys().all(|key| path.contains(&key.as_str()))) =>
        {
            Err("there is nothing to change: set at least one field".to_owned())
        }
        _ => Ok(()),
    }
}
