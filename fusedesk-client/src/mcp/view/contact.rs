//! Summary of contacts.

use client_core::mcp::untrusted::Line;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    api::contacts::Contact,
    id::{ContactUuid, CrmContactId},
};

/// A contact.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ContactView {
    /// The contact in FuseDesk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uuid: Option<ContactUuid>,
    /// The contact in the CRM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crm_id: Option<CrmContactId>,
    /// First and last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Line>,
    /// The e-mail addresses.
    pub(crate) emails: Vec<Line>,
    /// The phone numbers, with their extensions.
    pub(crate) phones: Vec<Line>,
    /// Company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) company: Option<Line>,
    /// The time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) time_zone: Option<Line>,
}

impl From<&Contact> for ContactView {
    fn from(contact: &Contact) -> Self {
        Self {
            uuid: contact.id.clone(),
            crm_id: contact.crm_id,
            name: Line::given(contact_name(contact).as_deref()),
            emails: emails(contact).map(Line::from).collect(),
            phones: phones(contact).map(Line::from).collect(),
            company: Line::given(contact.company.as_deref()),
            time_zone: Line::given(contact.time_zone.as_deref()),
        }
    }
}

/// Returns the first and last name, as far as they are set.
pub(crate) fn contact_name(contact: &Contact) -> Option<String> {
    let parts = [contact.first_name.as_deref(), contact.last_name.as_deref()];
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Returns the e-mail addresses in the response.
pub(crate) fn emails(contact: &Contact) -> impl Iterator<Item = &str> {
    let all = [&contact.email, &contact.email_2, &contact.email_3];
    all.into_iter().flatten().map(|address| address.trim()).filter(|address| !address.is_empty())
}

/// Returns the phone numbers in the response, with their extensions.
pub(crate) fn phones(contact: &Contact) -> impl Iterator<Item = String> {
    let all = [(&contact.phone, &contact.phone_extension), (&contact.phone_2, &contact.phone_2_extension)];
    all.into_iter().filter_map(|(number, extension)| {
        let number = number.as_deref()?.trim();
        Some(match extension.as_deref().map(str::trim) {
            _ if number.is_empty() => return None,
            Some(extension) if !extension.is_empty() => format!("{number} ext. {extension}"),
            _ => number.to_owned(),
        })
    })
}
