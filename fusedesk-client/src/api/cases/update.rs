//! Changing cases.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, CompanyId, ContactUuid, CrmContactId, DepartmentId, Endpoint, FuseDesk, RepUserId, Written,
    api::{
        cases::{Case, CaseStatus},
        check_changes, check_contact, check_texts,
    },
};

/// Changes a case: its status, its texts, or whom it belongs to (department, rep, contact, company). What is
/// left out stays as it is; nothing can be cleared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    /// What it is about, in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    details: Option<String>,
    /// Its status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<CaseStatus>,
    /// The department to transfer it to.
    #[serde(rename = "depid", default, skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentId>,
    /// The rep to assign it to, by the number of the user.
    #[serde(rename = "repid", default, skip_serializing_if = "Option::is_none")]
    rep: Option<RepUserId>,
    /// The contact in the CRM to link it to.
    #[serde(rename = "contactid", default, skip_serializing_if = "Option::is_none")]
    crm_contact: Option<CrmContactId>,
    /// The contact in FuseDesk to link it to.
    #[serde(rename = "contactUuid", default, skip_serializing_if = "Option::is_none")]
    contact_uuid: Option<ContactUuid>,
    /// The company in the CRM to link it to.
    #[serde(rename = "companyid", default, skip_serializing_if = "Option::is_none")]
    company: Option<CompanyId>,
}

impl UpdateCase {
    /// A change of this case; say what with the setters.
    #[must_use]
    pub fn new(case_id: CaseId) -> Self {
        Self {
            case_id,
            summary: None,
            details: None,
            status: None,
            department: None,
            rep: None,
            crm_contact: None,
            contact_uuid: None,
            company: None,
        }
    }

    /// The title.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = Some(summary.into());
        self
    }

    /// What it is about, in full.
    #[must_use]
    pub fn details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// Its status.
    #[must_use]
    pub fn status(mut self, status: CaseStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// The department to transfer it to.
    #[must_use]
    pub fn department(mut self, department: DepartmentId) -> Self {
        self.department = Some(department);
        self
    }

    /// The rep to assign it to, by the number of the user.
    #[must_use]
    pub fn rep(mut self, rep: RepUserId) -> Self {
        self.rep = Some(rep);
        self
    }

    /// The contact in the CRM to link it to.
    #[must_use]
    pub fn crm_contact(mut self, crm_contact: CrmContactId) -> Self {
        self.crm_contact = Some(crm_contact);
        self
    }

    /// The contact in FuseDesk to link it to.
    #[must_use]
    pub fn contact_uuid(mut self, contact_uuid: impl Into<ContactUuid>) -> Self {
        self.contact_uuid = Some(contact_uuid.into());
        self
    }

    /// The company in the CRM to link it to.
    #[must_use]
    pub fn company(mut self, company: CompanyId) -> Self {
        self.company = Some(company);
        self
    }
}

impl Endpoint for UpdateCase {
    type Vendor = FuseDesk;
    type Output = Written<Case>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}";
    const SCOPES: &'static [&'static str] = &["cases_update"];

    fn validate(&self) -> Result<(), String> {
        check_texts(&[("summary", &self.summary), ("details", &self.details)])?;
        check_contact("contactUuid", self.contact_uuid.as_ref())?;
        check_changes(self, &["caseId"])
    }
}
