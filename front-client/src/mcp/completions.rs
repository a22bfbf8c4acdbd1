//! Completion of ids and names for prompt arguments and template variables.

use client_core::mcp::{Candidate, CandidateCache};
use mcp_core::{Completion, CompletionRequest, Context, Handler};

use super::{
    call::{Call, ToolSet},
    resolve::{active_teammates, all_tags, exact_handle},
};
use crate::{
    api::{
        SortOrder,
        contacts::{ContactSort, HandleSource, ListContacts},
        conversations::{ListConversations, StatusFilter},
        inboxes::ListInboxes,
    },
    page::MAX_PAGE_SIZE,
};

/// Lists that completions come from. They belong to one client and are shared by clones.
#[derive(Debug, Clone, Default)]
pub(super) struct CachedNames {
    inboxes: CandidateCache,
    teammates: CandidateCache,
    tags: CandidateCache,
    conversations: CandidateCache,
    contacts: CandidateCache,
}

/// Tools of one client, with the names cached for completion.
#[derive(Debug, Clone, Copy)]
pub(super) struct Completions<'a> {
    pub(super) set: &'a ToolSet,
    pub(super) names: &'a CachedNames,
}

type CompletionArguments = (CompletionRequest, Context);

impl Completions<'_> {
    /// Completes inboxes by name. One request.
    pub(super) fn inboxes(
        self,
    ) -> impl Handler<Completion, CompletionArguments, Input = CompletionRequest> + Clone + use<> {
        self.set.completer(&self.names.inboxes, "list_inboxes", |call: Call| async move {
            Ok(call.send(&ListInboxes::new()).await?.items.iter().map(Candidate::named).collect())
        })
    }

    /// Completes teammates who can sign in, by name. One request.
    pub(super) fn teammates(
        self,
    ) -> impl Handler<Completion, CompletionArguments, Input = CompletionRequest> + Clone + use<> {
        self.set.completer(&self.names.teammates, "list_teammates", |call: Call| async move {
            Ok(active_teammates(&call).await?.iter().map(Candidate::named).collect())
        })
    }

    /// Completes tags by name. In a company with very many tags, only the first ones.
    pub(super) fn tags(
        self,
    ) -> impl Handler<Completion, CompletionArguments, Input = CompletionRequest> + Clone + use<> {
        self.set.completer(&self.names.tags, "list_tags", |call: Call| async move {
            let (tags, _) = all_tags(&call).await?;
            Ok(tags.iter().map(Candidate::named).collect())
        })
    }

    /// Completes the most recently active open conversations, by words of the subject or the customer. One request.
    pub(super) fn conversations(
        self,
    ) -> impl Handler<Completion, CompletionArguments, Input = CompletionRequest> + Clone + use<> {
        self.set.completer(&self.names.conversations, "search_conversations", |call: Call| async move {
            let open = [StatusFilter::Assigned, StatusFilter::Unassigned];
            let page = call.send(&ListConversations::new().statuses(open).limit(MAX_PAGE_SIZE)).await?;
            let candidates = page.items.into_iter().map(|conversation| {
                let customer = conversation.recipient.into_iter().flat_map(|it| [it.name, it.handle]);
                let words = customer.chain([conversation.subject]).flatten();
                Candidate::id(conversation.id.to_string(), words)
            });
            Ok(candidates.collect())
        })
    }

    /// Completes the most recently changed contacts, by words of the name or an address. Offers their e-mail
    /// addresses, which people recognize better than ids, or their ids if they have none. One request.
    pub(super) fn contacts(
        self,
    ) -> impl Handler<Completion, CompletionArguments, Input = CompletionRequest> + Clone + use<> {
        self.set.completer(&self.names.contacts, "search_contacts", |call: Call| async move {
            let latest = ListContacts::new()
                .sort_by(ContactSort::UpdatedAt)
                .sort_order(SortOrder::Descending)
                .limit(MAX_PAGE_SIZE);
            let candidates = call.send(&latest).await?.items.into_iter().map(|contact| {
                let email = contact.handles.iter().find(|it| it.source == Some(HandleSource::Email));
                let email = email.and_then(|handle| handle.handle.clone());
                let handles = contact.handles.into_iter().filter_map(|handle| handle.handle);
                let (id, words) = (contact.id.to_string(), contact.name.into_iter().chain(handles));
                match email.filter(|email| exact_handle(email).is_some()) {
                    Some(email) => Candidate::known_as(id, email, words),
                    None => Candidate::id(id, words),
                }
            });
            Ok(candidates.collect())
        })
    }
}
