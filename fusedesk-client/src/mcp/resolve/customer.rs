//! Customers: by id, e-mail address, phone number or name.

use client_core::mcp::argument::MAX_CANDIDATES;
use mcp_core::{ErrorKind, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{cases::SearchCases, contacts::Contact},
    id::{ContactUuid, CrmContactId},
    mcp::{
        call::Call,
        people::{MatchedBy, Wanted, find, second_look, whole},
        view::{contact_name, emails},
    },
};

/// A customer: a contact, or only an e-mail address of somebody who is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Customer {
    /// The contact in FuseDesk; absent where no contact has the e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) uuid: Option<ContactUuid>,
    /// The contact in the CRM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) crm_id: Option<CrmContactId>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The e-mail addresses that are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) emails: Vec<String>,
    /// How the customer was found: uuid, crm_id, exact_email, exact_phone, exact_name and so on; address, where no contact
    /// has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) matched_by: Option<String>,
}

impl Customer {
    fn of(contact: &Contact, by: MatchedBy) -> Self {
        let by = serde_json::to_value(by).ok().and_then(|by| by.as_str().map(str::to_owned));
        Self {
            uuid: contact.id.clone(),
            crm_id: contact.crm_id,
            name: contact_name(contact),
            emails: emails(contact).map(str::to_owned).collect(),
            matched_by: by,
        }
    }

    fn nobody(address: &str) -> Self {
        Self { emails: vec![address.to_owned()], matched_by: Some("address".to_owned()), ..Self::default() }
    }

    /// Whether FuseDesk has a contact for the customer.
    pub(crate) fn is_contact(&self) -> bool {
        self.uuid.is_some() || self.crm_id.is_some()
    }

    /// The address by which alone the customer is known.
    pub(crate) fn address(&self) -> Option<&str> {
        self.emails.first().map(String::as_str).filter(|_| !self.is_contact())
    }

    /// Narrows a search to the customer's cases: by the contact in the CRM, which every case of a contact has; else by
    /// that in FuseDesk; else by the address of whoever opened it, where FuseDesk finds longer addresses, too:
    /// [`has_address`] tells.
    pub(crate) fn narrow(&self, search: SearchCases) -> SearchCases {
        match (self.crm_id, &self.uuid, self.emails.first()) {
            (Some(id), _, _) => search.contacts([id]),
            (None, Some(uuid), _) => search.contact_uuid(uuid.clone()),
            (None, None, Some(address)) => search.from(address),
            (None, None, None) => search,
        }
    }
}

/// The customer of an argument: a contact's id in FuseDesk or in the CRM, an e-mail address, a phone number, or a name that
/// only one has. An e-mail address that no contact has is a customer, too. One request; up to eight for an address that a
/// search does not show.
pub(crate) async fn customer(call: &Call, argument: &str, text: &str) -> Result<Customer, ToolError> {
    let (customer, _) = contact_of(call, argument, text).await?;
    Ok(customer)
}

/// Like [`customer`], with all addresses. One request more.
pub(crate) async fn whole_customer(call: &Call, argument: &str, text: &str) -> Result<Customer, ToolError> {
    let (customer, contact) = contact_of(call, argument, text).await?;
    let Some((contact, by)) = contact else { return Ok(customer) };
    // Found by an id it is whole already.
    if by <= MatchedBy::CrmId {
        return Ok(customer);
    }
    let (contacts, _) = whole(call, vec![(contact, by)], &Wanted::of(text)).await;
    Ok(contacts.first().map_or(customer, |(contact, by)| Customer::of(contact, *by)))
}

/// Like [`customer`], and refuses who is no contact: for writing.
pub(crate) async fn known_customer(call: &Call, argument: &str, text: &str) -> Result<Customer, ToolError> {
    let customer = customer(call, argument, text).await?;
    if customer.is_contact() { Ok(customer) } else { Err(unknown(argument, text)) }
}

async fn contact_of(
    call: &Call,
    argument: &str,
    text: &str,
) -> Result<(Customer, Option<(Contact, MatchedBy)>), ToolError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ToolError::invalid_arguments(format!(
            "{argument} is empty; it must be a contact's id, e-mail address, phone number or name"
        )));
    }
    let wanted = Wanted::of(text);
    let found = find(call, &wanted).await?;
    let contacts = second_look(call, found, &wanted).await;
    match one(argument, text, &wanted, contacts)? {
        Some((contact, by)) => Ok((Customer::of(&contact, by), Some((contact, by)))),
        None => Ok((Customer::nobody(text), None)),
    }
}

/// The only contact that fits; `None` for an e-mail address that nobody has.
fn one(
    argument: &str,
    text: &str,
    wanted: &Wanted,
    contacts: Vec<(Contact, MatchedBy)>,
) -> Result<Option<(Contact, MatchedBy)>, ToolError> {
    let best = contacts.first().map(|(_, by)| *by);
    // Words in the company or a part of an address are no customer's name.
    let fits = |by: MatchedBy| by <= MatchedBy::Name;
    let mut fitting: Vec<_> =
        contacts.iter().filter(|(_, by)| Some(*by) == best && fits(*by)).cloned().collect();
    match fitting.len() {
        1 => Ok(fitting.pop()),
        0 if matches!(wanted, Wanted::Email(_)) => Ok(None),
        0 => Err(match candidates(&contacts) {
            near if near.is_empty() => unknown(argument, text),
            near => unknown(argument, text).with_hint(format!("Perhaps one of these: {near}.")),
        }),
        several => Err(ToolError::new(
            ErrorKind::InvalidArguments,
            format!("{argument}: {several} contacts fit {text:?}"),
        )
        .with_hint(format!("Give the uuid of the one you mean: {}.", candidates(&fitting)))),
    }
}

fn candidates(contacts: &[(Contact, MatchedBy)]) -> String {
    let label = |contact: &Contact| {
        let name = contact_name(contact).unwrap_or_else(|| "without a name".to_owned());
        let id = contact.id.as_ref().map(ToString::to_string);
        let id = id.or_else(|| contact.crm_id.map(|id| id.to_string()));
        let about: Vec<String> = id.into_iter().chain(emails(contact).next().map(str::to_owned)).collect();
        format!("{name} ({})", about.join(", "))
    };
    contacts.iter().take(MAX_CANDIDATES).map(|(contact, _)| label(contact)).collect::<Vec<_>>().join("; ")
}

fn unknown(argument: &str, text: &str) -> ToolError {
    ToolError::not_found(format!("{argument}: FuseDesk has no contact {text:?}")).with_hint(
        "fusedesk_find_customer finds contacts by name, e-mail address, phone number, or words of them.",
    )
}

/// Whether a sender, such as `Jane <jane@example.com>`, has the address and not one that ends in it.
pub(crate) fn has_address(text: &str, address: &str) -> bool {
    let is_part = |c: char| !(c.is_alphanumeric() || "@.+-_'%".contains(c));
    text.split(is_part).any(|part| part.trim_matches(['.', '\'']).eq_ignore_ascii_case(address.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_not_the_end_of_another() {
        for text in ["ann@x.example", "Ann <ANN@x.example>", "ann@x.example, +49 30 1", "'ann@x.example'."] {
            assert!(has_address(text, "ann@x.example"), "{text}");
        }
        for text in ["joann@x.example", "ann@x.example.org", "ann", ""] {
            assert!(!has_address(text, "ann@x.example"), "{text}");
        }
    }
}
