//! `read_contact`: a contact with what belongs to it.

use client_core::mcp::{
    argument::is_email,
    result::{Failed, cut},
};
use futures_util::future;
use mcp_core::{Method, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Call, ToolSet};
use crate::{
    api::{
        accounts::GetAccount,
        contact_notes::{ContactNote, ListContactNotes},
        contacts::{Contact, ListContactConversations},
    },
    id::{ContactId, ContactListId},
    mcp::{
        resolve,
        view::{AccountView, ConversationView, HandleView, TeammateView, is_false, time},
    },
    time::Timestamp,
};

/// Conversations that are shown, the most recent ones.
const CONVERSATIONS: u32 = 5;
/// Notes that are shown, the latest ones.
const NOTES: usize = 5;
/// Characters of a note that are shown.
const NOTE_CHARS: usize = 1_000;
/// Mail domains that are looked up for accounts. Most contacts have one.
const DOMAINS: usize = 2;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Arguments {
    /// The contact: an id crd_…, an e-mail address, a phone number with +, or an alias such as alt:twitter:@jane.
    #[serde(alias = "contact_id")]
    contact_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Read {
    /// The id, crd_….
    id: ContactId,
    /// The name, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What is noted about the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The addresses.
    handles: Vec<HandleView>,
    /// Custom fields, by name. Dates are seconds since 1970.
    custom_fields: Map<String, Value>,
    /// Pages about the contact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<String>,
    /// The contact lists that the contact is on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lists: Vec<ListView>,
    /// Belongs to one teammate.
    #[serde(skip_serializing_if = "is_false")]
    is_private: bool,
    /// The accounts (companies) that own the mail domains of the contact. Front's Core API does not say of a contact
    /// which account it was put into by hand.
    accounts: Vec<AccountView>,
    /// What teammates wrote about the contact, the latest first.
    notes: Vec<NoteView>,
    /// How many notes there are in all, where not all are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes_total: Option<usize>,
    /// The most recent conversations with the contact; search_conversations with contact:crd_… finds the others.
    recent_conversations: Vec<ConversationView>,
    /// What could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// A list of contacts.
#[derive(Debug, Serialize, JsonSchema)]
struct ListView {
    /// The id, grp_….
    id: ContactListId,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A note.
#[derive(Debug, Serialize, JsonSchema)]
struct NoteView {
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<TeammateView>,
    /// When it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// The text.
    body: String,
}

impl From<&ContactNote> for NoteView {
    fn from(note: &ContactNote) -> Self {
        let body = note.body.clone().unwrap_or_default();
        Self {
            author: note.author.as_ref().map(Into::into),
            at: time(note.created_at),
            body: cut(&body, NOTE_CHARS).unwrap_or(body),
        }
    }
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "read_contact",
        "Reads a contact (customer): addresses, custom fields such as a VIP status, the accounts of its mail \
             domains, teammates' notes, and the 5 most recent conversations.",
        read,
    )
    .title("Read a contact")
    .method(Method::Get)
    .tags(["contacts", "accounts", "conversations"])
}

pub(crate) async fn read(call: Call, arguments: Arguments) -> Result<Read, ToolError> {
    let contact = resolve::contact(&call, "contactId", &arguments.contact_id).await?;
    let (notes, conversations, accounts) = future::join3(
        async { call.send(&ListContactNotes::new(contact.id.clone())).await },
        async { call.send(&ListContactConversations::new(contact.id.clone()).limit(CONVERSATIONS)).await },
        accounts(&call, &contact),
    )
    .await;

    let mut failed = Vec::new();
    let mut told = |what: &str, error: &ToolError| failed.push(Failed::new(what, error));
    let mut notes = notes.map(|page| page.items).unwrap_or_else(|error| {
        told("notes", &error);
        Vec::new()
    });
    let conversations = conversations.map(|page| page.items).unwrap_or_else(|error| {
        told("recent_conversations", &error);
        Vec::new()
    });
    let accounts = accounts.unwrap_or_else(|error| {
        told("accounts", &error);
        Vec::new()
    });
    notes.sort_by_key(|note| std::cmp::Reverse(note.created_at));
    let now = Timestamp::now();
    Ok(Read {
        handles: contact.handles.iter().map(Into::into).collect(),
        accounts,
        notes_total: Some(notes.len()).filter(|total| *total > NOTES),
        notes: notes.iter().take(NOTES).map(Into::into).collect(),
        recent_conversations: conversations.iter().map(|c| ConversationView::at(c, now)).collect(),
        failed,
        id: contact.id,
        name: contact.name.filter(|name| !name.is_empty()),
        description: contact.description.filter(|text| !text.is_empty()),
        custom_fields: contact.custom_fields,
        links: contact.links,
        lists: contact.lists.into_iter().map(|list| ListView { id: list.id, name: list.name }).collect(),
        is_private: contact.is_private == Some(true),
    })
}

/// The accounts that own the mail domains of a contact.
async fn accounts(call: &Call, contact: &Contact) -> Result<Vec<AccountView>, ToolError> {
    let mut domains: Vec<String> = Vec::new();
    for handle in contact.handles.iter().filter_map(|handle| handle.handle.as_deref()) {
        if is_email(handle)
            && let Some((_, domain)) = handle.rsplit_once('@')
            && !domains.iter().any(|known| known.eq_ignore_ascii_case(domain))
        {
            domains.push(domain.to_lowercase());
        }
    }
    let mut accounts: Vec<AccountView> = Vec::new();
    for domain in domains.into_iter().take(DOMAINS) {
        if let Some(account) = call.find(&GetAccount::new(format!("alt:domain:{domain}"))).await?
            && !accounts.iter().any(|known| known.id == account.id)
        {
            accounts.push(AccountView::from(&account));
        }
    }
    Ok(accounts)
}
