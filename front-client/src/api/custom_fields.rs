//! Custom fields: which ones the company has defined, for each kind of resource.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{CustomFieldId, wire_enum::wire_enum};

wire_enum! {
    /// What a custom field holds, and how its value is written.
    pub enum CustomFieldKind {
        /// Text.
        String = "string",
        /// True or false.
        Boolean = "boolean",
        /// A point in time: seconds since 1970.
        Datetime = "datetime",
        /// A number.
        Number = "number",
        /// A teammate, as an e-mail address.
        Teammate = "teammate",
        /// An inbox, as its id (`inb_…`).
        Inbox = "inbox",
        /// One of the values in the definition.
        Enum = "enum",
    }
}

/// The definition of a custom field. Values are keyed by its name, not by its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct CustomField {
    /// The custom field.
    pub id: CustomFieldId,
    /// Its name: the key under which a resource holds its value.
    #[serde(default)]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// What it holds.
    #[serde(default, rename = "type")]
    pub kind: Option<CustomFieldKind>,
    /// What it may hold, where it is an enum.
    #[serde(default, deserialize_with = "crate::de::null_default", skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<CustomFieldValue>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One of the values of an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct CustomFieldValue {
    /// The value, as it is written.
    #[serde(default)]
    pub value: Option<String>,
    /// What people see.
    #[serde(default)]
    pub label: Option<String>,
    /// Everything else that Front says.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
