//! Contacts: the people outside the company, each with the handles that reach them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ContactId, ContactListId, wire_enum::wire_enum};

wire_enum! {
    /// What kind of address a handle is.
    pub enum HandleSource {
        /// A Twitter name.
        Twitter = "twitter",
        /// An e-mail address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// A Facebook identifier.
        Facebook = "facebook",
        /// An Intercom identifier.
        Intercom = "intercom",
        /// A visitor of Front Chat.
        FrontChat = "front_chat",
        /// An address of a custom channel.
        Custom = "custom",
    }
}

/// A contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Contact {
    /// The contact.
    pub id: ContactId,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// What is noted about the contact.
    #[serde(default)]
    pub description: Option<String>,
    /// Where the picture is. To fetch it needs the token.
    #[serde(default)]
    pub avatar_url: Option<String>,
    /// Pages about the contact.
    #[serde(default, deserialize_with = "crate::de::null_default")]
    pub links: Vec<String>,
    /// The lists that the contact is on.
    #[serde(default, deserialize_with = "crate::de::null_default")]
    pub lists: Vec<ContactList>,
    /// The same lists under their old name, which Front has deprecated.
    #[serde(default, deserialize_with = "crate::de::null_default")]
    pub groups: Vec<ContactList>,
    /// The addresses that reach the contact.
    #[serde(default, deserialize_with = "crate::de::null_default")]
    pub handles: Vec<ContactHandle>,
    /// Custom fields, by name.
    #[serde(default, deserialize_with = "crate::de::null_default")]
    pub custom_fields: Map<String, Value>,
    /// Whether the contact belongs to one teammate.
    #[serde(default)]
    pub is_private: Option<bool>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A list of contacts, as a contact names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct ContactList {
    /// The list.
    pub id: ContactListId,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it belongs to one teammate.
    #[serde(default)]
    pub is_private: Option<bool>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An address of a contact, as Front answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct ContactHandle {
    /// The address, number or name.
    pub handle: String,
    /// What kind of address it is.
    #[serde(default)]
    pub source: Option<HandleSource>,
    /// Everything else that Front says.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
