//! Inboxes: where conversations arrive, who has access to them, and the channels that feed them.
//!
//! ```
//! use front_client::{Endpoint, api::inboxes::AddInboxAccess};
//!
//! let request = AddInboxAccess::new("inb_1", ["alt:email:sarah@example.com"]).to_request()?;
//! assert_eq!(request.uri(), "/inboxes/inb_1/teammates");
//! assert_eq!(request.body(), r#"{"teammate_ids":["alt:email:sarah@example.com"]}"#);
//! # Ok::<(), front_client::Error>(())
//! ```

mod create;
mod list;

pub use create::*;
pub use list::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::InboxId;

/// An inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Inbox {
    /// The inbox.
    pub id: InboxId,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it belongs to one teammate.
    #[serde(default)]
    pub is_private: Option<bool>,
    /// Whether every member of its team has access.
    #[serde(default)]
    pub is_public: Option<bool>,
    /// Custom fields, by name.
    #[serde(default, deserialize_with = "client_core::de::null_default")]
    pub custom_fields: Map<String, Value>,
    /// Everything else that Front says, such as `_links` with the owner.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
