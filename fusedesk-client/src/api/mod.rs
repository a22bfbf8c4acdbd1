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
use serde::Serialize;

use crate::{ContactUuid, DEFAULT_PAGE_SIZE, Moment, MomentKind};

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

/// The maximum of FuseDesk is not known; a page of nothing is a mistake.
pub(crate) fn check_limit(limit: u32) -> Result<(), String> {
    if limit == 0 { Err("`limit` is 0; it may be 1 or more".to_owned()) } else { Ok(()) }
}

/// To PHP an empty text is as good as none, so that a call with one would do something else than it says.
pub(crate) fn check_text(name: &str, text: &str) -> Result<(), String> {
    if text.trim().is_empty() { Err(format!("`{name}` is empty")) } else { Ok(()) }
}

/// The same for texts that may be left out.
pub(crate) fn check_texts(texts: &[(&str, &Option<String>)]) -> Result<(), String> {
    texts.iter().try_for_each(|(name, text)| text.as_deref().map_or(Ok(()), |text| check_text(name, text)))
}

/// To PHP a 0 is as good as none as well: a filter by it would find the things of everybody.
pub(crate) fn check_filters(ids: &[(&str, Option<u64>)]) -> Result<(), String> {
    match ids.iter().find(|(_, id)| *id == Some(0)) {
        Some((name, _)) => {
            Err(format!("`{name}` is 0, which names nothing; leave it out to find those of all"))
        }
        None => Ok(()),
    }
}

/// The same as for texts, for an id that may be left out.
pub(crate) fn check_contact(name: &str, contact: Option<&ContactUuid>) -> Result<(), String> {
    contact.map_or(Ok(()), |contact| check_text(name, contact.as_str()))
}

/// One address: a comma would make it two.
pub(crate) fn check_email(name: &str, address: &str) -> Result<(), String> {
    check_text(name, address)?;
    if address.contains([',', ';', '\r', '\n']) || !address.contains('@') {
        return Err(format!("`{name}` is not one e-mail address"));
    }
    Ok(())
}

/// A date that FuseDesk is sure to understand: what it cannot read, it might take for now.
pub(crate) fn check_date(name: &str, date: &Moment) -> Result<(), String> {
    match date.kind() {
        MomentKind::Unreadable => Err(format!("`{name}` is not a date such as 2024-03-05T14:07:09Z")),
        _ => Ok(()),
    }
}

/// The same for dates that may be left out.
pub(crate) fn check_dates(dates: &[(&str, &Option<Moment>)]) -> Result<(), String> {
    dates.iter().try_for_each(|(name, date)| date.as_ref().map_or(Ok(()), |date| check_date(name, date)))
}

/// Refuses an update that has no field but those that name what it is about.
pub(crate) fn check_changes(update: &impl Serialize, names: &[&str]) -> Result<(), String> {
    match serde_json::to_value(update) {
        Ok(value)
            if value.as_object().is_some_and(|map| map.keys().all(|key| names.contains(&key.as_str()))) =>
        {
            Err("there is nothing to change: set at least one field".to_owned())
        }
        _ => Ok(()),
    }
}
