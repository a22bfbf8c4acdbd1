//! Validation of arguments, for `#[check]` of a field and `check` of a request.
//!
//! PHP treats an empty text and a 0 as absent, so a call with one would have another effect than intended.

pub(crate) use client_core::check::{changes, changes_beside, in_range};

use crate::{
    list::CommaList,
    time::{Moment, MomentKind},
};

/// Refuses an empty text.
pub(crate) fn text(name: &str, text: &impl AsRef<str>) -> Result<(), String> {
    if text.as_ref().trim().is_empty() { Err(format!("`{name}` is empty")) } else { Ok(()) }
}

/// Refuses anything but a single address. A comma would make it two.
pub(crate) fn email(name: &str, address: &impl AsRef<str>) -> Result<(), String> {
    text(name, address)?;
    let address = address.as_ref();
    if address.contains([',', ';', '\r', '\n']) || !address.contains('@') {
        return Err(format!("`{name}` is not one e-mail address"));
    }
    Ok(())
}

/// Refuses a date that FuseDesk may not understand. It may take an unreadable date for the current time.
pub(crate) fn date(name: &str, date: &Moment) -> Result<(), String> {
    match date.kind() {
        MomentKind::Unreadable => Err(format!("`{name}` is not a date such as 2024-03-05T14:07:09Z")),
        _ => Ok(()),
    }
}

/// Refuses a page size of 0. FuseDesk's maximum is unknown.
pub(crate) fn page_size(name: &str, limit: &u32) -> Result<(), String> {
    if *limit == 0 { Err(format!("`{name}` is 0; it may be 1 or more")) } else { Ok(()) }
}

/// Refuses a filter by 0, which would match everybody's records.
pub(crate) fn filter<T: Copy + Into<u64>>(name: &str, id: &T) -> Result<(), String> {
    match (*id).into() {
        0 => Err(format!("`{name}` is 0, which names nothing; leave it out to find those of all")),
        _ => Ok(()),
    }
}

/// Refuses list entries that are empty or contain a comma.
pub(crate) fn entries<T: AsRef<str>>(name: &str, list: &CommaList<T>) -> Result<(), String> {
    for entry in list.iter().map(T::as_ref) {
        if entry.trim().is_empty() {
            return Err(format!("`{name}` has an empty entry"));
        }
        if entry.contains(',') {
            return Err(format!("`{name}` has an entry with a comma, which would make it two"));
        }
    }
    Ok(())
}

/// Refuses a list with an entry that is not a single address.
pub(crate) fn emails(name: &str, addresses: &CommaList<String>) -> Result<(), String> {
    entries(name, addresses)?;
    addresses.iter().try_for_each(|address| email(name, address))
}
