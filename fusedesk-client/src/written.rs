//! Responses of writes.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::record::Record;

/// Response of a successful write.
///
/// The vendor does not document these responses. Most contain the updated record. `true`, an empty list and an
/// empty body occur as well. All of them are successes: a refused write is an [`Error`](crate::Error).
///
/// ```
/// use fusedesk_client::{Written, api::case_tags::CaseTag};
///
/// let tag: Written<CaseTag> = serde_json::from_str(r#"{"id": "3", "tagname": "Billing"}"#)?;
/// assert_eq!(tag.value().and_then(|tag| tag.name.as_deref()), Some("Billing"));
///
/// let done: Written<CaseTag> = serde_json::from_str("true")?;
/// assert_eq!((done.value(), done.raw()), (None, Some(&true.into())));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Written<T> {
    /// Updated record.
    Value(T),
    /// Any other response, as JSON. Null for an empty body.
    Raw(Value),
}

impl<T> Written<T> {
    /// Returns the updated record, if the response contains it.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Raw(_) => None,
        }
    }

    /// Returns the updated record, if the response contains it.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Raw(_) => None,
        }
    }

    /// Returns the response as JSON, if it is not the record.
    pub fn raw(&self) -> Option<&Value> {
        match self {
            Self::Value(_) => None,
            Self::Raw(raw) => Some(raw),
        }
    }
}

impl<'de, T: Record> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(match serde_json::from_value::<T>(value.clone()) {
            Ok(thing) if thing.is_recognised() => Self::Value(thing),
            _ => Self::Raw(value),
        })
    }
}

client_core::json_schema! {
    // Any value, because FuseDesk does not document the responses of writes.
    impl<T> JsonSchema for Written<T> {
        "Written",
        |_| Schema::default()
    }
}
