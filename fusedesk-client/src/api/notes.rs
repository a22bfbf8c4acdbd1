//! Notes on cases.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, Endpoint, FuseDesk, RepUserId, TemplateId, Written,
    api::{
        cases::{Case, CaseStatus, NoteType},
        check_text,
    },
};

/// Adds a note, or the note of a call, to a case. Customers do not see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The text.
    note: String,
    /// A title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// A note or a call; a note where it is left out.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    note_type: Option<NoteType>,
    /// The status that the case gets with it. Left out, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<CaseStatus>,
    /// The rep who wrote it, by the number of the user.
    #[serde(rename = "repid", default, skip_serializing_if = "Option::is_none")]
    rep: Option<RepUserId>,
    /// The template of notes to use.
    #[serde(rename = "templateid", default, skip_serializing_if = "Option::is_none")]
    template: Option<TemplateId>,
}

impl AddNote {
    /// This text on this case.
    pub fn new(case_id: CaseId, note: impl Into<String>) -> Self {
        Self {
            case_id,
            note: note.into(),
            title: None,
            note_type: None,
            status: None,
            rep: None,
            template: None,
        }
    }

    /// A title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A note or a call; a note where it is left out.
    #[must_use]
    pub fn note_type(mut self, note_type: NoteType) -> Self {
        self.note_type = Some(note_type);
        self
    }

    /// The status that the case gets with it. Left out, it stays.
    #[must_use]
    pub fn status(mut self, status: CaseStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// The rep who wrote it, by the number of the user.
    #[must_use]
    pub fn rep(mut self, rep: RepUserId) -> Self {
        self.rep = Some(rep);
        self
    }

    /// The template of notes to use.
    #[must_use]
    pub fn template(mut self, template: TemplateId) -> Self {
        self.template = Some(template);
        self
    }
}

impl Endpoint for AddNote {
    type Vendor = FuseDesk;
    type Output = Written<Case>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}/addnote";
    const SCOPES: &'static [&'static str] = &["cases_update"];

    fn validate(&self) -> Result<(), String> {
        check_text("note", &self.note)
    }
}
