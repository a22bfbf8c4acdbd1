//! Contact notes: what teammates write down about a contact. A note has no id and cannot be changed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Timestamp, api::teammates::Teammate};

/// A note on a contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct ContactNote {
    /// Who wrote it. Front's OpenAPI file calls it a teammate and shows a link; a link reads as none.
    #[serde(default, deserialize_with = "crate::de::lenient")]
    pub author: Option<Teammate>,
    /// The text.
    #[serde(default)]
    pub body: Option<String>,
    /// When it was written.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// Whether only its owner sees it. Front's OpenAPI file requires this field and does not define it.
    #[serde(default)]
    pub is_private: Option<bool>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
