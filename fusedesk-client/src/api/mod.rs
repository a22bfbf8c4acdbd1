//! Operations of the API and their types, one module for each resource.
//!
//! The vendor documents them at <https://documenter.getpostman.com/view/11014835/SztBc8ix>. Actions without a
//! known operation are missing: sending a message in a chat, ending a snooze, deleting contacts and cases, listing
//! templates.
//!
//! [`Endpoint::SCOPES`](crate::Endpoint::SCOPES) lists documented permissions only ([`session::Scope`]).
//! Operations with an empty list may still need one.

pub mod bulk;
pub mod case_tags;
pub mod cases;
pub mod chats;
mod check;
pub mod contacts;
pub mod departments;
pub mod emails;
pub mod feedback;
pub mod integrations;
pub mod merge;
pub mod notes;
pub mod replies;
pub mod reps;
pub mod session;
pub mod snooze;
#[cfg(test)]
mod tests;
pub mod usage;
pub mod webhooks;

use client_core::wire_enum;

use crate::page::DEFAULT_PAGE_SIZE;

wire_enum! {
    /// Sort direction of a list.
    pub enum SortOrder {
        /// Smallest or oldest first.
        Ascending = "asc",
        /// Largest or newest first.
        Descending = "desc",
    }
}

pub(crate) fn default_page_size() -> u32 {
    DEFAULT_PAGE_SIZE
}

/// Adds a term to a sort order: `status asc,date_updated desc`.
pub(crate) fn add_order(order: &mut Option<String>, field: &str, direction: SortOrder) {
    let order = order.get_or_insert_default();
    if !order.is_empty() {
        order.push(',');
    }
    order.push_str(&format!("{field} {direction}"));
}
