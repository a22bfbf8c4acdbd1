//! Custom fields: the company's field definitions for each kind of resource.
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
    /// Type of a custom field and the format of its value.
    pub enum CustomFieldKind {
        /// Text.
        String = "string",
        /// Boolean.
        Boolean = "boolean",
        /// Time, in seconds since 1970.
        Datetime = "datetime",
        /// A number.
        Number = "number",
        /// A teammate, as an e-mail address.
        Teammate = "teammate",
        /// An inbox, as its id (`inb_…`).
        Inbox = "inbox",
        /// One of the values of the definition.
        Enum = "enum",
    }
}

/// Definition of a custom field. Values are keyed by its name, not by its id.
#[response]
pub struct CustomField {
    /// Custom field id.
    #[required]
    pub id: CustomFieldId,
    /// Name: the key of its value on a resource.
    pub name: Option<String>,
    /// Purpose.
    pub description: Option<String>,
    /// Type.
    #[serde(rename = "type")]
    pub kind: Option<CustomFieldKind>,
    /// Values of an enum.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<CustomFieldValue>,
}

/// One value of an enum.
#[response]
pub struct CustomFieldValue {
    /// Value, as it is written.
    pub value: Option<String>,
    /// Display label.
    pub label: Option<String>,
}

/// Lists the custom fields of accounts, without paging: names, types, and the values of enums.
#[request(GET "/accounts/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListAccountCustomFields {}

/// Lists the custom fields of contacts, without paging: names, types, and the values of enums.
#[request(GET "/contacts/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListContactCustomFields {}

/// Lists the custom fields of conversations, without paging: names, types, and the values of enums. Front's
/// built-in fields are not included.
#[request(GET "/conversations/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListConversationCustomFields {}

/// Lists the custom fields of inboxes, without paging: names, types, and the values of enums.
#[request(GET "/inboxes/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListInboxCustomFields {}

/// Lists the custom fields of links, without paging: names, types, and the values of enums.
#[request(GET "/links/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListLinkCustomFields {}

/// Lists the custom fields of teammates, without paging: names, types, and the values of enums.
#[request(GET "/teammates/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListTeammateCustomFields {}

/// Lists the custom fields of contacts.
///
/// Front has deprecated this operation: [`ListContactCustomFields`] returns the same result.
#[request(GET "/custom_fields" -> Page<CustomField>, scopes = ["custom_fields:read"])]
pub struct ListCustomFields {}

/// Marks an update whose custom fields replace all others, so that the merging layer leaves it unchanged.
pub(super) fn replaces_custom_fields<E>(_: &E, extensions: &mut Extensions) {
    extensions.insert(ReplaceCustomFields);
}
