//! Changing cases.

use client_core::request;

use crate::{
    api::{
        cases::{Case, CaseStatus},
        check,
    },
    id::{CaseId, CompanyId, ContactUuid, CrmContactId, DepartmentId, RepUserId},
    written::Written,
};

/// Changes a case: its status, its texts, or whom it belongs to (department, rep, contact, company). What is
/// left out stays as it is; nothing can be cleared.
#[request(POST "/api/v1/cases/{caseId}" -> Written<Case>, scopes = ["cases_update"], check = check::changes)]
pub struct UpdateCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The title.
    #[check(check::text)]
    summary: Option<String>,
    /// What it is about, in full.
    #[check(check::text)]
    details: Option<String>,
    /// Its status.
    status: Option<CaseStatus>,
    /// The department to transfer it to.
    #[serde(rename = "depid")]
    department: Option<DepartmentId>,
    /// The rep to assign it to, by the number of the user.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// The contact in the CRM to link it to.
    #[serde(rename = "contactid")]
    crm_contact: Option<CrmContactId>,
    /// The contact in FuseDesk to link it to.
    #[serde(rename = "contactUuid")]
    #[check(check::text)]
    contact_uuid: Option<ContactUuid>,
    /// The company in the CRM to link it to.
    #[serde(rename = "companyid")]
    company: Option<CompanyId>,
}
