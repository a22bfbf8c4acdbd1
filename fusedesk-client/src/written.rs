//! What a write answers.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::record::Record;

/// What FuseDesk answered to a write that it carried out.
///
/// The vendor does not document these answers. Most seem to be the thing as it is after the write; programs have met
/// `true`, an empty list, an empty body. All of them are successes: FuseDesk says so where it refuses.
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
    /// The thing as it is now.
    Value(T),
    /// Anything else, as JSON; null for an empty body.
    Raw(Value),
}

impl<T> Written<T> {
    /// The thing as it is now, where the answer was one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Raw(_) => None,
        }
    }

    /// The thing as it is now, where the answer was one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Raw(_) => None,
        }
    }

    /// The answer as JSON, where it was not the thing.
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
    // Anything: what FuseDesk answers to a write is not documented.
    impl<T> JsonSchema for Written<T> {
        "Written",
        |_| Schema::default()
    }
}
