//! The operations, one file for each thing that FuseDesk has, each with the types that it reads and writes.
//!
//! The vendor documents them at <https://documenter.getpostman.com/view/11014835/SztBc8ix>. What has no known call is
//! left out: sending a message in a chat, ending a snooze, deleting contacts and cases, listing templates.
//!
//! The permissions that an operation names in [`Endpoint::SCOPES`](crate::Endpoint::SCOPES) are those whose words are
//! known ([`session::Scope`]); an operation that names none may need one all the same.

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
    /// Which way a list is ordered.
    pub enum SortOrder {
        /// The smallest or oldest first.
        Ascending = "asc",
        /// The largest or newest first.
        Descending = "desc",
    }
}

pub(crate) fn default_page_size() -> u32 {
    DEFAULT_PAGE_SIZE
}

/// Adds a term to an order: `status asc,date_updated desc`.
pub(crate) fn add_order(order: &mut Option<String>, field: &str, direction: SortOrder) {
    let order = order.get_or_insert_default();
    if !order.is_empty() {
        order.push(',');
    }
    order.push_str(&format!("{field} {direction}"));
}
