//! Checks of arguments, for `#[check]` of a field and `check` of a request.
//!
//! To PHP an empty text and a 0 are as good as none, so that a call with one would do something else than it says.

use client_core::Endpoint;

use crate::{
    list::CommaList,
    time::{Moment, MomentKind},
};

/// Refuses an empty text.
pub(crate) fn text(name: &str, text: &impl AsRef<str>) -> Result<(), String> {
    if text.as_ref().trim().is_empty() { Err(format!("`{name}` is empty")) } else { Ok(()) }
}

/// Refuses all but one address: a comma would make it two.
pub(crate) fn email(name: &str, address: &impl AsRef<str>) -> Result<(), String> {
    text(name, address)?;
    let address = address.as_ref();
    if address.contains([',', ';', '\r', '\n']) || !address.contains('@') {
        return Err(format!("`{name}` is not one e-mail address"));
    }
    Ok(())
}

/// Refuses a date that FuseDesk might not understand: what it cannot read, it might take for now.
pub(crate) fn date(name: &str, date: &Moment) -> Result<(), String> {
    match date.kind() {
        MomentKind::Unreadable => Err(format!("`{name}` is not a date such as 2024-03-05T14:07:09Z")),
        _ => Ok(()),
    }
}

/// Refuses a page of nothing. The maximum of FuseDesk is not known.
pub(crate) fn page_size(name: &str, limit: &u32) -> Result<(), String> {
    if *limit == 0 { Err(format!("`{name}` is 0; it may be 1 or more")) } else { Ok(()) }
}

/// Refuses a filter by 0: it would find the things of everybody.
pub(crate) fn filter<T: Copy + Into<u64>>(name: &str, id: &T) -> Result<(), String> {
    match (*id).into() {
        0 => Err(format!("`{name}` is 0, which names nothing; leave it out to find those of all")),
        _ => Ok(()),
    }
}

/// Refuses an entry that would be none, or several.
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

/// Refuses a list with an entry that is not one address.
pub(crate) fn emails(name: &str, addresses: &CommaList<String>) -> Result<(), String> {
    entries(name, addresses)?;
    addresses.iter().try_for_each(|address| email(name, address))
}

/// Refuses an update that has no field but those of its path.
pub(crate) fn changes<R: Endpoint>(update: &R) -> Result<(), String> {
    changes_beside("", update)
}

/// Refuses an update that has no field but this one and those of its path.
pub(crate) fn changes_beside<R: Endpoint>(subject: &str, update: &R) -> Result<(), String> {
    let is_change = |name: &String| name != subject && !R::PATH.contains(&format!("{{{name}}}"));
    match serde_json::to_value(update) {
        Ok(value) if !value.as_object().is_some_and(|fields| fields.keys().any(is_change)) => {
            Err("there is nothing to change: set at least one field".to_owned())
        }
        _ => Ok(()),
    }
}
