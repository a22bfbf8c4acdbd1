//! Notes on cases.

use client_core::request;

use crate::{
    api::{
        cases::{Case, CaseStatus, NoteType},
        check,
    },
    id::{CaseId, RepUserId, TemplateId},
    written::Written,
};

/// Adds a note, or the note of a call, to a case. Customers do not see it.
#[request(POST "/api/v1/cases/{caseId}/addnote" -> Written<Case>, scopes = ["cases_update"])]
pub struct AddNote {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The text.
    #[check(check::text)]
    note: String,
    /// A title.
    title: Option<String>,
    /// A note or a call; a note where it is left out.
    #[serde(rename = "type")]
    note_type: Option<NoteType>,
    /// The status that the case gets with it. Left out, it stays.
    status: Option<CaseStatus>,
    /// The rep who wrote it, by the number of the user.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// The template of notes to use.
    #[serde(rename = "templateid")]
    template: Option<TemplateId>,
}
