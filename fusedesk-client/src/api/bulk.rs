//! Changing many cases at once.
//!
//! The operation takes its arguments in the query although it is a `POST`. Merging is an operation of its own here, in
//! [`merge`](super::merge), although FuseDesk has one address for both: a change can be repeated, a merge cannot be
//! undone.

use client_core::request;

use crate::{
    api::{
        cases::{Case, CaseStatus},
        check,
    },
    id::{CaseId, CaseTagId, CrmAutomationId, CrmTagId, DepartmentId, RepUserId},
    list::CommaList,
    time::Moment,
    written::Written,
};

/// Changes many cases in the same way: status, department, rep, tag, snooze, or a tag or an automation of the
/// CRM for their contacts. FuseDesk does not say what becomes of the others when one of them does not exist.
#[request(
    POST "/api/v1/cases/update" -> Written<Vec<Case>>,
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
    /// The rep to assign them to, by the number of the user.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// A tag of cases to put on them.
    #[serde(rename = "tagid")]
    tag: Option<CaseTagId>,
    /// A tag of the CRM to put on their contacts.
    #[serde(rename = "crmTagId")]
    crm_tag: Option<CrmTagId>,
    /// An automation of the CRM to run for their contacts.
    #[serde(rename = "crmAutomationId")]
    crm_automation: Option<CrmAutomationId>,
    /// When they come back: they are put away until then.
    #[check(check::date)]
    snooze: Option<Moment>,
}

fn has_change(update: &BulkUpdateCases) -> Result<(), String> {
    check::changes_beside("caseids", update)
}

fn at_least_one(name: &str, cases: &CommaList<CaseId>) -> Result<(), String> {
    if cases.is_empty() { Err(format!("`{name}` is empty; it needs at least one case")) } else { Ok(()) }
}
