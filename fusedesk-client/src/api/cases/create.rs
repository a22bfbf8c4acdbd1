//! Creating cases.

use client_core::request;

use crate::{
    api::{
        case_tags::CaseTagKey,
        cases::{Case, CaseStatus, NoteType},
        check,
    },
    id::{CompanyId, ContactUuid, CrmContactId, DepartmentId, RepUserId},
    list::CommaList,
    time::Moment,
    write_response::WriteResponse,
};

/// Creates a case.
#[request(POST "/api/v1/cases" -> WriteResponse<Case>, scopes = ["cases_create"])]
pub struct CreateCase {
    /// The department.
    #[serde(rename = "depid")]
    department: DepartmentId,
    /// A short title, such as the subject of an e-mail.
    #[check(check::text)]
    summary: String,
    /// The full description.
    #[check(check::text)]
    details: String,
    /// Person who opened it: a name, an e-mail address or a phone number.
    #[serde(rename = "openedby")]
    #[check(check::text)]
    opened_by: String,
    /// The rep to assign it to, by user id. Defaults to a random rep of the department, also for reps of other
    /// departments.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// Status. Default new.
    status: Option<CaseStatus>,
    /// The contact in the CRM.
    #[serde(rename = "contactid")]
    crm_contact: Option<CrmContactId>,
    /// The contact in FuseDesk.
    #[serde(rename = "contactUuid")]
    #[check(check::text)]
    contact_uuid: Option<ContactUuid>,
    /// The company in the CRM.
    #[serde(rename = "companyid")]
    company: Option<CompanyId>,
    /// An e-mail address to find the contact.
    #[check(check::email)]
    email: Option<String>,
    /// Tags, by id or name. FuseDesk does not document the effect of unknown names.
    #[serde(rename = "casetags")]
    #[check(check::entries)]
    tags: CommaList<CaseTagKey>,
    /// The time of opening. Default now. For imported cases.
    #[serde(rename = "date_opened")]
    #[check(check::date)]
    opened_at: Option<Moment>,
    /// The time of the assignment. For imported cases.
    #[serde(rename = "date_assigned")]
    #[check(check::date)]
    assigned_at: Option<Moment>,
    /// The time of the last change. Defaults to the time of opening. For imported cases.
    #[serde(rename = "date_updated")]
    #[check(check::date)]
    updated_at: Option<Moment>,
    /// The type of its first note. Default note.
    #[serde(rename = "type")]
    note_type: Option<NoteType>,
}
