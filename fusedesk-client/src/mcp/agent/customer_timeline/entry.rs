//! View of a timeline entry.

use client_core::mcp::untrusted::Line;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stream::{EventKind, Item};
use crate::{
    api::cases::{EntryKind, HistoryEntry},
    id::{CaseId, ChatId, EmailId},
    mcp::{
        chats::who,
        emails,
        names::Names,
        view::{Body, NameView, Source, has_no_zone, is_false, time, title},
    },
    time::Moment,
};

/// Kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// A case was opened or closed.
    #[serde(alias = "cases")]
    Case,
    /// A note of a rep, or an entry of another type.
    #[serde(alias = "notes")]
    Note,
    /// A note about a call.
    #[serde(alias = "calls")]
    Call,
    /// An e-mail, with or without a case.
    #[serde(alias = "emails")]
    Email,
    /// A message of a chat.
    #[serde(alias = "chats")]
    Chat,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Case, Self::Note, Self::Call, Self::Email, Self::Chat];

    /// Returns the requested kinds without duplicates and in fixed order, so that a cursor does not depend on the
    /// order of the argument.
    pub(super) fn each(requested: Option<&[Self]>) -> Vec<Self> {
        let requested = requested.unwrap_or_default();
        Self::ALL.into_iter().filter(|kind| requested.is_empty() || requested.contains(kind)).collect()
    }
}

/// Returns the kind of a history entry.
pub(super) fn of_history(entry: &HistoryEntry) -> Kind {
    match entry.kind {
        Some(EntryKind::Call) => Kind::Call,
        Some(EntryKind::Email) => Kind::Email,
        Some(EntryKind::Chat) => Kind::Chat,
        _ => Kind::Note,
    }
}

/// An entry of the timeline.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Entry {
    /// case, note, call, email or chat.
    kind: Kind,
    /// Time of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// `true` if FuseDesk gives no time zone. The time, and the position in the order, may be up to a day off.
    #[serde(skip_serializing_if = "is_false")]
    zone_unknown: bool,
    /// For a case: opened or closed. For a note: FuseDesk's type, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    /// The case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseId>,
    /// The chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_id: Option<ChatId>,
    /// The e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_id: Option<EmailId>,
    /// Author or opener.
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<Line>,
    /// Title of the case, note or chat, or subject of the e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Line>,
    /// Status. For a case, the current one. For a note, the one that it set on the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// For a case: the department.
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<NameView>,
    /// For a case: the assigned rep.
    #[serde(skip_serializing_if = "Option::is_none")]
    rep: Option<NameView>,
    #[serde(flatten)]
    body: Body,
    /// Tool that reads the full text, if it is truncated here.
    #[serde(skip_serializing_if = "Option::is_none")]
    full_text: Option<&'static str>,
    /// Link to the customer: crm_id or uuid (names the contact), address (of the sender or opener), case (belongs to a
    /// case of the customer), or name (of the client of a chat, who may be another person).
    matched_by: &'static str,
}

impl Entry {
    /// Creates an entry with a text of at most this many characters.
    pub(super) fn of(item: &Item, names: &Names, body: Body, chars: usize) -> Self {
        let mut entry = Self {
            kind: Kind::Case,
            at: None,
            zone_unknown: false,
            event: None,
            case_id: None,
            chat_id: None,
            email_id: None,
            who: None,
            title: None,
            status: None,
            department: None,
            rep: None,
            body,
            full_text: None,
            matched_by: item.by,
        };
        let reader = match &item.what {
            EventKind::Opened(case, _) => {
                entry.happened(case.opened_at.as_ref());
                entry.event = Some("opened".to_owned());
                entry.case_id = case.id;
                entry.who = Line::given(case.opened_by.as_deref());
                entry.title = title(case.summary.as_deref());
                entry.status = case.status.as_ref().map(ToString::to_string);
                entry.department = case.department_id.map(|id| names.department(id));
                entry.rep = case.rep_user_id.map(|id| names.rep(id));
                "fusedesk_read_case"
            }
            EventKind::Closed(case) => {
                entry.happened(case.closed_at.as_ref());
                entry.event = Some("closed".to_owned());
                entry.case_id = case.id;
                entry.title = title(case.summary.as_deref());
                "fusedesk_read_case"
            }
            EventKind::Written(written, case, summary) => {
                entry.written(written, names);
                entry.case_id = Some(*case);
                entry.title = title(written.title.as_deref()).or_else(|| title(summary.as_deref()));
                if written.email_id.is_some() { "fusedesk_read_email" } else { "fusedesk_read_case" }
            }
            EventKind::Said(message, chat) => {
                entry.kind = Kind::Chat;
                entry.happened(message.created_at.as_ref());
                entry.chat_id.clone_from(&chat.id);
                entry.case_id = chat.case_id;
                entry.title = title(chat.title.as_deref());
                entry.who = Some(who(message, chat, names));
                "fusedesk_read_chat"
            }
            EventKind::Email(email) => {
                entry.kind = Kind::Email;
                entry.happened(email.received_at.as_ref());
                entry.email_id.clone_from(&email.id);
                entry.case_id = email.case_id;
                entry.title = title(email.subject.as_deref());
                entry.who = Line::given(email.from.as_deref());
                "fusedesk_read_email"
            }
        };
        entry.full_text = entry.body.cut(0, chars).map(|_| reader);
        entry
    }

    /// Returns the number of lines of quoted history that were folded.
    pub(super) fn folded_lines(&self) -> usize {
        self.body.quoted_lines_omitted
    }

    fn happened(&mut self, moment: Option<&Moment>) {
        self.at = time(moment);
        self.zone_unknown = moment.is_some_and(has_no_zone);
    }

    fn written(&mut self, written: &HistoryEntry, names: &Names) {
        self.kind = of_history(written);
        self.happened(written.created_at.as_ref());
        self.event = match &written.kind {
            Some(EntryKind::Other(kind)) => Some(kind.clone()),
            _ => None,
        };
        let rep = written.rep_user_id.map(|id| names.rep(id));
        self.who = match rep {
            Some(NameView { name: Some(name), .. }) => Some(Line::labelled(&name, "rep")),
            Some(NameView { id, .. }) => id.map(|id| format!("rep {id}").into()),
            None => Line::given(written.opened_by.as_deref()),
        };
        self.email_id.clone_from(&written.email_id);
        self.status = written.status.as_ref().map(ToString::to_string);
    }
}

/// Returns the text of an item.
pub(super) fn source(item: &Item) -> Option<Source<'_>> {
    match &item.what {
        // Otherwise the first entry of the history has the details.
        EventKind::Opened(case, with_details) => {
            Source::mail(case.details.as_deref().filter(|_| *with_details))
        }
        EventKind::Closed(_) => None,
        EventKind::Written(written, ..) => Source::entry(written),
        EventKind::Said(message, _) => Source::chat(message),
        EventKind::Email(email) => emails::source(email),
    }
}

/// Remarks on these entries.
pub(super) fn remarks(entries: &[Entry]) -> Vec<&'static str> {
    let mut remarks = Vec::new();
    if entries.iter().any(|entry| entry.zone_unknown) {
        remarks.push(
            "If zone_unknown is true, FuseDesk gives no time zone: the time is sorted as if in UTC, and \
             may be up to a day off.",
        );
    }
    if entries.iter().any(|entry| entry.at.is_none()) {
        remarks.push("An entry without a time is listed beside the entry before it.");
    }
    if entries.iter().any(|entry| entry.matched_by == "name") {
        remarks.push(
            "If matched_by is name, the client of a chat gave the customer's name and FuseDesk does not know who it \
             is: it may be somebody else.",
        );
    }
    remarks
}
