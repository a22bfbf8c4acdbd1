//! Contact notes: notes of teammates about a contact. A note has no id and cannot be changed.
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
    /// Author. Front's OpenAPI file types it as a teammate but shows a link in its example; a link is read as
    /// `None`.
    pub author: Option<Teammate>,
    /// Text.
    pub body: Option<String>,
    /// Time of writing.
    pub created_at: Option<Timestamp>,
    /// `true` if only its owner sees the note. Front's OpenAPI file requires this field without defining it.
    pub is_private: Option<bool>,
}

/// Lists the notes on a contact, without paging.
#[request(GET "/contacts/{contact_id}/notes" -> Page<ContactNote>, scopes = ["contacts:read"])]
pub struct ListContactNotes {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
}

/// Adds a note to a contact. Only teammates see it.
#[request(POST "/contacts/{contact_id}/notes" -> ContactNote, scopes = ["contacts:write"])]
pub struct AddContactNote {
    /// Contact id, or an alias such as `alt:email:jane@example.com`.
    contact_id: ContactId,
    /// Author of the note.
    author_id: TeammateId,
    /// Text.
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
