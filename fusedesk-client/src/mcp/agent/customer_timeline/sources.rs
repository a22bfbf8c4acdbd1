//! Lists of FuseDesk, and the selection of a customer's items.

use std::collections::HashSet;

use client_core::mcp::result::Failed;
use mcp_core::HandlerError;

use super::entry::Kind;
use crate::{
    api::{
        SortOrder,
        cases::{Case, CaseSort, SearchCases},
        chats::{Chat, ListChats},
        emails::{Email, SearchUnassignedEmails},
    },
    id::CaseId,
    mcp::{
        call::{Call, Task, run_all},
        emails,
        resolve::{Customer, has_address},
    },
    page::LARGEST_KNOWN_PAGE,
};

/// Maximum number of a customer's cases to read: two requests. The result reports if there are more.
const MAX_CASES: usize = 2 * LARGEST_KNOWN_PAGE as usize;
/// Number of a customer's addresses to search in cases and e-mails without a contact.
const MAX_ADDRESSES: usize = 3;
/// Requested length of an e-mail's text, in characters. More than shown, because HTML is longer than its text.
const BODY_CHARS: u32 = 8_000;

/// Item of the customer, with its link to the customer.
pub(super) type Matched<T> = (T, &'static str);

/// Items of a customer, except the histories of cases and the messages of chats.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) cases: Vec<Matched<Case>>,
    pub(super) chats: Vec<Matched<Chat>>,
    pub(super) emails: Vec<Matched<Email>>,
    /// `true` if these are all cases.
    pub(super) complete: bool,
    pub(super) failed: Vec<Failed>,
}

enum Part {
    /// Cases of the contact, and `true` if these are all.
    Cases(Result<(Vec<Case>, bool), HandlerError>),
    /// Cases opened from this address.
    OpenedBy(String, Result<Vec<Case>, HandlerError>),
    Chats(Result<Vec<Chat>, HandlerError>),
    /// E-mails from this address.
    Emails(String, Result<emails::Scan, HandlerError>),
}

impl Sources {
    /// Reads the lists concurrently and reports those that fail. An error if all fail.
    pub(super) async fn read(
        call: &Call,
        customer: &Customer,
        kinds: &[Kind],
        newest: bool,
    ) -> Result<Self, HandlerError> {
        let addresses = || customer.emails.iter().take(MAX_ADDRESSES).map(ToString::to_string);
        let mut tasks: Vec<Task<'_, Part>> = Vec::new();
        if customer.is_contact() {
            tasks.push(Box::pin(async move { Part::Cases(cases(call, customer, newest).await) }));
        }
        for address in addresses() {
            tasks.push(Box::pin(async move {
                let search = SearchCases::new().from(address.as_str()).limit(LARGEST_KNOWN_PAGE);
                let found = call.send(&search).await;
                Part::OpenedBy(address, found)
            }));
        }
        if kinds.contains(&Kind::Chat) {
            tasks.push(Box::pin(async move { Part::Chats(call.send(&ListChats::new()).await) }));
        }
        for address in addresses().filter(|_| kinds.contains(&Kind::Email)) {
            tasks.push(Box::pin(async move {
                let search = SearchUnassignedEmails::new().from(address.as_str()).body_limit(BODY_CHARS);
                let found = emails::scan(call, &search, LARGEST_KNOWN_PAGE as usize).await;
                Part::Emails(address, found)
            }));
        }
        let count = tasks.len();
        let mut sources = Self { complete: true, ..Self::default() };
        let mut errors = Vec::new();
        let mut chats = Vec::new();
        for part in run_all(call, tasks).await {
            if let Err((what, error)) = sources.take(part, customer, &mut chats) {
                sources.failed.push(Failed::new(what, &error));
                errors.push(error);
            }
        }
        if errors.len() == count
            && let Some(error) = errors.into_iter().next()
        {
            return Err(error);
        }
        // Cases are known now. A chat may belong to one of them.
        sources.chats = chats.into_iter().filter_map(|chat| sources.chat(chat, customer)).collect();
        Ok(sources)
    }

    fn take(
        &mut self,
        part: Part,
        customer: &Customer,
        chats: &mut Vec<Chat>,
    ) -> Result<(), (String, HandlerError)> {
        match part {
            Part::Cases(Ok((cases, complete))) => {
                self.complete &= complete;
                let by = if customer.crm_id.is_some() { "crm_id" } else { "uuid" };
                self.add(cases, by);
            }
            Part::OpenedBy(address, Ok(mut cases)) => {
                self.complete &= cases.len() < LARGEST_KNOWN_PAGE as usize;
                // A case with a contact belongs to that contact, not to its opener.
                cases.retain(|case| {
                    let is_nobodys = case.crm_contact_id.is_none() && case.contact_uuid.is_none();
                    is_nobodys && case.opened_by.as_deref().is_some_and(|by| has_address(by, &address))
                });
                self.add(cases, "address");
            }
            Part::Chats(Ok(found)) => *chats = found,
            Part::Emails(address, Ok(scan)) => {
                let (known, failure) = (&self.emails, scan.failure);
                let is_known =
                    |email: &Email| known.iter().any(|(it, _)| it.id.is_some() && it.id == email.id);
                let is_theirs =
                    |email: &Email| email.from.as_deref().is_some_and(|from| has_address(from, &address));
                let new: Vec<Matched<Email>> = scan
                    .emails
                    .into_iter()
                    .filter(|email| !is_known(email))
                    .filter_map(|email| {
                        let is_contact = customer.crm_id.is_some() && email.crm_contact_id == customer.crm_id;
                        let by =
                            if is_contact { Some("crm_id") } else { is_theirs(&email).then_some("address") };
                        by.map(|by| (email, by))
                    })
                    .collect();
                self.emails.extend(new);
                if let Some(error) = failure {
                    return Err((format!("further e-mails from {address}"), error));
                }
            }
            Part::Cases(Err(error)) => return Err(("cases".to_owned(), error)),
            Part::OpenedBy(address, Err(error)) => {
                return Err((format!("cases without a contact, opened by {address}"), error));
            }
            Part::Chats(Err(error)) => return Err(("chats".to_owned(), error)),
            Part::Emails(address, Err(error)) => return Err((format!("e-mails from {address}"), error)),
        }
        Ok(())
    }

    fn add(&mut self, cases: Vec<Case>, by: &'static str) {
        let known: HashSet<CaseId> = self.cases.iter().filter_map(|(case, _)| case.id).collect();
        let new = cases.into_iter().filter(|case| case.id.is_some_and(|id| !known.contains(&id)));
        self.cases.extend(new.map(|case| (case, by)));
    }

    /// Returns the chat if it is the customer's.
    fn chat(&self, chat: Chat, customer: &Customer) -> Option<Matched<Chat>> {
        let is_of_case = chat.case_id.is_some() && self.cases.iter().any(|(case, _)| case.id == chat.case_id);
        let is_somebodys = chat.contact_uuid.is_some() || chat.crm_contact_id.is_some();
        let by = if chat.contact_uuid.is_some() && chat.contact_uuid == customer.uuid {
            "uuid"
        } else if chat.crm_contact_id.is_some() && chat.crm_contact_id == customer.crm_id {
            "crm_id"
        } else if is_of_case {
            "case"
        } else if !is_somebodys && is_same_name(chat.client_name.as_deref(), customer.name.as_deref()) {
            "name"
        } else {
            return None;
        };
        Some((chat, by))
    }
}

async fn cases(call: &Call, customer: &Customer, newest: bool) -> Result<(Vec<Case>, bool), HandlerError> {
    let (sort, order) = if newest {
        (CaseSort::Updated, SortOrder::Descending)
    } else {
        (CaseSort::Opened, SortOrder::Ascending)
    };
    let search =
        customer.narrow(SearchCases::new()).order_by(sort, order.clone()).order_by(CaseSort::Id, order);
    let mut cases: Vec<Case> = Vec::new();
    loop {
        let mut request = search.clone().limit(LARGEST_KNOWN_PAGE);
        if !cases.is_empty() {
            request = request.offset(cases.len() as u64);
        }
        let page = call.send(&request).await?;
        let is_last = page.len() < LARGEST_KNOWN_PAGE as usize;
        cases.extend(page);
        if is_last || cases.len() >= MAX_CASES {
            return Ok((cases, is_last));
        }
    }
}

fn is_same_name(one: Option<&str>, other: Option<&str>) -> bool {
    let words = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    match (one.map(words), other.map(words)) {
        // A first name alone is no match.
        (Some(one), Some(other)) => one.len() > 1 && one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_name_alone_does_not_match() {
        assert!(is_same_name(Some("Elena  VOSS"), Some("Elena Voss")));
        assert!(!is_same_name(Some("Elena"), Some("Elena")));
        assert!(!is_same_name(None, None));
    }
}
