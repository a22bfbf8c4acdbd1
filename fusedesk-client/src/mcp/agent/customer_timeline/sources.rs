//! The lists that may hold something of a customer, and what in them does.

use std::collections::HashSet;

use client_core::mcp::result::Failed;
use mcp_core::ToolError;

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
        call::{Call, Task, together},
        emails,
        resolve::{Customer, has_address},
    },
    page::LARGEST_KNOWN_PAGE,
};

/// The most cases of a customer that are looked at: two requests. There may be more; the result says so.
const MAX_CASES: usize = 2 * LARGEST_KNOWN_PAGE as usize;
/// How many of a customer's addresses are looked for in cases and e-mails that belong to no contact.
const MAX_ADDRESSES: usize = 3;
/// How much of the text of an e-mail is asked for, in characters. More than is shown, because HTML is longer than its text.
const BODY_CHARS: u32 = 8_000;

/// Something of the customer, and how it is known to be.
pub(super) type Matched<T> = (T, &'static str);

/// What there is of a customer, but for the histories of cases and the messages of chats.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) cases: Vec<Matched<Case>>,
    pub(super) chats: Vec<Matched<Chat>>,
    pub(super) emails: Vec<Matched<Email>>,
    /// Whether these are all cases.
    pub(super) complete: bool,
    pub(super) failed: Vec<Failed>,
}

enum Part {
    /// Cases of the contact, and whether these are all.
    Cases(Result<(Vec<Case>, bool), ToolError>),
    /// Cases that somebody with this address opened.
    OpenedBy(String, Result<Vec<Case>, ToolError>),
    Chats(Result<Vec<Chat>, ToolError>),
    /// E-mails from this address.
    Emails(String, Result<emails::Scan, ToolError>),
}

impl Sources {
    /// Reads the lists at the same time. Those that fail are named; an error where none could be read.
    pub(super) async fn read(
        call: &Call,
        customer: &Customer,
        kinds: &[Kind],
        newest: bool,
    ) -> Result<Self, ToolError> {
        let addresses = || customer.emails.iter().take(MAX_ADDRESSES).cloned();
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
        let asked = tasks.len();
        let mut sources = Self { complete: true, ..Self::default() };
        let mut errors = Vec::new();
        let mut chats = Vec::new();
        for part in together(call, tasks).await {
            if let Err((what, error)) = sources.take(part, customer, &mut chats) {
                sources.failed.push(Failed::new(what, &error));
                errors.push(error);
            }
        }
        if errors.len() == asked
            && let Some(error) = errors.into_iter().next()
        {
            return Err(error);
        }
        // Cases are known now: a chat may belong to one of them.
        sources.chats = chats.into_iter().filter_map(|chat| sources.chat(chat, customer)).collect();
        Ok(sources)
    }

    fn take(
        &mut self,
        part: Part,
        customer: &Customer,
        chats: &mut Vec<Chat>,
    ) -> Result<(), (String, ToolError)> {
        match part {
            Part::Cases(Ok((cases, complete))) => {
                self.complete &= complete;
                let by = if customer.crm_id.is_some() { "crm_id" } else { "uuid" };
                self.add(cases, by);
            }
            Part::OpenedBy(address, Ok(mut cases)) => {
                self.complete &= cases.len() < LARGEST_KNOWN_PAGE as usize;
                // One of a contact is that contact's, whoever opened it.
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

    /// The chat, if it is the customer's.
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

async fn cases(call: &Call, customer: &Customer, newest: bool) -> Result<(Vec<Case>, bool), ToolError> {
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
        // A first name is no match.
        (Some(one), Some(other)) => one.len() > 1 && one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_name_is_no_name() {
        assert!(is_same_name(Some("Elena  VOSS"), Some("Elena Voss")));
        assert!(!is_same_name(Some("Elena"), Some("Elena")));
        assert!(!is_same_name(None, None));
    }
}
