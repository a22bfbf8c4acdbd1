//! Contact notes: what teammates write down about a contact. A note has no id and cannot be changed.
//!
//! ```
//! use front_client::{Endpoint, api::contact_notes::AddContactNote};
//!
//! let request = AddContactNote::new("crd_1", "tea_1", "Prefers to be called.").to_request()?;
//! assert_eq!(request.uri(), "/contacts/crd_1/notes");
//! # Ok::<(), front_client::Error>(())
//! ```

use client_core::{request, response};

use crate::{
    api::teammates::Teammate,
    id::{ContactId, TeammateId},
    page::Page,
    time::Timestamp,
};

/// A note on a contact.
#[response]
pub struct ContactNote {
    /// Who wrote it. Front's OpenAPI file calls it a teammate and shows a link; a link reads as none.
    pub author: Option<Teammate>,
    /// The text.
    pub body: Option<String>,
    /// When it was written.
    pub created_at: Option<Timestamp>,
    /// Whether only its owner sees it. Front's OpenAPI file requires this field and does not define it.
    pub is_private: Option<bool>,
}

/// Lists the notes on a contact, all at once.
#[request(GET "/contacts/{contact_id}/notes" -> Page<ContactNote>, scopes = ["contacts:read"])]
pub struct ListContactNotes {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
}

/// Adds a note to a contact. Only teammates see it.
#[request(POST "/contacts/{contact_id}/notes" -> ContactNote, scopes = ["contacts:write"])]
pub struct AddContactNote {
    /// The contact; an alias such as `alt:email:jane@example.com` will do.
    contact_id: ContactId,
    /// The teammate in whose name it is written.
    author_id: TeammateId,
    /// The text.
    body: String,
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
