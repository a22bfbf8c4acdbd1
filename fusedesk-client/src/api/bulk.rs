//! Bulk updates of cases.
//!
//! The operation is a `POST` with its arguments in the query. FuseDesk uses the same URL for merging, which is a
//! separate operation here ([`merge`](super::merge)): an update can be repeated, a merge cannot be undone.

use client_core::request;

use crate::{
    api::{
        cases::{Case, CaseStatus},
        check,
    },
    id::{CaseId, CaseTagId, CrmAutomationId, CrmTagId, DepartmentId, RepUserId},
    list::CommaList,
    time::Moment,
    write_response::WriteResponse,
};

/// Updates many cases in the same way: status, department, rep, tag, snooze, or a CRM tag or automation for their
/// contacts. FuseDesk does not document the effect on the other cases if one of them does not exist.
#[request(
    POST "/api/v1/cases/update" -> WriteResponse<Vec<Case>>,
    scopes = ["cases_update"],
    query = ["caseids", "status", "depid", "repid", "tagid", "crmTagId", "crmAutomationId", "snooze"],
    check = has_change,
)]
pub struct BulkUpdateCases {
    /// The cases, by their ids.
    #[serde(rename = "caseids")]
    #[required]
    #[check(at_least_one)]
    case_ids: CommaList<CaseId>,
    /// The status.
    status: Option<CaseStatus>,
    /// The department to transfer them to.
    #[serde(rename = "depid")]
    department: Option<DepartmentId>,
    /// The rep to assign them to, by user id.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// A case tag to add.
    #[serde(rename = "tagid")]
    tag: Option<CaseTagId>,
    /// A CRM tag to add to their contacts.
    #[serde(rename = "crmTagId")]
    crm_tag: Option<CrmTagId>,
    /// A CRM automation to run for their contacts.
    #[serde(rename = "crmAutomationId")]
    crm_automation: Option<CrmAutomationId>,
    /// The end of the snooze: a time with its zone, such as 2024-03-05T14:00:00Z.
    #[check(check::date)]
    snooze: Option<Moment>,
}

fn has_change(update: &BulkUpdateCases) -> Result<(), String> {
    check::changes_beside("caseids", update)
}

fn at_least_one(name: &str, cases: &CommaList<CaseId>) -> Result<(), String> {
    if cases.is_empty() { Err(format!("`{name}` is empty; it needs at least one case")) } else { Ok(()) }
}
