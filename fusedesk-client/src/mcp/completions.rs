//! Completion of ids and names for prompt arguments and template variables.

use std::collections::BTreeSet;

use client_core::mcp::{Candidate, CandidateCache, argument::is_email};
use mcp_core::{Completion, CompletionRequest, Context, Handler, HandlerError};

use super::{
    call::{Call, ToolSet},
    names::{NamedResource, cached},
};
use crate::{
    api::{
        SortOrder,
        case_tags::CaseTag,
        cases::{Case, CaseSort, SearchCases, StatusFilter},
        chats::ListChats,
        departments::Department,
        reps::Rep,
    },
    page::LARGEST_KNOWN_PAGE,
};

/// Lists that completions come from. They belong to one client and are shared by clones.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    departments: CandidateCache,
    reps: CandidateCache,
    tags: CandidateCache,
    cases: CandidateCache,
    customers: CandidateCache,
    chats: CandidateCache,
}

/// Completers over one client and its cached lists.
#[derive(Debug, Clone, Copy)]
pub(super) struct Completions<'a> {
    pub(super) set: &'a ToolSet,
    pub(super) lists: &'a Lists,
}

type CompletionContext = (CompletionRequest, Context);

impl Completions<'_> {
    /// Completes departments by name. One request, shared with the tools.
    pub(super) fn departments(
        self,
    ) -> impl Handler<Completion, CompletionContext, Input = CompletionRequest> + Clone + use<> {
        self.things::<Department>(&self.lists.departments)
    }

    /// Completes reps by name. One request, shared with the tools.
    pub(super) fn reps(
        self,
    ) -> impl Handler<Completion, CompletionContext, Input = CompletionRequest> + Clone + use<> {
        self.things::<Rep>(&self.lists.reps)
    }

    /// Completes case tags by name. One request, shared with the tools.
    pub(super) fn tags(
        self,
    ) -> impl Handler<Completion, CompletionContext, Input = CompletionRequest> + Clone + use<> {
        self.things::<CaseTag>(&self.lists.tags)
    }

    /// Completes the latest active cases, by number and by words of the summary or the opener. One request.
    pub(super) fn cases(
        self,
    ) -> impl Handler<Completion, CompletionContext, Input = CompletionRequest> + Clone + use<> {
        self.set.completer(&self.lists.cases, "fusedesk_search_cases", |call: Call| async move {
            let candidates = active(&call).await?.into_iter().filter_map(|case| {
                let words = [case.summary, case.opened_by, case.number].into_iter().flatten();
                Some(Candidate::id(case.id?.to_string(), words))
            });
            Ok(candidates.collect())
        })
    }

    /// Completes the contacts of the latest active cases, by words of the opener or the summary. Proposes the opener's
    /// e-mail address, which is easier to recognise than an id, or the ids if there is no single address. One request.
    pub(super) fn customers(
        self,
    ) -> impl Handler<Completion, CompletionContext, Input = CompletionRequest> + Clone + use<> {
        self.set.completer(&self.lists.customers, "fusedesk_search_cases", |call: Call| async move {
            let mut customers: Vec<Opener> = Vec::new();
            for case in active(&call).await? {
                let id = case.contact_uuid.map(|uuid| uuid.to_string());
                let Some(id) = id.or_else(|| Some(case.crm_contact_id?.to_string())) else { continue };
                let at = customers.iter().position(|known| known.id == id).unwrap_or(customers.len());
                if at == customers.len() {
                    customers.push(Opener { id, ..Opener::default() });
                }
                customers[at].addresses.extend(case.opened_by);
                customers[at].summaries.extend(case.summary);
            }
            Ok(customers.into_iter().map(Opener::candidate).collect())
        })
    }

    /// Completes active chats, by words of the client or the title. One request.
    pub(super) fn chats(
        self,
    ) -> impl Handler<Completion, CompletionContext, Input = CompletionRequest> + Clone + use<> {
        self.set.completer(&self.lists.chats, "fusedesk_list_chats", |call: Call| async move {
            let candidates = call.send(&ListChats::new()).await?.into_iter().filter_map(|chat| {
                let words = [chat.client_name, chat.title].into_iter().flatten();
                Some(Candidate::id(chat.id?.to_string(), words))
            });
            Ok(candidates.collect())
        })
    }

    fn things<T: NamedResource>(
        self,
        list: &CandidateCache,
    ) -> impl Handler<Completion, CompletionContext, Input = CompletionRequest> + Clone + use<T> {
        self.set.completer(list, T::LISTER, |call: Call| async move {
            let all = cached::<T>(&call).await?;
            let current = all.iter().filter(|known| known.resource.is_current());
            Ok(current.map(Candidate::named).collect())
        })
    }
}

/// Opener of cases.
#[derive(Default)]
struct Opener {
    id: String,
    addresses: BTreeSet<String>,
    summaries: Vec<String>,
}

impl Opener {
    fn candidate(self) -> Candidate {
        let only = self.addresses.first().filter(|address| self.addresses.len() == 1 && is_email(address));
        let (id, only) = (self.id, only.cloned());
        let words = self.addresses.into_iter().chain(self.summaries);
        match only {
            Some(address) => Candidate::known_as(id, address, words),
            None => Candidate::id(id, words),
        }
    }
}

async fn active(call: &Call) -> Result<Vec<Case>, HandlerError> {
    let search = SearchCases::new()
        .status(StatusFilter::Active)
        .order_by(CaseSort::Updated, SortOrder::Descending)
        .limit(LARGEST_KNOWN_PAGE);
    call.send(&search).await
}
