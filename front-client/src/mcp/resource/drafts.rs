//! Drafts of a conversation. They are not entries of its timeline.

use client_core::mcp::{
    Document,
    untrusted::{Line, Passage},
};
use mcp_core::HandlerError;
use serde::Serialize;
use serde_json::Value;

use crate::{
    api::{
        drafts::{DraftMode, ListConversationDrafts},
        messages::{Message, RecipientRole},
    },
    id::ConversationId,
    mcp::{
        agent::list_drafts::{self, draft_text},
        call::{Call, FrontCall},
        pages::whole,
        view::{TeammateView, address, time},
    },
};

/// An unsent reply.
#[derive(Debug, Serialize)]
pub(super) struct Draft {
    id: String,
    at: Option<String>,
    author: Option<TeammateView>,
    to: Vec<Line>,
    error: Option<Line>,
    body: Passage,
}

/// Returns the shared drafts and those of the call's author. Empty if the caller may not list drafts. Returns the
/// reason if they could not be read. One request per page.
pub(super) async fn list(call: &Call, id: &ConversationId) -> Result<Vec<Draft>, HandlerError> {
    if call.context().view().is_some_and(|view| view.get(list_drafts::NAME).is_none()) {
        return Ok(Vec::new());
    }
    let drafts = whole(call, &ListConversationDrafts::new(id.clone()), "drafts").await?;
    let mut shown = Vec::new();
    for draft in &drafts {
        let is_own = draft.author.as_ref().zip(call.teammate()).is_some_and(|(theirs, own)| theirs.id == own);
        if is_own || draft.draft_mode == Some(DraftMode::Shared) {
            shown.push(Draft::of(call, draft).await);
        }
    }
    Ok(shown)
}

impl Draft {
    async fn of(call: &Call, draft: &Message) -> Self {
        let to = draft.recipients.iter().filter(|recipient| recipient.role == Some(RecipientRole::To));
        let body = draft_text(call, draft).await;
        Self {
            id: draft.id.to_string(),
            at: time(draft.created_at),
            author: draft.author.as_ref().map(Into::into),
            to: to.map(address).collect(),
            error: Line::given(draft.error_type.as_deref()),
            body,
        }
    }
}

/// Writes the drafts, if there are any.
pub(super) fn write(document: &mut Document, drafts: &Value) {
    for (index, draft) in drafts.as_array().into_iter().flatten().enumerate() {
        if index == 0 {
            document.heading(2, "Drafts, which nobody has sent");
        }
        let labels = [
            ("at", "Written"),
            ("id", "Id"),
            ("author", "Author"),
            ("to", "To"),
            ("error", "Not sent because"),
        ];
        document.heading(3, &format!("Draft {}", index + 1));
        document.facts(draft, &labels);
        document.quote(draft["body"]["text"].as_str().unwrap_or_default());
    }
}
