//! The operations, one file for each section of Front's API reference, each with the types that it reads and writes.

pub mod conversations;
pub mod identity;

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
