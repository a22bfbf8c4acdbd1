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

use client_core::{request, response, wire_enum};
use http::Extensions;

use crate::{id::CustomFieldId, layer::ReplaceCustomFields, page::Page};

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
#[response]
pub struct CustomField {
    /// The custom field.
    #[required]
    pub id: CustomFieldId,
    /// Its name: the key under which a resource holds its value.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: Option<CustomFieldKind>,
    /// What it may hold, where it is an enum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<CustomFieldValue>,
}

/// One of the values of an enum.
#[response]
pub struct CustomFieldValue {
    /// The value, as it is written.
    pub value: Option<String>,
    /// What people see.
    pub label: Option<String>,
}

/// Lists the custom fields that accounts can have, all at once: names, types, and the values of enums.
#[request(GET "/accounts/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListAccountCustomFields {}

/// Lists the custom fields that contacts can have, all at once: names, types, and the values of enums.
#[request(GET "/contacts/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListContactCustomFields {}

/// Lists the custom fields that conversations can have, all at once: names, types, and the values of enums.
/// The fields that Front itself keeps are left out.
#[request(GET "/conversations/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListConversationCustomFields {}

/// Lists the custom fields that inboxes can have, all at once: names, types, and the values of enums.
#[request(GET "/inboxes/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListInboxCustomFields {}

/// Lists the custom fields that links can have, all at once: names, types, and the values of enums.
#[request(GET "/links/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListLinkCustomFields {}

/// Lists the custom fields that teammates can have, all at once: names, types, and the values of enums.
#[request(GET "/teammates/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListTeammateCustomFields {}

/// Lists the custom fields that contacts can have.
///
/// Front has deprecated this operation: [`ListContactCustomFields`] gives the same answer.
#[request(GET "/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListCustomFields {}

/// Marks an update whose custom fields replace all others: the layer that merges them leaves it alone.
pub(super) fn replaces_custom_fields<E>(_: &E, extensions: &mut Extensions) {
    extensions.insert(ReplaceCustomFields);
}
