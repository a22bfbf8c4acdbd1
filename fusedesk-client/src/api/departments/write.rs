//! Creating, changing, archiving and restoring departments.

use client_core::request;

use crate::{
    api::{check, departments::Department},
    id::{DepartmentId, RepUserId, TemplateId},
    write_response::WriteResponse,
};

/// Maximum percentage.
const MAX_PERCENT: u32 = 100;

/// Creates a department.
#[request(POST "/api/v2/departments" -> WriteResponse<Department>)]
pub struct CreateDepartment {
    /// Name.
    #[check(check::text)]
    name: String,
}

/// Updates a department: its reps, limits and templates. Absent fields stay unchanged. The name cannot be
/// changed.
#[request(POST "/api/v2/departments/{departmentId}" -> WriteResponse<Department>, check = check::changes)]
pub struct UpdateDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
    /// `true` if every rep belongs to it.
    #[serde(rename = "allReps")]
    all_reps: Option<bool>,
    /// All reps of the department, by user id. Replaces the previous list.
    #[serde(rename = "repUserIds")]
    #[check(not_empty)]
    rep_user_ids: Option<Vec<RepUserId>>,
    /// Minutes without a response until a case counts as stale.
    #[serde(rename = "stale")]
    stale_after_minutes: Option<u32>,
    /// Minutes without a response until there is a warning.
    #[serde(rename = "staleWarning")]
    stale_warning_after_minutes: Option<u32>,
    /// Time between closing a case and the feedback request. FuseDesk does not document the unit.
    #[serde(rename = "feedbackDelay")]
    feedback_delay: Option<u32>,
    /// Maximum frequency of feedback requests to a customer. FuseDesk does not document the unit.
    #[serde(rename = "feedbackFrequency")]
    feedback_frequency: Option<u32>,
    /// Percentage of cases with a feedback request.
    #[serde(rename = "feedbackSample")]
    #[check(check::in_range, 0..=MAX_PERCENT)]
    feedback_sample_percent: Option<u32>,
    /// The template of requests for feedback.
    #[serde(rename = "feedbackTemplateId")]
    feedback_template: Option<TemplateId>,
    /// The template of replies.
    #[serde(rename = "replyTemplateId")]
    reply_template: Option<TemplateId>,
    /// The category of templates for its reps.
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

/// Archives a department. It can be restored.
#[request(DELETE "/api/v2/departments/{departmentId}" -> WriteResponse<Department>)]
pub struct ArchiveDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
}

/// Restores an archived department.
#[request(POST "/api/v2/departments/{departmentId}/restore" -> WriteResponse<Department>)]
pub struct RestoreDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
}
