//! Creating, changing, archiving and restoring departments.

use client_core::request;

use crate::{
    api::{check, departments::Department},
    id::{DepartmentId, RepUserId, TemplateId},
    written::Written,
};

/// All of a hundred.
const MAX_PERCENT: u32 = 100;

/// Creates a department.
#[request(POST "/api/v2/departments" -> Written<Department>)]
pub struct CreateDepartment {
    /// Its name.
    #[check(check::text)]
    name: String,
}

/// Changes a department: who belongs to it, its limits and templates. What is left out stays as it is; the
/// name cannot be changed.
#[request(POST "/api/v2/departments/{departmentId}" -> Written<Department>, check = check::changes)]
pub struct UpdateDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
    /// Whether every rep belongs to it.
    #[serde(rename = "allReps")]
    all_reps: Option<bool>,
    /// All reps that belong to it, by the numbers of the users: the list replaces the one before.
    #[serde(rename = "repUserIds")]
    #[check(not_empty)]
    rep_user_ids: Option<Vec<RepUserId>>,
    /// After how many minutes without an answer a case counts as stale.
    #[serde(rename = "stale")]
    stale_after_minutes: Option<u32>,
    /// After how many minutes without an answer there is a warning.
    #[serde(rename = "staleWarning")]
    stale_warning_after_minutes: Option<u32>,
    /// How long after a case is closed its customer is asked for feedback. FuseDesk does not document the
    /// unit.
    #[serde(rename = "feedbackDelay")]
    feedback_delay: Option<u32>,
    /// How often a customer is asked for feedback at most. FuseDesk does not document the unit.
    #[serde(rename = "feedbackFrequency")]
    feedback_frequency: Option<u32>,
    /// How many of a hundred cases are asked about.
    #[serde(rename = "feedbackSample")]
    #[check(percent)]
    feedback_sample_percent: Option<u32>,
    /// The template of requests for feedback.
    #[serde(rename = "feedbackTemplateId")]
    feedback_template: Option<TemplateId>,
    /// The template of replies.
    #[serde(rename = "replyTemplateId")]
    reply_template: Option<TemplateId>,
    /// The category of templates that its reps are offered.
    #[serde(rename = "templateCategory")]
    #[check(check::text)]
    template_category: Option<String>,
}

fn not_empty(name: &str, reps: &[RepUserId]) -> Result<(), String> {
    if reps.is_empty() {
        return Err(format!("`{name}` is empty, which a form cannot say; leave it out"));
    }
    Ok(())
}

fn percent(name: &str, percent: &u32) -> Result<(), String> {
    if *percent > MAX_PERCENT {
        return Err(format!("`{name}` is {percent}; it may be 0 to {MAX_PERCENT}"));
    }
    Ok(())
}

/// Archives a department. It can be restored.
#[request(DELETE "/api/v2/departments/{departmentId}" -> Written<Department>)]
pub struct ArchiveDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
}

/// Restores a department that was archived.
#[request(POST "/api/v2/departments/{departmentId}/restore" -> Written<Department>)]
pub struct RestoreDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
}
