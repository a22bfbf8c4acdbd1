//! Contacts: the people outside the company, each with the handles that reach them.
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

use client_core::{JsonSchema, response, wire_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::id::{ContactId, ContactListId};

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

wire_enum! {
    /// What lists of contacts are ordered by.
    pub enum ContactSort {
        /// When they were made.
        CreatedAt = "created_at",
        /// When they were last changed.
        UpdatedAt = "updated_at",
    }
}

/// A contact.
#[response]
pub struct Contact {
    /// The contact.
    #[required]
    pub id: ContactId,
    /// The name.
    pub name: Option<String>,
    /// What is noted about the contact.
    pub description: Option<String>,
    /// Where the picture is. To fetch it needs the token.
    pub avatar_url: Option<String>,
    /// Pages about the contact.
    pub links: Vec<String>,
    /// The lists that the contact is on.
    pub lists: Vec<ContactList>,
    /// The same lists under their old name, which Front has deprecated.
    pub groups: Vec<ContactList>,
    /// The addresses that reach the contact.
    pub handles: Vec<ContactHandle>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
    /// Whether the contact belongs to one teammate.
    pub is_private: Option<bool>,
}

/// A list of contacts, as a contact names it.
#[response]
pub struct ContactList {
    /// The list.
    #[required]
    pub id: ContactListId,
    /// Its name.
    pub name: Option<String>,
    /// Whether it belongs to one teammate.
    pub is_private: Option<bool>,
}

/// An address of a contact, as Front answers it.
#[response]
pub struct ContactHandle {
    /// The address, number or name.
    pub handle: Option<String>,
    /// What kind of address it is.
    pub source: Option<HandleSource>,
}

/// An address to give to a contact, or to take from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "client_core::schemars", inline)]
pub struct Handle {
    /// The address, number or name. A phone number begins with `+` and the country code.
    pub(super) handle: String,
    /// What kind of address it is.
    pub(super) source: HandleSource,
}

impl Handle {
    /// A handle of this source.
    pub fn new(source: HandleSource, handle: impl Into<String>) -> Self {
        Self { handle: handle.into(), source }
    }

    /// An e-mail address.
    pub fn email(address: impl Into<String>) -> Self {
        Self::new(HandleSource::Email, address)
    }

    /// A phone number, with `+` and the country code.
    pub fn phone(number: impl Into<String>) -> Self {
        Self::new(HandleSource::Phone, number)
    }

    /// An address of a custom channel.
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
    // Front takes a number without a country for one of the United States.
    if *source == HandleSource::Phone && !handle.starts_with('+') {
        return Err("`handle` is a phone number without `+` and the country code".to_owned());
    }
    Ok(())
}
