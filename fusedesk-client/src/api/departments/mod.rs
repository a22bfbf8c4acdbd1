//! Departments: who in the company sees to a case.

mod list;
mod write;

pub use list::*;
pub use write::*;

use client_core::response;

use crate::{
    id::{DepartmentId, RepUserId, TemplateId},
    record::Record,
    time::Moment,
};

/// A department.
#[response(reader = crate::record)]
pub struct Department {
    /// The department.
    pub id: Option<DepartmentId>,
    /// Its name.
    pub name: Option<String>,
    /// Whether every rep belongs to it.
    #[serde(rename = "allReps")]
    pub all_reps: Option<bool>,
    /// The reps that belong to it, by the numbers of the users.
    #[serde(rename = "repUserIds")]
    pub rep_user_ids: Vec<RepUserId>,
    /// When it was created.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
    /// When it was archived; none while it is active.
    #[serde(rename = "dateArchived")]
    pub archived_at: Option<Moment>,
    /// After how many minutes without an answer a case counts as stale.
    #[serde(rename = "stale")]
    pub stale_after_minutes: Option<i64>,
    /// After how many minutes without an answer there is a warning.
    #[serde(rename = "staleWarning")]
    pub stale_warning_after_minutes: Option<i64>,
    /// How long after a case is closed its customer is asked for feedback; FuseDesk does not document the unit.
    #[serde(rename = "feedbackDelay")]
    pub feedback_delay: Option<i64>,
    /// How often a customer is asked for feedback at most; FuseDesk does not document the unit.
    #[serde(rename = "feedbackFrequency")]
    pub feedback_frequency: Option<i64>,
    /// How many of a hundred cases are asked about.
    #[serde(rename = "feedbackSample")]
    pub feedback_sample_percent: Option<i64>,
    /// The template of requests for feedback.
    #[serde(rename = "feedbackTemplateId")]
    pub feedback_template_id: Option<TemplateId>,
    /// The template of replies.
    #[serde(rename = "replyTemplateId")]
    pub reply_template_id: Option<TemplateId>,
    /// The template of notes.
    #[serde(rename = "noteTemplateId")]
    pub note_template_id: Option<TemplateId>,
    /// The template of the first note of a case.
    #[serde(rename = "newCaseNoteTemplateId")]
    pub new_case_note_template_id: Option<TemplateId>,
    /// The category of templates that its reps are offered.
    #[serde(rename = "templateCategory")]
    pub template_category: Option<String>,
    /// What stands below its mails, as HTML.
    #[serde(rename = "footerHtml")]
    pub footer_html: Option<String>,
    /// Its phone number.
    pub phone: Option<String>,
}

impl Record for Department {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}
