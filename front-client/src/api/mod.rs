//! The operations, one file for each section of Front's API reference, each with the types that it reads and writes.

pub mod accounts;
pub mod channels;
pub mod contact_notes;
pub mod contacts;
pub mod conversations;
pub mod custom_fields;
pub mod identity;
pub mod inboxes;
pub mod tags;
pub mod teammates;
pub mod teams;

use crate::MAX_PAGE_SIZE;

/// Front answers an error to a larger page; the same words for every list.
pub(crate) fn check_limit(limit: Option<u32>) -> Result<(), String> {
    match limit {
        Some(limit) if limit == 0 || limit > MAX_PAGE_SIZE => {
            Err(format!("`limit` is {limit}; it may be 1 to {MAX_PAGE_SIZE}"))
        }
        _ => Ok(()),
    }
}
