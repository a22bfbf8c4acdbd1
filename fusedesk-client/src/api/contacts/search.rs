//! List and read contacts.

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
    /// Number of contacts on a page, at least 1. Default 50. FuseDesk does not document its maximum, but 150 is known
    /// to work.
    #[check(check::page_size)]
    #[default(default_page_size)]
    limit: u32,
    /// Number of contacts to skip. Default 0.
    offset: Option<u64>,
}

/// Reads a contact with all of its fields: names, addresses, phone numbers, company.
#[request(GET "/api/v2/contacts/{contactId}" -> Contact)]
pub struct GetContact {
    /// The contact, by its id in FuseDesk or in the CRM.
    #[serde(rename = "contactId")]
    contact: ContactKey,
}
