//! Inboxes: where conversations arrive, with their access and channels.
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

use client_core::response;
use serde_json::{Map, Value};

use crate::id::InboxId;

/// An inbox.
#[response]
pub struct Inbox {
    /// Inbox id.
    #[required]
    pub id: InboxId,
    /// Name.
    pub name: Option<String>,
    /// `true` if the channel belongs to one teammate.
    pub is_private: Option<bool>,
    /// `true` if every member of its team has access.
    pub is_public: Option<bool>,
    /// Custom fields, by name.
    pub custom_fields: Map<String, Value>,
}
