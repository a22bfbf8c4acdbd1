//! View of an entry in the history of a case.

use client_core::mcp::untrusted::Line;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    api::cases::HistoryEntry,
    id::{EmailId, NoteId},
    mcp::{
        names::Names,
        order::by_time,
        view::{Body, NameView, time, title},
    },
    time::Moment,
};

/// An entry in the history of a case.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Entry {
    /// Id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<NoteId>,
    /// note, call, email, chat and so on.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    /// Time of writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// The rep who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rep: Option<NameView>,
    /// Author, if not a rep.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Line>,
    /// Its title, or the subject of an e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Line>,
    /// Status that it set on the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(flatten)]
    pub(super) body: Body,
    /// Cursor of the rest of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rest_cursor: Option<String>,
    /// E-mail of this entry. Read it with fusedesk_read_email.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_id: Option<EmailId>,
}

impl Entry {
    pub(super) fn of(entry: &HistoryEntry, names: &Names, body: Body) -> Self {
        Self {
            id: entry.id,
            kind: entry.kind.as_ref().map(ToString::to_string),
            at: time(entry.created_at.as_ref()),
            rep: entry.rep_user_id.map(|id| names.rep(id)),
            from: Line::given(entry.opened_by.as_deref().filter(|_| entry.rep_user_id.is_none())),
            title: title(entry.title.as_deref()),
            status: entry.status.as_ref().map(ToString::to_string),
            body,
            rest_cursor: None,
            email_id: entry.email_id.clone(),
        }
    }
}

/// Sorts the history, oldest first.
pub(super) fn in_order(history: Vec<HistoryEntry>) -> Vec<HistoryEntry> {
    let millis = |entry: &HistoryEntry| entry.created_at.as_ref().and_then(Moment::millis_as_if_utc);
    by_time(history, millis).into_iter().map(|(_, entry)| entry).collect()
}
