//! Finding and reading contacts.

use client_core::request;

use crate::{
    api::{
        check,
        contacts::{Contact, ContactKey},
        default_page_size,
    },
    de::rows,
};

/// Finds contacts by a text: a name, an e-mail address, a phone number, a company.
#[request(GET "/api/v2/contacts" -> Vec<Contact>, decode = rows)]
pub struct SearchContacts {
    /// The text to look for.
    #[check(check::text)]
    search: String,
    /// How many contacts a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150
    /// is known to be honoured.
    #[check(check::page_size)]
    #[default(default_page_size)]
    limit: u32,
    /// How many contacts to skip. Left out, none.
    offset: Option<u64>,
}

/// Reads a contact with all that is known: names, addresses, phone numbers, company.
#[request(GET "/api/v2/contacts/{contactId}" -> Contact)]
pub struct GetContact {
    /// The contact: its id in FuseDesk, or its number in the CRM.
    #[serde(rename = "contactId")]
    contact: ContactKey,
}
