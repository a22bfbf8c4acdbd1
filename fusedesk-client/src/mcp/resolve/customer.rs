//! Customers by id, e-mail address, phone number or name.

use client_core::mcp::{
    argument::{MAX_CANDIDATES, echo},
    untrusted::Line,
};
use mcp_core::{HandlerError, HandlerErrorKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    api::{cases::SearchCases, contacts::Contact},
    id::{ContactUuid, CrmContactId},
    mcp::{
        call::Call,
        contact_search::{CustomerKey, MatchedBy, find, read_candidates, whole},
        view::{contact_name, emails},
    },
};

/// Customer: a contact, or an e-mail address without a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Customer {
    /// Contact in FuseDesk. Absent if no contact has the e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) uuid: Option<ContactUuid>,
    /// The contact in the CRM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) crm_id: Option<CrmContactId>,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Line>,
    /// Indexed e-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) emails: Vec<Line>,
    /// Match of the customer: uuid, crm_id, exact_email, exact_phone, exact_name and so on, or address if no contact
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
            name: Line::given(contact_name(contact).as_deref()),
            emails: emails(contact).map(Line::from).collect(),
            matched_by: by,
        }
    }

    fn nobody(address: &str) -> Self {
        Self { emails: vec![address.into()], matched_by: Some("address".to_owned()), ..Self::default() }
    }

    /// Returns `true` if FuseDesk has a contact for the customer.
    pub(crate) fn is_contact(&self) -> bool {
        self.uuid.is_some() || self.crm_id.is_some()
    }

    /// Returns the address of a customer without a contact.
    pub(crate) fn address(&self) -> Option<&str> {
        self.emails.first().map(Line::as_str).filter(|_| !self.is_contact())
    }

    /// Narrows a search to the customer's cases: by the contact in the CRM, which every case of a contact has, else by
    /// the contact in FuseDesk, else by the opener's address. For the latter FuseDesk also finds longer addresses:
    /// filter with [`has_address`].
    pub(crate) fn narrow(&self, search: SearchCases) -> SearchCases {
        match (self.crm_id, &self.uuid, self.emails.first()) {
            (Some(id), _, _) => search.contacts([id]),
            (None, Some(uuid), _) => search.contact_uuid(uuid.clone()),
            (None, None, Some(address)) => search.from(address.as_str()),
            (None, None, None) => search,
        }
    }
}

/// Resolves the customer of an argument: a contact's id in FuseDesk or in the CRM, an e-mail address, a phone
/// number, or a unique name. An e-mail address without a contact is a customer as well. One request, up to eight
/// for an address not in the search result.
pub(crate) async fn customer(call: &Call, argument: &str, text: &str) -> Result<Customer, HandlerError> {
    let (customer, _) = contact_of(call, argument, text).await?;
    Ok(customer)
}

/// Resolves like [`customer`], with all addresses. One more request.
pub(crate) async fn whole_customer(
    call: &Call,
    argument: &str,
    text: &str,
) -> Result<Customer, HandlerError> {
    let (customer, contact) = contact_of(call, argument, text).await?;
    let Some((contact, by)) = contact else { return Ok(customer) };
    // A contact found by id is complete already.
    if by <= MatchedBy::CrmId {
        return Ok(customer);
    }
    let (contacts, _) = whole(call, vec![(contact, by)], &CustomerKey::of(text)).await;
    Ok(contacts.first().map_or(customer, |(contact, by)| Customer::of(contact, *by)))
}

/// Resolves like [`customer`], and refuses customers without a contact, for writes.
pub(crate) async fn known_customer(
    call: &Call,
    argument: &str,
    text: &str,
) -> Result<Customer, HandlerError> {
    let customer = customer(call, argument, text).await?;
    if customer.is_contact() { Ok(customer) } else { Err(unknown(argument, text)) }
}

async fn contact_of(
    call: &Call,
    argument: &str,
    text: &str,
) -> Result<(Customer, Option<(Contact, MatchedBy)>), HandlerError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(HandlerError::invalid_arguments(format!(
            "{argument} is empty; it must be a contact's id, e-mail address, phone number or name"
        )));
    }
    let key = CustomerKey::of(text);
    let found = find(call, &key).await?;
    let contacts = read_candidates(call, found, &key).await;
    match one(argument, text, &key, contacts)? {
        Some((contact, by)) => Ok((Customer::of(&contact, by), Some((contact, by)))),
        None => Ok((Customer::nobody(text), None)),
    }
}

/// Returns the only matching contact, or `None` for an e-mail address without a contact.
fn one(
    argument: &str,
    text: &str,
    key: &CustomerKey,
    contacts: Vec<(Contact, MatchedBy)>,
) -> Result<Option<(Contact, MatchedBy)>, HandlerError> {
    let best = contacts.first().map(|(_, by)| *by);
    // Words in the company or in an address are not the customer's name.
    let fits = |by: MatchedBy| by <= MatchedBy::Name;
    let mut fitting: Vec<_> =
        contacts.iter().filter(|(_, by)| Some(*by) == best && fits(*by)).cloned().collect();
    match fitting.len() {
        1 => Ok(fitting.pop()),
        0 if matches!(key, CustomerKey::Email(_)) => Ok(None),
        0 => Err(match candidates(&contacts) {
            near if near.is_empty() => unknown(argument, text),
            near => unknown(argument, text).with_hint(format!("Similar contacts: {near}.")),
        }),
        several => Err(HandlerError::new(
            HandlerErrorKind::InvalidArguments,
            format!("{argument}: {several} contacts fit {text}", text = echo(text)),
        )
        .with_hint(format!("Pass the uuid of one of them: {}.", candidates(&fitting)))),
    }
}

fn candidates(contacts: &[(Contact, MatchedBy)]) -> String {
    let label = |contact: &Contact| {
        let name = contact_name(contact).unwrap_or_else(|| "without a name".to_owned());
        let id = contact.id.as_ref().map(ToString::to_string);
        let id = id.or_else(|| contact.crm_id.map(|id| id.to_string()));
        let about: Vec<String> = id.into_iter().chain(emails(contact).next().map(str::to_owned)).collect();
        Line::labelled(&name, &about.join(", ")).into_string()
    };
    contacts.iter().take(MAX_CANDIDATES).map(|(contact, _)| label(contact)).collect::<Vec<_>>().join("; ")
}

fn unknown(argument: &str, text: &str) -> HandlerError {
    HandlerError::not_found(format!("{argument}: FuseDesk has no contact {text}", text = echo(text)))
        .with_hint(
            "fusedesk_find_customer finds contacts by name, e-mail address, phone number, or words of them.",
        )
}

/// Returns `true` if a sender, such as `Jane <jane@example.com>`, has exactly this address, not a longer one that
/// ends in it.
pub(crate) fn has_address(text: &str, address: &str) -> bool {
    let is_part = |c: char| !(c.is_alphanumeric() || "@.+-_'%".contains(c));
    text.split(is_part).any(|part| part.trim_matches(['.', '\'']).eq_ignore_ascii_case(address.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_does_not_match_a_longer_one() {
        for text in ["ann@x.example", "Ann <ANN@x.example>", "ann@x.example, +49 30 1", "'ann@x.example'."] {
            assert!(has_address(text, "ann@x.example"), "{text}");
        }
        for text in ["joann@x.example", "ann@x.example.org", "ann", ""] {
            assert!(!has_address(text, "ann@x.example"), "{text}");
        }
    }
}
