//! Creating, changing, archiving and restoring departments.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    DepartmentId, Endpoint, FuseDesk, RepUserId, TemplateId, Written,
    api::{check_changes, check_text, check_texts, departments::Department},
};

/// All of a hundred.
const MAX_PERCENT: u32 = 100;

/// Creates a department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDepartment {
    /// Its name.
    name: String,
}

impl CreateDepartment {
    /// A department of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

impl Endpoint for CreateDepartment {
    type Vendor = FuseDesk;
    type Output = Written<Department>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v2/departments";
    const SCOPES: &'static [&'static str] = &[];

    fn validate(&self) -> Result<(), String> {
        check_text("name", &self.name)
    }
}

/// Changes a department: who belongs to it, its limits and templates. What is left out stays as it is; the
/// name cannot be changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
    /// Whether every rep belongs to it.
    #[serde(rename = "allReps", default, skip_serializing_if = "Option::is_none")]
    all_reps: Option<bool>,
    /// All reps that belong to it, by the numbers of the users: the list replaces the one before.
    #[serde(rename = "repUserIds", default, skip_serializing_if = "Option::is_none")]
    rep_user_ids: Option<Vec<RepUserId>>,
    /// After how many minutes without an answer a case counts as stale.
    #[serde(rename = "stale", default, skip_serializing_if = "Option::is_none")]
    stale_after_minutes: Option<u32>,
    /// After how many minutes without an answer there is a warning.
    #[serde(rename = "staleWarning", default, skip_serializing_if = "Option::is_none")]
    stale_warning_after_minutes: Option<u32>,
    /// How long after a case is closed its customer is asked for feedback. FuseDesk does not document the
    /// unit.
    #[serde(rename = "feedbackDelay", default, skip_serializing_if = "Option::is_none")]
    feedback_delay: Option<u32>,
    /// How often a customer is asked for feedback at most. FuseDesk does not document the unit.
    #[serde(rename = "feedbackFrequency", default, skip_serializing_if = "Option::is_none")]
    feedback_frequency: Option<u32>,
    /// How many of a hundred cases are asked about.
    #[serde(rename = "feedbackSample", default, skip_serializing_if = "Option::is_none")]
    feedback_sample_percent: Option<u32>,
    /// The template of requests for feedback.
    #[serde(rename = "feedbackTemplateId", default, skip_serializing_if = "Option::is_none")]
    feedback_template: Option<TemplateId>,
    /// The template of replies.
    #[serde(rename = "replyTemplateId", default, skip_serializing_if = "Option::is_none")]
    reply_template: Option<TemplateId>,
    /// The category of templates that its reps are offered.
    #[serde(rename = "templateCategory", default, skip_serializing_if = "Option::is_none")]
    template_category: Option<String>,
}

impl UpdateDepartment {
    /// A change of this department; say what with the setters.
    #[must_use]
    pub fn new(department_id: DepartmentId) -> Self {
        Self {
            department_id,
            all_reps: None,
            rep_user_ids: None,
            stale_after_minutes: None,
            stale_warning_after_minutes: None,
            feedback_delay: None,
            feedback_frequency: None,
            feedback_sample_percent: None,
            feedback_template: None,
            reply_template: None,
            template_category: None,
        }
    }

    /// Whether every rep belongs to it.
    #[must_use]
    pub fn all_reps(mut self, all_reps: bool) -> Self {
        self.all_reps = Some(all_reps);
        self
    }

    /// All reps that belong to it, by the numbers of the users: the list replaces the one before.
    #[must_use]
    pub fn rep_user_ids(mut self, rep_user_ids: impl IntoIterator<Item = RepUserId>) -> Self {
        self.rep_user_ids = Some(rep_user_ids.into_iter().collect());
        self
    }

    /// After how many minutes without an answer a case counts as stale.
    #[must_use]
    pub fn stale_after_minutes(mut self, stale_after_minutes: u32) -> Self {
        self.stale_after_minutes = Some(stale_after_minutes);
        self
    }

    /// After how many minutes without an answer there is a warning.
    #[must_use]
    pub fn stale_warning_after_minutes(mut self, stale_warning_after_minutes: u32) -> Self {
        self.stale_warning_after_minutes = Some(stale_warning_after_minutes);
        self
    }

    /// How long after a case is closed its customer is asked for feedback. FuseDesk does not document the
    /// unit.
    #[must_use]
    pub fn feedback_delay(mut self, feedback_delay: u32) -> Self {
        self.feedback_delay = Some(feedback_delay);
        self
    }

    /// How often a customer is asked for feedback at most. FuseDesk does not document the unit.
    #[must_use]
    pub fn feedback_frequency(mut self, feedback_frequency: u32) -> Self {
        self.feedback_frequency = Some(feedback_frequency);
        self
    }

    /// How many of a hundred cases are asked about.
    #[must_use]
    pub fn feedback_sample_percent(mut self, feedback_sample_percent: u32) -> Self {
        self.feedback_sample_percent = Some(feedback_sample_percent);
        self
    }

    /// The template of requests for feedback.
    #[must_use]
    pub fn feedback_template(mut self, feedback_template: TemplateId) -> Self {
        self.feedback_template = Some(feedback_template);
        self
    }

    /// The template of replies.
    #[must_use]
    pub fn reply_template(mut self, reply_template: TemplateId) -> Self {
        self.reply_template = Some(reply_template);
        self
    }

    /// The category of templates that its reps are offered.
    #[must_use]
    pub fn template_category(mut self, template_category: impl Into<String>) -> Self {
        self.template_category = Some(template_category.into());
        self
    }
}

impl Endpoint for UpdateDepartment {
    type Vendor = FuseDesk;
    type Output = Written<Department>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v2/departments/{departmentId}";
    const SCOPES: &'static [&'static str] = &[];

    fn validate(&self) -> Result<(), String> {
        if self.rep_user_ids.as_ref().is_some_and(Vec::is_empty) {
            return Err("`repUserIds` is empty, which a form cannot say; leave it out".to_owned());
        }
        if let Some(percent) = self.feedback_sample_percent.filter(|percent| *percent > MAX_PERCENT) {
            return Err(format!("`feedbackSample` is {percent}; it may be 0 to {MAX_PERCENT}"));
        }
        check_texts(&[("templateCategory", &self.template_category)])?;
        check_changes(self, &["departmentId"])
    }
}

/// Archives a department. It can be restored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
}

impl ArchiveDepartment {
    /// This department.
    #[must_use]
    pub fn new(department_id: DepartmentId) -> Self {
        Self { department_id }
    }
}

impl Endpoint for ArchiveDepartment {
    type Vendor = FuseDesk;
    type Output = Written<Department>;
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/api/v2/departments/{departmentId}";
    const SCOPES: &'static [&'static str] = &[];
}

/// Restores a department that was archived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreDepartment {
    /// The department.
    #[serde(rename = "departmentId")]
    department_id: DepartmentId,
}

impl RestoreDepartment {
    /// This department.
    #[must_use]
    pub fn new(department_id: DepartmentId) -> Self {
        Self { department_id }
    }
}

impl Endpoint for RestoreDepartment {
    type Vendor = FuseDesk;
    type Output = Written<Department>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v2/departments/{departmentId}/restore";
    const SCOPES: &'static [&'static str] = &[];
}
