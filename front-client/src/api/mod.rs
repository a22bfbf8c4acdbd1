//! The operations, one file for each section of Front's API reference, each with the types that it reads and writes.

pub mod accounts;
pub mod attachments;
pub mod channels;
pub mod comments;
pub mod contact_handles;
pub mod contact_notes;
pub mod contacts;
pub mod conversations;
pub mod custom_fields;
pub mod drafts;
pub mod events;
pub mod identity;
pub mod inboxes;
pub mod messages;
pub mod tags;
pub mod teammates;
pub mod teams;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{MAX_PAGE_SIZE, Upload};
use client_core::wire_enum;

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

/// A list of 1 to `max` entries.
pub(crate) fn check_count<T>(name: &str, items: &[T], max: usize) -> Result<(), String> {
    check_not_empty(name, items)?;
    match items.len() {
        count if count > max => Err(format!("`{name}` has {count} entries; one call takes at most {max}")),
        _ => Ok(()),
    }
}

/// A map that replaces another: what it leaves out is erased anyway, and Front documents no meaning of a null in it.
pub(crate) fn check_no_nulls(name: &str, map: &Map<String, Value>) -> Result<(), String> {
    match map.iter().find(|(_, value)| value.is_null()) {
        Some((key, _)) => Err(format!("`{key}` in `{name}` is null; leave it out to erase it")),
        None => Ok(()),
    }
}

/// The names under which files are uploaded: `attachments[0]`, `attachments[1]` …
pub(crate) fn numbered<'a>(name: &str, files: &'a [Upload]) -> Vec<(String, &'a Upload)> {
    files.iter().enumerate().map(|(index, file)| (format!("{name}[{index}]"), file)).collect()
}

/// The id at the end of one of the addresses in `_links.related`, which is all that some answers say about what they
/// belong to.
pub(crate) fn related_id<'a>(extra: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let address = extra.get("_links")?.get("related")?.get(name)?.as_str()?;
    let path = address.split(['?', '#']).next()?;
    path.rsplit('/').next().filter(|id| id.contains('_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn related() {
        let of = |related: Value| json!({"_links": {"related": related}}).as_object().unwrap().clone();
        let address = "https://acme.api.frontapp.com/messages/msg_1?referer=conversation";
        assert_eq!(related_id(&of(json!({"message": address})), "message"), Some("msg_1"));
        for related in [json!({"message": null}), json!(null), json!({"message": "https://acme"}), json!([])]
        {
            assert_eq!(related_id(&of(related), "message"), None);
        }
        assert_eq!(related_id(&Map::new(), "message"), None);
    }
}
