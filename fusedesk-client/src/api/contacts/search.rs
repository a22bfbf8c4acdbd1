//! Finding and reading contacts.

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    DEFAULT_PAGE_SIZE, DecodeError, Endpoint, FuseDesk,
    api::{
        check_limit, check_text,
        contacts::{Contact, ContactKey},
        default_page_size,
    },
    de::rows,
};

/// Finds contacts by a text: a name, an e-mail address, a phone number, a company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchContacts {
    /// The text to look for.
    search: String,
    /// How many contacts a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150
    /// is known to be honoured.
    #[serde(default = "default_page_size")]
    limit: u32,
    /// How many contacts to skip. Left out, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
}

impl SearchContacts {
    /// Those that this text finds.
    pub fn new(search: impl Into<String>) -> Self {
        Self { search: search.into(), limit: DEFAULT_PAGE_SIZE, offset: None }
    }

    /// How many contacts a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150
    /// is known to be honoured.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// How many contacts to skip. Left out, none.
    #[must_use]
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }
}

impl Endpoint for SearchContacts {
    type Vendor = FuseDesk;
    type Output = Vec<Contact>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/contacts";
    const SCOPES: &'static [&'static str] = &[];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }

    fn validate(&self) -> Result<(), String> {
        check_text("search", &self.search)?;
        check_limit(self.limit)
    }
}

/// Reads a contact with all that is known: names, addresses, phone numbers, company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetContact {
    /// The contact: its id in FuseDesk, or its number in the CRM.
    #[serde(rename = "contactId")]
    contact: ContactKey,
}

impl GetContact {
    /// This contact, by its id in FuseDesk or its number in the CRM.
    pub fn new(contact: impl Into<ContactKey>) -> Self {
        Self { contact: contact.into() }
    }
}

impl Endpoint for GetContact {
    type Vendor = FuseDesk;
    type Output = Contact;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v2/contacts/{contactId}";
    const SCOPES: &'static [&'static str] = &[];
}
