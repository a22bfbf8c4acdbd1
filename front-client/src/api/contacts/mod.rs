//! Contacts: people outside the company, each with the handles that reach them.
//!
//! ```
//! use front_client::{Endpoint, api::contacts::{CreateContact, Handle}};
//!
//! let request = CreateContact::new([Handle::email("jane@example.com")]).name("Jane").to_request()?;
//! assert_eq!(request.uri(), "/contacts");
//! assert_eq!(request.body(), r#"{"handles":[{"handle":"jane@example.com","source":"email"}],"name":"Jane"}"#);
//! # Ok::<(), front_client::Error>(())
//! ```

mod create;
mod list;
mod update;

pub use create::*;
pub use list::*;
pub use update::*;

use client_core::JsonSchema;
use client_core::{response, wire_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::id::{ContactId, ContactListId};

wire_enum! {
    /// Kind of address of a handle.
    pub enum HandleSource {
        /// Twitter name.
        Twitter = "twitter",
        /// E-mail address.
        Email = "email",
        /// Phone number.
        Phone = "phone",
        /// Facebook identifier.
        Facebook = "facebook",
        /// Intercom identifier.
        Intercom = "intercom",
        /// Visitor of Front Chat.
        FrontChat = "front_chat",
        /// Address of a custom channel.
        Custom = "custom",
    }
}

wire_enum! {
    /// Sort key for lists of contacts.
    pub enum ContactSort {
        /// Time of creation.
        CreatedAt = "created_at",
        /// Time of the last change.
        UpdatedAt = "updated_at",
    }
}

/// A contact.
#[response]
pub struct Contact {
    /// Contact id.
    #[required]
    pub id: ContactId,
    /// Name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// URL of the avatar. Fetching it needs the API token.
    pub avatar_url: Option<String>,
    /// URLs of pages about the contact.
    pub links: Vec<String>,
    /// Lists that contain the contact.
    pub lists: Vec<ContactList>,
    /// Same as `lists`, under the old name that Front has deprecated.
    pub groups: Vec<ContactList>,
    /// Addresses of the contact.
    pub handles: Vec<ContactHandle>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
    /// `true` if the contact belongs to one teammate.
    pub is_private: Option<bool>,
}

/// A contact list, as referenced by a contact.
#[response]
pub struct ContactList {
    /// Contact list id.
    #[required]
    pub id: ContactListId,
    /// Name.
    pub name: Option<String>,
    /// `true` if the channel belongs to one teammate.
    pub is_private: Option<bool>,
}

/// Address of a contact, as Front returns it.
#[response]
pub struct ContactHandle {
    /// Address, number or name.
    pub handle: Option<String>,
    /// Kind of address.
    pub source: Option<HandleSource>,
}

/// Address to add to a contact or to remove from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, crate = "client_core::schemars")]
pub struct Handle {
    /// Address, number or name. A phone number begins with `+` and the country code.
    pub(super) handle: String,
    /// Kind of address.
    pub(super) source: HandleSource,
}

impl Handle {
    /// Creates a handle of this source.
    pub fn new(source: HandleSource, handle: impl Into<String>) -> Self {
        Self { handle: handle.into(), source }
    }

    /// E-mail address.
    pub fn email(address: impl Into<String>) -> Self {
        Self::new(HandleSource::Email, address)
    }

    /// Phone number, with `+` and the country code.
    pub fn phone(number: impl Into<String>) -> Self {
        Self::new(HandleSource::Phone, number)
    }

    /// Address of a custom channel.
    pub fn custom(handle: impl Into<String>) -> Self {
        Self::new(HandleSource::Custom, handle)
    }

    fn check(&self) -> Result<(), String> {
        check_handle(&self.source, &self.handle)
    }
}

pub(super) fn check_handle(source: &HandleSource, handle: &str) -> Result<(), String> {
    if handle.trim().is_empty() {
        return Err("`handle` is empty".to_owned());
    }
    // Front assumes the United States for a number without a country code.
    if *source == HandleSource::Phone && !handle.starts_with('+') {
        return Err("`handle` is a phone number without `+` and the country code".to_owned());
    }
    Ok(())
}
