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
/// use fusedesk_client::{WriteResponse, api::case_tags::CaseTag};
///
/// let tag: WriteResponse<CaseTag> = serde_json::from_str(r#"{"id": "3", "tagname": "Billing"}"#)?;
/// assert_eq!(tag.record().and_then(|tag| tag.name.as_deref()), Some("Billing"));
///
/// let done: WriteResponse<CaseTag> = serde_json::from_str("true")?;
/// assert_eq!((done.record(), done.other()), (None, Some(&true.into())));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum WriteResponse<T> {
    /// Updated record.
    Record(T),
    /// Any other response, as JSON. Null for an empty body.
    Other(Value),
}

impl<T> WriteResponse<T> {
    /// Returns the updated record, if the response contains it.
    pub fn record(&self) -> Option<&T> {
        match self {
            Self::Record(record) => Some(record),
            Self::Other(_) => None,
        }
    }

    /// Returns the updated record, if the response contains it.
    pub fn into_record(self) -> Option<T> {
        match self {
            Self::Record(record) => Some(record),
            Self::Other(_) => None,
        }
    }

    /// Returns the response as JSON, if it is not the record.
    pub fn other(&self) -> Option<&Value> {
        match self {
            Self::Record(_) => None,
            Self::Other(other) => Some(other),
        }
    }
}

impl<'de, T: Record> Deserialize<'de> for WriteResponse<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(match serde_json::from_value::<T>(value.clone()) {
            Ok(record) if record.is_recognised() => Self::Record(record),
            _ => Self::Other(value),
        })
    }
}

client_core::json_schema! {
    // Any value, because FuseDesk does not document the responses of writes.
    impl<T> JsonSchema for WriteResponse<T> {
        "WriteResponse",
        |_| Schema::default()
    }
}
