//! Changing many cases at once.
//!
//! The operation takes its arguments in the query although it is a `POST`. Merging is an operation of its own here, in
//! [`merge`](super::merge), although FuseDesk has one address for both: a change can be repeated, a merge cannot be
//! undone.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, CaseTagId, CrmAutomationId, CrmTagId, DepartmentId, Endpoint, FuseDesk, Moment, RepUserId,
    Written,
    api::{
        cases::{Case, CaseStatus},
        check_changes, check_dates,
    },
    list::CommaList,
};

/// Changes many cases in the same way: status, department, rep, tag, snooze, or a tag or an automation of the
/// CRM for their contacts. FuseDesk does not say what becomes of the others when one of them does not exist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkUpdateCases {
    /// The cases, by their ids.
    #[serde(rename = "caseids")]
    case_ids: CommaList<CaseId>,
    /// The status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<CaseStatus>,
    /// The department to transfer them to.
    #[serde(rename = "depid", default, skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentId>,
    /// The rep to assign them to, by the number of the user.
    #[serde(rename = "repid", default, skip_serializing_if = "Option::is_none")]
    rep: Option<RepUserId>,
    /// A tag of cases to put on them.
    #[serde(rename = "tagid", default, skip_serializing_if = "Option::is_none")]
    tag: Option<CaseTagId>,
    /// A tag of the CRM to put on their contacts.
    #[serde(rename = "crmTagId", default, skip_serializing_if = "Option::is_none")]
    crm_tag: Option<CrmTagId>,
    /// An automation of the CRM to run for their contacts.
    #[serde(rename = "crmAutomationId", default, skip_serializing_if = "Option::is_none")]
    crm_automation: Option<CrmAutomationId>,
    /// When they come back: they are put away until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    snooze: Option<Moment>,
}

impl BulkUpdateCases {
    /// A change of these cases; say what with the setters.
    pub fn new(case_ids: impl IntoIterator<Item = CaseId>) -> Self {
        Self {
            case_ids: case_ids.into_iter().collect(),
            status: None,
            department: None,
            rep: None,
            tag: None,
            crm_tag: None,
            crm_automation: None,
            snooze: None,
        }
    }

    /// The status.
    #[must_use]
    pub fn status(mut self, status: CaseStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// The department to transfer them to.
    #[must_use]
    pub fn department(mut self, department: DepartmentId) -> Self {
        self.department = Some(department);
        self
    }

    /// The rep to assign them to, by the number of the user.
    #[must_use]
    pub fn rep(mut self, rep: RepUserId) -> Self {
        self.rep = Some(rep);
        self
    }

    /// A tag of cases to put on them.
    #[must_use]
    pub fn tag(mut self, tag: CaseTagId) -> Self {
        self.tag = Some(tag);
        self
    }

    /// A tag of the CRM to put on their contacts.
    #[must_use]
    pub fn crm_tag(mut self, crm_tag: CrmTagId) -> Self {
        self.crm_tag = Some(crm_tag);
        self
    }

    /// An automation of the CRM to run for their contacts.
    #[must_use]
    pub fn crm_automation(mut self, crm_automation: CrmAutomationId) -> Self {
        self.crm_automation = Some(crm_automation);
        self
    }

    /// When they come back: they are put away until then.
    #[must_use]
    pub fn snooze(mut self, snooze: impl Into<Moment>) -> Self {
        self.snooze = Some(snooze.into());
        self
    }
}

impl Endpoint for BulkUpdateCases {
    type Vendor = FuseDesk;
    type Output = Written<Vec<Case>>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/update";
    const SCOPES: &'static [&'static str] = &["cases_update"];
    const QUERY: &'static [&'static str] =
        &["caseids", "status", "depid", "repid", "tagid", "crmTagId", "crmAutomationId", "snooze"];

    fn validate(&self) -> Result<(), String> {
        if self.case_ids.is_empty() {
            return Err("`caseids` is empty; it needs at least one case".to_owned());
        }
        check_dates(&[("snooze", &self.snooze)])?;
        check_changes(self, &["caseids"])
    }
}
