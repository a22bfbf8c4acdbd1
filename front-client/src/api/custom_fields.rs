//! Custom fields: which ones the company has defined, for each kind of resource.
//!
//! ```
//! use front_client::{Page, api::custom_fields::{CustomField, CustomFieldKind}};
//!
//! let page: Page<CustomField> = serde_json::from_str(
//!     r#"{"_results":[{"id":"fld_1","name":"Tier","type":"enum","values":[{"value":"Gold","label":"Gold"}]}]}"#,
//! )?;
//! assert_eq!(page.items[0].kind, Some(CustomFieldKind::Enum));
//! # Ok::<(), serde_json::Error>(())
//! ```

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{CustomFieldId, Endpoint, Front, Page};
use client_core::wire_enum;

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
    #[serde(
        default,
        deserialize_with = "client_core::de::null_default",
        skip_serializing_if = "Vec::is_empty"
    )]
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

/// Lists the custom fields that accounts can have, all at once: names, types, and the values of enums.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListAccountCustomFields {}

impl ListAccountCustomFields {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListAccountCustomFields {
    type Vendor = Front;
    type Output = Page<CustomField>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/accounts/custom_fields";
    const SCOPES: &'static [&'static str] = &["custom_fields:read"];
}

/// Lists the custom fields that contacts can have, all at once: names, types, and the values of enums.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListContactCustomFields {}

impl ListContactCustomFields {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListContactCustomFields {
    type Vendor = Front;
    type Output = Page<CustomField>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/contacts/custom_fields";
    const SCOPES: &'static [&'static str] = &["custom_fields:read"];
}

/// Lists the custom fields that conversations can have, all at once: names, types, and the values of enums.
/// The fields that Front itself keeps are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListConversationCustomFields {}

impl ListConversationCustomFields {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListConversationCustomFields {
    type Vendor = Front;
    type Output = Page<CustomField>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/conversations/custom_fields";
    const SCOPES: &'static [&'static str] = &["custom_fields:read"];
}

/// Lists the custom fields that inboxes can have, all at once: names, types, and the values of enums.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListInboxCustomFields {}

impl ListInboxCustomFields {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListInboxCustomFields {
    type Vendor = Front;
    type Output = Page<CustomField>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/inboxes/custom_fields";
    const SCOPES: &'static [&'static str] = &["custom_fields:read"];
}

/// Lists the custom fields that links can have, all at once: names, types, and the values of enums.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListLinkCustomFields {}

impl ListLinkCustomFields {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListLinkCustomFields {
    type Vendor = Front;
    type Output = Page<CustomField>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/links/custom_fields";
    const SCOPES: &'static [&'static str] = &["custom_fields:read"];
}

/// Lists the custom fields that teammates can have, all at once: names, types, and the values of enums.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListTeammateCustomFields {}

impl ListTeammateCustomFields {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListTeammateCustomFields {
    type Vendor = Front;
    type Output = Page<CustomField>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/teammates/custom_fields";
    const SCOPES: &'static [&'static str] = &["custom_fields:read"];
}

/// Lists the custom fields that contacts can have.
///
/// Front has deprecated this operation: [`ListContactCustomFields`] gives the same answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListCustomFields {}

impl ListCustomFields {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Endpoint for ListCustomFields {
    type Vendor = Front;
    type Output = Page<CustomField>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/custom_fields";
    const SCOPES: &'static [&'static str] = &["custom_fields:read"];
}
