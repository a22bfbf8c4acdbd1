//! Changing cases.

use client_core::request;

use crate::{
    api::{
        cases::{Case, CaseStatus},
        check,
    },
    id::{CaseId, CompanyId, ContactUuid, CrmContactId, DepartmentId, RepUserId},
    write_response::WriteResponse,
};

/// Updates a case: its status, its texts, or its department, rep, contact or company. Absent fields stay
/// unchanged. No field can be cleared.
#[request(POST "/api/v1/cases/{caseId}" -> WriteResponse<Case>, scopes = ["cases_update"], check = check::changes)]
pub struct UpdateCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The title.
    #[check(check::text)]
    summary: Option<String>,
    /// The full description.
    #[check(check::text)]
    details: Option<String>,
    /// Its status.
    status: Option<CaseStatus>,
    /// The department to transfer it to.
    #[serde(rename = "depid")]
    department: Option<DepartmentId>,
    /// The rep to assign it to, by user id.
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
