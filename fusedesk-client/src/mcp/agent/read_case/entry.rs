//! What a model reads of an entry in the history of a case.

use mcp_core::text::BodyFormat;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    EmailId, Moment, NoteId,
    api::cases::HistoryEntry,
    mcp::{
        names::Names,
        view::{Body, NameView, time},
    },
};

/// An entry in the history of a case.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Entry {
    /// The id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<NoteId>,
    /// note, call, email, chat and so on.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    /// When it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// The rep who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    rep: Option<NameView>,
    /// Who wrote it, where that was no rep.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Its title, or the subject of an e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The status that the case got with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(flatten)]
    pub(super) body: Body,
    /// Reads the rest of the text, given as cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rest_cursor: Option<String>,
    /// The e-mail that it stands for; fusedesk_read_email reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_id: Option<EmailId>,
}

impl Entry {
    pub(super) fn of(entry: &HistoryEntry, names: &Names, format: BodyFormat) -> Self {
        Self {
            id: entry.id,
            kind: entry.kind.as_ref().map(ToString::to_string),
            at: time(entry.created_at.as_ref()),
            rep: entry.rep_user_id.map(|id| names.rep(id)),
            from: entry.opened_by.clone().filter(|_| entry.rep_user_id.is_none()),
            title: entry.title.clone(),
            status: entry.status.as_ref().map(ToString::to_string),
            body: Body::of(entry.note.as_deref(), format),
            rest_cursor: None,
            email_id: entry.email_id.clone(),
        }
    }
}

/// The history, oldest first. FuseDesk does not say in which order it comes; an entry without a time keeps its neighbour.
pub(super) fn in_order(mut history: Vec<HistoryEntry>) -> Vec<HistoryEntry> {
    let millis = |entry: &HistoryEntry| entry.created_at.as_ref().and_then(Moment::millis_as_if_utc);
    let times: Vec<i64> = history.iter().filter_map(millis).collect();
    if times.first() > times.last() {
        history.reverse();
    }
    let mut last = i64::MIN;
    let mut keyed: Vec<(i64, HistoryEntry)> = history
        .into_iter()
        .map(|entry| {
            last = millis(&entry).unwrap_or(last);
            (last, entry)
        })
        .collect();
    keyed.sort_by_key(|(millis, _)| *millis);
    keyed.into_iter().map(|(_, entry)| entry).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_history_in_any_order_is_oldest_first() {
        let ids = |list: Value| {
            let history: Vec<HistoryEntry> = serde_json::from_value(list).unwrap();
            in_order(history).iter().filter_map(|entry| entry.id.map(NoteId::get)).collect::<Vec<_>>()
        };
        let entry = |id: u64, day: Option<&str>| json!({ "id": id, "date_created": day });
        let (first, second) = (Some("2026-05-01"), Some("2026-05-02"));
        assert_eq!(ids(json!([entry(1, first), entry(2, None), entry(3, second)])), [1, 2, 3]);
        assert_eq!(ids(json!([entry(3, second), entry(2, None), entry(1, first)])), [1, 2, 3]);
        assert_eq!(
            ids(json!([entry(4, None), entry(3, second), entry(1, first), entry(5, second)])),
            [4, 1, 3, 5]
        );
        assert_eq!(ids(json!([entry(2, None), entry(1, None)])), [2, 1]);
    }
}
