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

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{AccountId, Timestamp};
use client_core::wire_enum;

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// What is noted about it.
    #[serde(default)]
    pub description: Option<String>,
    /// Where its logo is. To fetch it needs the token.
    #[serde(default)]
    pub logo_url: Option<String>,
    /// The mail domains that belong to it: contacts with an address there are its contacts.
    #[serde(default, deserialize_with = "client_core::de::lenient")]
    pub domains: Vec<String>,
    /// Its identifier in another system, such as a CRM. A number reads as its text.
    #[serde(default, deserialize_with = "client_core::de::text")]
    pub external_id: Option<String>,
    /// Custom fields, by name.
    #[serde(default, deserialize_with = "client_core::de::null_default")]
    pub custom_fields: Map<String, Value>,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
