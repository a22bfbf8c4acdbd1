//! Departments: who in the company sees to a case.

mod list;
mod write;

pub use list::*;
pub use write::*;

use crate::{DepartmentId, Moment, Record, RepUserId, TemplateId, record::record};

record! {
    /// A department.
    pub struct Department {
        /// The department.
        pub id: Option<DepartmentId> = "id",
        /// Its name.
        pub name: Option<String> = "name",
        /// Whether every rep belongs to it.
        pub all_reps: Option<bool> = "allReps",
        /// The reps that belong to it, by the numbers of the users.
        pub rep_user_ids: Vec<RepUserId> = "repUserIds",
        /// When it was created.
        pub created_at: Option<Moment> = "dateCreated",
        /// When it was archived; none while it is active.
        pub archived_at: Option<Moment> = "dateArchived",
        /// After how many minutes without an answer a case counts as stale.
        pub stale_after_minutes: Option<i64> = "stale",
        /// After how many minutes without an answer there is a warning.
        pub stale_warning_after_minutes: Option<i64> = "staleWarning",
        /// How long after a case is closed its customer is asked for feedback; FuseDesk does not document the unit.
        pub feedback_delay: Option<i64> = "feedbackDelay",
        /// How often a customer is asked for feedback at most; FuseDesk does not document the unit.
        pub feedback_frequency: Option<i64> = "feedbackFrequency",
        /// How many of a hundred cases are asked about.
        pub feedback_sample_percent: Option<i64> = "feedbackSample",
        /// The template of requests for feedback.
        pub feedback_template_id: Option<TemplateId> = "feedbackTemplateId",
        /// The template of replies.
        pub reply_template_id: Option<TemplateId> = "replyTemplateId",
        /// The template of notes.
        pub note_template_id: Option<TemplateId> = "noteTemplateId",
        /// The template of the first note of a case.
        pub new_case_note_template_id: Option<TemplateId> = "newCaseNoteTemplateId",
        /// The category of templates that its reps are offered.
        pub template_category: Option<String> = "templateCategory",
        /// What stands below its mails, as HTML.
        pub footer_html: Option<String> = "footerHtml",
        /// Its phone number.
        pub phone: Option<String> = "phone",
    }
}

impl Record for Department {
    fn is_recognised(&self) -> bool {
        self.id.is_some()
    }
}
