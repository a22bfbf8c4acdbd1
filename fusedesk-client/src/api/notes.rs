//! Notes on cases.

use client_core::request;

use crate::{
    api::{
        cases::{Case, CaseStatus, NoteType},
        check,
    },
    id::{CaseId, RepUserId, TemplateId},
    write_response::WriteResponse,
};

/// Adds a note, or a note about a call, to a case. Customers do not see it.
#[request(POST "/api/v1/cases/{caseId}/addnote" -> WriteResponse<Case>, scopes = ["cases_update"])]
pub struct AddNote {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// Text.
    #[check(check::text)]
    note: String,
    /// A title.
    title: Option<String>,
    /// The type: a note or a call. Default note.
    #[serde(rename = "type")]
    note_type: Option<NoteType>,
    /// The status to set on the case. Unchanged by default.
    status: Option<CaseStatus>,
    /// The rep who wrote it, by user id.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// The template of notes to use.
    #[serde(rename = "templateid")]
    template: Option<TemplateId>,
}
