//! Lenient reading of responses: one unreadable value never fails the record.
//!
//! [`#[response]`](macro@crate::response) writes what every response struct repeats: `Debug`, `Clone`, `PartialEq`,
//! `Serialize`, a lenient `Deserialize`, the JSON Schema, `#[non_exhaustive]`, and a field `extra` for everything that the
//! struct does not know. `Default` is derived unless a field is `#[required]`.
//!
//! ```
//! use client_core::response;
//! use serde_json::json;
//!
//! /// A file of a message.
//! #[response]
//! pub struct Attachment {
//!     /// The file.
//!     #[required]
//!     pub id: String,
//!     /// Its name.
//!     pub filename: Option<String>,
//! }
//!
//! /// A message.
//! #[response]
//! pub struct Message {
//!     /// The message.
//!     #[required]
//!     pub id: String,
//!     /// Its kind.
//!     #[serde(rename = "type")]
//!     pub kind: Option<String>,
//!     /// The files that came with it.
//!     pub attachments: Vec<Attachment>,
//! }
//!
//! let message: Message = serde_json::from_value(json!({
//!     "id": "msg_1",
//!     "type": 7,
//!     "attachments": [{ "id": "fil_1" }, { "filename": "no id.txt" }],
//!     "new": true,
//! }))?;
//! assert_eq!(message.attachments.len(), 1);
//! assert_eq!(message.extra["new"], true);
//! // Unreadable values are kept in `extra`.
//! assert_eq!(message.kind, None);
//! assert_eq!(message.extra["unreadable_type"], 7);
//! assert_eq!(message.extra["unreadable_attachments"], json!([{ "filename": "no id.txt" }]));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! | field | read as |
//! | --- | --- |
//! | `#[required]` | its type; the record fails when it is absent or cannot be read |
//! | `Option<T>` | `None` when it is absent, null or cannot be read |
//! | `Vec<T>`, `Option<Vec<T>>` | its items, each on its own: one that cannot be read does not cost the others; an `Option` is `None` when none can be read |
//! | any other type | its default when it is absent, null or cannot be read |
//!
//! `#[serde(rename = "…")]` names the field on the wire. `#[serde(alias = "…")]` adds further names; the first
//! readable value counts. `#[serde(with = "…")]` and `#[serde(deserialize_with = "…")]` replace the reader of a field
//! that is not required. `serialize_with` and `skip_serializing_if` write it. All other words of serde are refused, also on the
//! struct, and so are `#[cfg]` on a field and two fields with one name.
//!
//! # Memory
//!
//! Unknown fields stay in `extra`, up to 256 KiB of memory in one response. A larger one is skipped while the response is
//! parsed, and its name is in `extra["skipped_fields"]`. So is a known field beyond 32 MiB, and [`SkippedFields`] in the
//! extensions of the response names it: no record has one.
//! [`ClientBuilder::max_unknown_bytes`](crate::ClientBuilder::max_unknown_bytes) and
//! [`max_decoded_bytes`](crate::ClientBuilder::max_decoded_bytes) set these limits.
//!
//! For a vendor with its own representation of values, `#[response(reader = module)]` calls `module::fields`,
//! `module::take` and `module::is_absent` in place of the functions here, and does not serialize absent fields.
//!
//! `#[response(crate = path)]` is the path of `client_core` in a crate that has it under another name.

mod thin;

use serde::{
    Deserializer,
    de::{DeserializeOwned, Error as _},
};
use serde_json::{Error, Map, Value};

pub use thin::SkippedFields;
pub(crate) use thin::{DecodeLimits, limited};
#[doc(hidden)]
pub use thin::{Known, KnownFields, Opaque, Probe, Records, counted, record_fields};

/// Prefix of the names of unreadable values in `extra`.
const UNREADABLE: &str = "unreadable_";

/// Record read from the fields of an object.
pub trait FromFields: Sized {
    /// Reads the record. Unknown fields stay in its `extra`.
    ///
    /// # Errors
    ///
    /// When a required field is absent or cannot be read.
    fn from_fields(fields: Map<String, Value>) -> Result<Self, Error>;

    /// Returns the known fields; `None` if all fields are kept, whatever their size.
    #[doc(hidden)]
    #[must_use]
    fn known() -> Option<&'static [Known]> {
        None
    }
}

/// Reads the fields of an object.
///
/// # Errors
///
/// When the value is not an object.
#[doc(hidden)]
pub fn fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    crate::de::object(deserializer)
}

/// Reads a required field.
///
/// # Errors
///
/// When it is absent or cannot be read.
#[doc(hidden)]
pub fn required<T: DeserializeOwned>(fields: &mut Map<String, Value>, names: &[&str]) -> Result<T, Error> {
    let mut failure = None;
    for &name in names {
        let Some(value) = fields.get(name) else { continue };
        match T::deserialize(value) {
            Ok(read) => {
                fields.remove(name);
                return Ok(read);
            }
            Err(error) => failure = failure.or(Some((name, error))),
        }
    }
    Err(match failure {
        Some((name, error)) => Error::custom(format!("`{name}`: {error}")),
        None => Error::custom(format!("missing field `{}`", names.first().unwrap_or(&""))),
    })
}

/// Reads an optional field.
#[doc(hidden)]
pub fn optional<T: DeserializeOwned>(fields: &mut Map<String, Value>, names: &[&str]) -> Option<T> {
    take(fields, names, |value| T::deserialize(value))
}

/// Reads a field that has a default.
#[doc(hidden)]
pub fn value<T: DeserializeOwned + Default>(fields: &mut Map<String, Value>, names: &[&str]) -> T {
    optional(fields, names).unwrap_or_default()
}

/// Reads a field with a function of `#[serde(with)]` or `#[serde(deserialize_with)]`, which is also called for
/// null.
#[doc(hidden)]
pub fn take_with<T: Default>(
    fields: &mut Map<String, Value>,
    names: &[&str],
    read: impl Fn(&Value) -> Result<T, Error>,
) -> T {
    take(fields, names, read).unwrap_or_default()
}

/// Reads the items of a list, each on its own.
#[doc(hidden)]
pub fn list<T: DeserializeOwned>(fields: &mut Map<String, Value>, names: &[&str]) -> Vec<T> {
    optional_list(fields, names).unwrap_or_default()
}

/// Reads the items of a list that may be absent, each on its own.
#[doc(hidden)]
pub fn optional_list<T: DeserializeOwned>(fields: &mut Map<String, Value>, names: &[&str]) -> Option<Vec<T>> {
    let mut unreadable = Vec::new();
    let items: Vec<Value> = optional(fields, names)?;
    let mut list = Vec::with_capacity(items.len());
    for item in items {
        match T::deserialize(&item) {
            Ok(item) => list.push(item),
            Err(_) => unreadable.push(item),
        }
    }
    let is_unreadable = list.is_empty() && !unreadable.is_empty();
    if let (false, Some(name)) = (unreadable.is_empty(), names.first()) {
        keep(fields, name, Value::Array(unreadable));
    }
    (!is_unreadable).then_some(list)
}

/// Takes the first readable value. Unreadable values are kept.
fn take<T>(
    fields: &mut Map<String, Value>,
    names: &[&str],
    read: impl Fn(&Value) -> Result<T, Error>,
) -> Option<T> {
    let mut found = None;
    for &name in names {
        let Some(value) = fields.remove(name) else { continue };
        if value.is_null() {
            continue;
        }
        match read(&value) {
            Ok(read) if found.is_none() => found = Some(read),
            // A second value keeps its own name, which no other field uses.
            Ok(_) => drop(fields.insert(name.to_owned(), value)),
            Err(_) => keep(fields, name, value),
        }
    }
    found
}

fn keep(fields: &mut Map<String, Value>, name: &str, value: Value) {
    fields.insert(format!("{UNREADABLE}{name}"), value);
}

#[cfg(test)]
mod tests;
