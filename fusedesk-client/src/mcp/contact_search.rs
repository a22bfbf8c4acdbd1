//! Contact search: interpretation of a text, requests to FuseDesk, and certainty of matches.
//!
//! FuseDesk does not document the fields of its text search, nor its comparison of phone numbers, so its results
//! are compared again here.

use client_core::mcp::{
    PhoneMatch,
    argument::{PHONE_DIGITS, is_email},
    result::Keywords,
    same_phone,
};
use mcp_core::HandlerError;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    call::{Call, Task, run_all},
    view::{contact_name, emails, phones},
};
use crate::{
    api::contacts::{Contact, GetContact, SearchContacts},
    id::{ContactUuid, CrmContactId},
    page::LARGEST_KNOWN_PAGE,
};

/// Number of search rows to read in full, in case their second or third address matches.
const MAX_CANDIDATE_READS: usize = 5;

/// Number of last digits of a phone number to search if the whole number is not found: without country and area
/// code.
const LOCAL_DIGITS: usize = 7;

/// Interpretation of a text that names a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CustomerKey {
    /// A contact in FuseDesk.
    Uuid(ContactUuid),
    /// A contact in the CRM, or digits of a phone number.
    Number(CrmContactId, String),
    /// An e-mail address, in lower case.
    Email(String),
    /// Phone number.
    Phone(String),
    /// A name, or other words.
    Name(String),
}

impl CustomerKey {
    /// Interprets a text by its form.
    pub(crate) fn of(text: &str) -> Self {
        let text = text.trim();
        if is_uuid(text) {
            return Self::Uuid(text.to_lowercase().into());
        }
        if is_email(text) {
            return Self::Email(text.to_lowercase());
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if digits == text.len()
            && let Ok(id) = text.parse()
        {
            return Self::Number(id, text.to_owned());
        }
        let like_phone = text.chars().all(|c| c.is_ascii_digit() || "+ -./()".contains(c));
        if like_phone && PHONE_DIGITS.contains(&digits) {
            return Self::Phone(text.to_owned());
        }
        Self::Name(text.to_owned())
    }
}

/// Returns `true` for `8-4-4-4-12` hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Reason for a match, the most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum MatchedBy {
    /// By its id in FuseDesk.
    Uuid,
    /// By its id in the CRM.
    CrmId,
    /// Has the e-mail address.
    ExactEmail,
    /// Has the phone number.
    ExactPhone,
    /// Has the phone number except for the country code, which only one of the two has.
    PhoneWithoutCountryCode,
    /// Has the whole name.
    ExactName,
    /// All the words are in its name.
    Name,
    /// All the words are in its name, company and addresses together.
    Words,
    /// Found by FuseDesk for a reason that the record does not show.
    Unconfirmed,
}

/// Returns the match of a contact.
pub(crate) fn match_of(contact: &Contact, key: &CustomerKey) -> MatchedBy {
    match key {
        CustomerKey::Uuid(uuid) if contact.id.as_ref() == Some(uuid) => MatchedBy::Uuid,
        CustomerKey::Number(id, _) if contact.crm_id == Some(*id) => MatchedBy::CrmId,
        CustomerKey::Email(email) if emails(contact).any(|it| it.eq_ignore_ascii_case(email)) => {
            MatchedBy::ExactEmail
        }
        CustomerKey::Email(email) => by_words(contact, email),
        CustomerKey::Number(_, number) | CustomerKey::Phone(number) => {
            let found = phones(contact).filter_map(|phone| same_phone(&phone, number));
            let mut best = MatchedBy::Unconfirmed;
            for phone in found {
                best = best.min(match phone {
                    PhoneMatch::Exact => MatchedBy::ExactPhone,
                    _ => MatchedBy::PhoneWithoutCountryCode,
                });
            }
            best
        }
        CustomerKey::Name(name) => {
            let own = contact_name(contact).unwrap_or_default();
            let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
            if !own.is_empty() && words(&own) == words(name) {
                MatchedBy::ExactName
            } else if Keywords::of(Some(name)).fit([own.as_str()]) {
                MatchedBy::Name
            } else {
                by_words(contact, name)
            }
        }
        CustomerKey::Uuid(_) => MatchedBy::Unconfirmed,
    }
}

fn by_words(contact: &Contact, text: &str) -> MatchedBy {
    let name = contact_name(contact);
    let texts = name.as_deref().into_iter().chain(contact.company.as_deref()).chain(emails(contact));
    if Keywords::of(Some(text)).fit(texts) { MatchedBy::Words } else { MatchedBy::Unconfirmed }
}

/// Contacts found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Contacts, the most certain first. Search rows have one address and one phone number each.
    pub(crate) contacts: Vec<(Contact, MatchedBy)>,
    /// `true` if there are no others.
    pub(crate) complete: bool,
}

/// Finds contacts. One request, up to three for a phone number.
pub(crate) async fn find(call: &Call, key: &CustomerKey) -> Result<Found, HandlerError> {
    let one = |contact: Contact, by| Found { contacts: vec![(contact, by)], complete: true };
    match key {
        CustomerKey::Uuid(uuid) => {
            let found = call.find(&GetContact::new(uuid)).await?;
            Ok(found.map_or(Found { complete: true, ..Found::default() }, |it| one(it, MatchedBy::Uuid)))
        }
        CustomerKey::Number(id, digits) => match call.find(&GetContact::new(*id)).await? {
            Some(contact) => Ok(one(contact, MatchedBy::CrmId)),
            None if PHONE_DIGITS.contains(&digits.len()) => search(call, key, &phone_texts(digits)).await,
            None => Ok(Found { complete: true, ..Found::default() }),
        },
        CustomerKey::Email(text) | CustomerKey::Name(text) => {
            search(call, key, std::slice::from_ref(text)).await
        }
        CustomerKey::Phone(text) => search(call, key, &phone_texts(text)).await,
    }
}

/// Returns the texts to search until one matches, because FuseDesk does not document its comparison of phone
/// numbers.
fn phone_texts(text: &str) -> Vec<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let local = digits[digits.len().saturating_sub(LOCAL_DIGITS)..].to_owned();
    let mut texts = vec![text.to_owned(), digits, local];
    texts.dedup();
    texts
}

async fn search(call: &Call, key: &CustomerKey, texts: &[String]) -> Result<Found, HandlerError> {
    let mut found = Found { complete: true, ..Found::default() };
    for text in texts {
        let rows = call.send(&SearchContacts::new(text).limit(LARGEST_KNOWN_PAGE)).await?;
        found.complete = rows.len() < LARGEST_KNOWN_PAGE as usize;
        let judged = rows.into_iter().map(|contact| {
            let by = match_of(&contact, key);
            (contact, by)
        });
        found.contacts = judged.collect();
        // Stable sort: equal matches keep FuseDesk's order.
        found.contacts.sort_by_key(|(_, by)| *by);
        if !found.contacts.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// Reads the contacts in full, with all addresses. A contact that cannot be read stays unchanged, and the first
/// failure is returned. One request each.
pub(crate) async fn whole(
    call: &Call,
    contacts: Vec<(Contact, MatchedBy)>,
    key: &CustomerKey,
) -> (Vec<(Contact, MatchedBy)>, Option<HandlerError>) {
    let mut tasks: Vec<Task<'_, (Contact, Option<HandlerError>)>> = Vec::new();
    for (contact, _) in &contacts {
        let contact = contact.clone();
        tasks.push(Box::pin(async move {
            let Some(uuid) = contact.id.clone() else { return (contact, None) };
            match call.find(&GetContact::new(uuid)).await {
                Ok(Some(whole)) => (whole, None),
                Ok(None) => (contact, None),
                Err(error) => (contact, Some(error)),
            }
        }));
    }
    let mut failure = None;
    let read = run_all(call, tasks).await;
    let contacts = read.into_iter().zip(contacts).map(|((contact, failed), (_, by))| {
        failure = failure.take().or(failed);
        let by = by.min(match_of(&contact, key));
        (contact, by)
    });
    let contacts = contacts.collect();
    (contacts, failure)
}

/// Reads rows in full that may match by an address not in the search result.
pub(crate) async fn read_candidates(
    call: &Call,
    found: Found,
    key: &CustomerKey,
) -> Vec<(Contact, MatchedBy)> {
    let is_sure = found.contacts.first().is_some_and(|(_, by)| *by <= MatchedBy::ExactPhone);
    let by_address = matches!(key, CustomerKey::Email(_) | CustomerKey::Phone(_) | CustomerKey::Number(..));
    if is_sure || !by_address {
        return found.contacts;
    }
    let mut contacts = found.contacts;
    let rest = contacts.split_off(contacts.len().min(MAX_CANDIDATE_READS));
    let (mut contacts, _) = whole(call, contacts, key).await;
    contacts.extend(rest);
    contacts.sort_by_key(|(_, by)| *by);
    contacts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_told_apart() {
        let uuid = "7C9E6679-7425-40de-944b-e07fc1f90ae7";
        assert_eq!(CustomerKey::of(uuid), CustomerKey::Uuid(uuid.to_lowercase().into()));
        assert_eq!(CustomerKey::of(" 311 "), CustomerKey::Number(CrmContactId::new(311), "311".into()));
        assert_eq!(CustomerKey::of("Jane@Example.com"), CustomerKey::Email("jane@example.com".into()));
        for phone in ["+49 30 901820", "(415) 555-0100"] {
            assert_eq!(CustomerKey::of(phone), CustomerKey::Phone(phone.into()));
        }
        for name in ["Jane Doe", "Acme 24/7", "12-34", "7c9e6679-7425-40de-944b"] {
            assert_eq!(CustomerKey::of(name), CustomerKey::Name(name.into()));
        }
    }

    #[test]
    fn how_sure_a_match_is() {
        let contact: Contact = serde_json::from_value(json!({
            "id": "u", "crmId": 311, "firstName": "Jane", "lastName": "Doe", "emailAddress": "jane@example.com",
            "emailAddress2": "j.doe@example.com", "phone1": "+1 415 555 0100", "phoneExt1": "7", "company": "Acme",
        }))
        .unwrap();
        for (text, by) in [
            ("311", MatchedBy::CrmId),
            ("J.DOE@example.com", MatchedBy::ExactEmail),
            ("doe@example.com", MatchedBy::Words),
            ("+14155550100", MatchedBy::ExactPhone),
            ("415-555-0100", MatchedBy::PhoneWithoutCountryCode),
            ("4155550100", MatchedBy::PhoneWithoutCountryCode),
            ("+49 415 555 0100", MatchedBy::Unconfirmed),
            ("jane  DOE", MatchedBy::ExactName),
            ("jane", MatchedBy::Name),
            ("jane acme", MatchedBy::Words),
            ("john", MatchedBy::Unconfirmed),
        ] {
            assert_eq!(match_of(&contact, &CustomerKey::of(text)), by, "{text}");
        }
    }

    #[test]
    fn phone_number_is_searched_in_several_notations() {
        assert_eq!(phone_texts("+49 30 901820"), ["+49 30 901820", "4930901820", "0901820"]);
        assert_eq!(phone_texts("5550100"), ["5550100"]);
    }
}
