//! `read_contact`: reads a contact with its accounts, notes and recent conversations.

use client_core::mcp::{
    argument::is_email,
    result::Failed,
    untrusted::{Fields, Line, Passage, Writer},
};
use futures_util::future;
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// Number of recent conversations shown.
const CONVERSATIONS: u32 = 5;
/// Number of latest notes shown.
const NOTES: usize = 5;
/// Number of characters of a note that are shown.
const NOTE_CHARS: usize = 1_000;
/// Maximum number of mail domains looked up for accounts. Most contacts have one.
const DOMAINS: usize = 2;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Contact: id crd_…, an e-mail address, a phone number with +, or an alias such as alt:twitter:@jane.
    #[serde(alias = "contact_id")]
    contact_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Read {
    /// Contact id, crd_….
    id: ContactId,
    /// Name, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
    /// Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Line>,
    /// Addresses.
    handles: Vec<HandleView>,
    /// Custom fields, by name. Dates are seconds since 1970.
    custom_fields: Fields,
    /// URLs of pages about the contact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Line>,
    /// Contact lists that contain the contact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lists: Vec<ListView>,
    /// True if it belongs to one teammate.
    #[serde(skip_serializing_if = "is_false")]
    is_private: bool,
    /// Accounts (companies) that own the contact's mail domains. Front's Core API does not return accounts that the
    /// contact was added to by hand.
    accounts: Vec<AccountView>,
    /// Notes by teammates, newest first.
    notes: Vec<NoteView>,
    /// Total number of notes, if not all are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes_total: Option<usize>,
    /// Most recent conversations with the contact. To find others, use search_conversations with contact:crd_….
    recent_conversations: Vec<ConversationView>,
    /// Parts that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// A contact list.
#[derive(Debug, Serialize, JsonSchema)]
struct ListView {
    /// Contact list id, grp_….
    id: ContactListId,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Line>,
}

/// A note.
#[derive(Debug, Serialize, JsonSchema)]
struct NoteView {
    /// Author.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<TeammateView>,
    /// Time of writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// Text.
    body: Passage,
}

impl From<&ContactNote> for NoteView {
    fn from(note: &ContactNote) -> Self {
        let body = Passage::new(note.body.as_deref().unwrap_or_default()).by(Writer::Teammate);
        Self {
            author: note.author.as_ref().map(Into::into),
            at: time(note.created_at),
            body: body.beginning(NOTE_CHARS),
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
    .method(ToolMethod::Get)
    .tags(["contacts", "accounts", "conversations"])
}

pub(crate) async fn read(call: Call, arguments: Arguments) -> Result<Read, HandlerError> {
    let contact = resolve::contact(&call, "contactId", &arguments.contact_id).await?;
    let (notes, conversations, accounts) = future::join3(
        async { call.send(&ListContactNotes::new(contact.id.clone())).await },
        async { call.send(&ListContactConversations::new(contact.id.clone()).limit(CONVERSATIONS)).await },
        accounts(&call, &contact),
    )
    .await;

    let mut failed = Vec::new();
    let mut report = |what: &str, error: &HandlerError| failed.push(Failed::new(what, error));
    let mut notes = notes.map(|page| page.items).unwrap_or_else(|error| {
        report("notes", &error);
        Vec::new()
    });
    let conversations = conversations.map(|page| page.items).unwrap_or_else(|error| {
        report("recent_conversations", &error);
        Vec::new()
    });
    let accounts = accounts.unwrap_or_else(|error| {
        report("accounts", &error);
        Vec::new()
    });
    notes.sort_by_key(|note| std::cmp::Reverse(note.created_at));
    let now = Timestamp::now();
    let lists = contact.lists.into_iter();
    Ok(Read {
        handles: contact.handles.iter().map(Into::into).collect(),
        accounts,
        notes_total: Some(notes.len()).filter(|total| *total > NOTES),
        notes: notes.iter().take(NOTES).map(Into::into).collect(),
        recent_conversations: conversations.iter().map(|c| ConversationView::at(c, now)).collect(),
        failed,
        id: contact.id,
        name: Line::given(contact.name.as_deref()),
        description: Line::given(contact.description.as_deref()),
        custom_fields: Fields::new(&contact.custom_fields),
        links: contact.links.iter().map(Line::from).collect(),
        lists: lists.map(|list| ListView { name: Line::given(list.name.as_deref()), id: list.id }).collect(),
        is_private: contact.is_private == Some(true),
    })
}

/// Returns the accounts that own the mail domains of a contact.
async fn accounts(call: &Call, contact: &Contact) -> Result<Vec<AccountView>, HandlerError> {
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
