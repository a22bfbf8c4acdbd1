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
    /// Sort key for lists of accounts.
    pub enum AccountSort {
        /// Time of creation.
        CreatedAt = "created_at",
        /// Time of the last change.
        UpdatedAt = "updated_at",
    }
}

/// An account.
#[response]
pub struct Account {
    /// Account id.
    #[required]
    pub id: AccountId,
    /// Name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// URL of the logo. Fetching it needs the API token.
    pub logo_url: Option<String>,
    /// Mail domains of the account. Contacts with an address in one of them belong to it.
    pub domains: Vec<String>,
    /// Identifier in another system, such as a CRM. A number is read as text.
    #[serde(deserialize_with = "client_core::de::text")]
    pub external_id: Option<String>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
    /// Time of creation.
    pub created_at: Option<Timestamp>,
    /// Time of the last change.
    pub updated_at: Option<Timestamp>,
}
