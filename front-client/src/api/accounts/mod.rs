//! Accounts: the companies that contacts belong to.
//!
//! ```
//! use front_client::{Endpoint, api::accounts::UpdateAccount};
//!
//! let request = UpdateAccount::new("alt:domain:example.com").custom_field("Tier", "Gold").to_request()?;
//! assert_eq!(request.uri(), "/accounts/alt:domain:example.com");
//! assert_eq!(request.body(), r#"{"custom_fields":{"Tier":"Gold"}}"#);
//! # Ok::<(), front_client::Error>(())
//! ```

mod list;
mod update;

pub use list::*;
pub use update::*;

use client_core::{response, wire_enum};
use serde_json::{Map, Value};

use crate::{id::AccountId, time::Timestamp};

wire_enum! {
    /// What lists of accounts are ordered by.
    pub enum AccountSort {
        /// When they were made.
        CreatedAt = "created_at",
        /// When they were last changed.
        UpdatedAt = "updated_at",
    }
}

/// An account.
#[response]
pub struct Account {
    /// The account.
    #[required]
    pub id: AccountId,
    /// Its name.
    pub name: Option<String>,
    /// What is noted about it.
    pub description: Option<String>,
    /// Where its logo is. To fetch it needs the token.
    pub logo_url: Option<String>,
    /// The mail domains that belong to it: contacts with an address there are its contacts.
    pub domains: Vec<String>,
    /// Its identifier in another system, such as a CRM. A number reads as its text.
    #[serde(deserialize_with = "client_core::de::text")]
    pub external_id: Option<String>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}
