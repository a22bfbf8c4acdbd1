//! Departments of the company.

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
    /// Name.
    pub name: Option<String>,
    /// `true` if every rep belongs to it.
    #[serde(rename = "allReps")]
    pub all_reps: Option<bool>,
    /// Reps of the department, by user id.
    #[serde(rename = "repUserIds")]
    pub rep_user_ids: Vec<RepUserId>,
    /// Time of creation.
    #[serde(rename = "dateCreated")]
    pub created_at: Option<Moment>,
    /// Time of archiving. `None` while it is active.
    #[serde(rename = "dateArchived")]
    pub archived_at: Option<Moment>,
    /// Minutes without a response until a case counts as stale.
    #[serde(rename = "stale")]
    pub stale_after_minutes: Option<i64>,
    /// Minutes without a response until there is a warning.
    #[serde(rename = "staleWarning")]
    pub stale_warning_after_minutes: Option<i64>,
    /// Time between closing a case and the feedback request. FuseDesk does not document the unit.
    #[serde(rename = "feedbackDelay")]
    pub feedback_delay: Option<i64>,
    /// Maximum frequency of feedback requests to a customer. FuseDesk does not document the unit.
    #[serde(rename = "feedbackFrequency")]
    pub feedback_frequency: Option<i64>,
    /// Percentage of cases with a feedback request.
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
    /// The category of templates for its reps.
    #[serde(rename = "templateCategory")]
    pub template_category: Option<String>,
    /// Footer of its mails, as HTML.
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
