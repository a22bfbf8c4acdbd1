//! Contact notes: what teammates write down about a contact. A note has no id and cannot be changed.
//!
//! ```
//! use front_client::{Endpoint, api::contact_notes::AddContactNote};
//!
//! let request = AddContactNote::new("crd_1", "tea_1", "Prefers to be called.").to_request()?;
//! assert_eq!(request.uri(), "/contacts/crd_1/notes");
//! # Ok::<(), front_client::Error>(())
//! ```

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ContactId, Endpoint, Front, Page, TeammateId, Timestamp, api::teammates::Teammate};

/// A note on a contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct ContactNote {
    /// Who wrote it. Front's OpenAPI file calls it a teammate and shows a link; a link reads as none.
    #[serde(default, deserialize_with = "client_core::de::lenient")]
    pub author: Option<Teammate>,
    /// The text.
    #[serde(default)]
    pub body: Option<String>,
    /// When it was written.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// Whether only its owner sees it. Front's OpenAPI file requires this field and does not define it.
    #[serde(default)]
    pub is_private: Option<bool>,
    /// Everything else that Front says, such as `_links`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Lists the notes on a contact, all at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListContactNotes {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
}

impl ListContactNotes {
    /// All notes on this contact.
    pub fn new(contact_id: impl Into<ContactId>) -> Self {
        Self { contact_id: contact_id.into() }
    }
}

impl Endpoint for ListContactNotes {
    type Vendor = Front;
    type Output = Page<ContactNote>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/contacts/{contact_id}/notes";
    const SCOPES: &'static [&'static str] = &["contacts:read"];
}

/// Adds a note to a contact. Only teammates see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddContactNote {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
    /// The teammate in whose name it is written.
    author_id: TeammateId,
    /// The text.
    body: String,
}

impl AddContactNote {
    /// A note by this teammate.
    pub fn new(
        contact_id: impl Into<ContactId>,
        author_id: impl Into<TeammateId>,
        body: impl Into<String>,
    ) -> Self {
        Self { contact_id: contact_id.into(), author_id: author_id.into(), body: body.into() }
    }
}

impl Endpoint for AddContactNote {
    type Vendor = Front;
    type Output = ContactNote;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/contacts/{contact_id}/notes";
    const SCOPES: &'static [&'static str] = &["contacts:write"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_for_an_author_does_not_lose_the_note() {
        let note: ContactNote = serde_json::from_str(
            r#"{"author":"https://acme.api.frontapp.com/teammates/tea_1","body":"Hello","created_at":1.5}"#,
        )
        .unwrap();
        assert_eq!((note.author, note.body.as_deref()), (None, Some("Hello")));
    }
}
