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
    written::Written,
};

/// Creates a case.
#[request(POST "/api/v1/cases" -> Written<Case>, scopes = ["cases_create"])]
pub struct CreateCase {
    /// The department.
    #[serde(rename = "depid")]
    department: DepartmentId,
    /// A short title, such as the subject of an e-mail.
    #[check(check::text)]
    summary: String,
    /// What it is about, in full.
    #[check(check::text)]
    details: String,
    /// Who opened it: a name, an e-mail address or a phone number.
    #[serde(rename = "openedby")]
    #[check(check::text)]
    opened_by: String,
    /// The rep to assign it to, by the number of the user. Left out, or not of the department, a random rep
    /// of it.
    #[serde(rename = "repid")]
    rep: Option<RepUserId>,
    /// Its status; new where it is left out.
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
    /// An e-mail address of the contact, to find the contact by.
    #[check(check::email)]
    email: Option<String>,
    /// Tags, by id or name. FuseDesk does not say what becomes of a name that it does not know.
    #[serde(rename = "casetags")]
    #[check(check::entries)]
    tags: CommaList<CaseTagKey>,
    /// When it was opened; now where it is left out. For cases that come from elsewhere.
    #[serde(rename = "date_opened")]
    #[check(check::date)]
    opened_at: Option<Moment>,
    /// When it was assigned. For cases that come from elsewhere.
    #[serde(rename = "date_assigned")]
    #[check(check::date)]
    assigned_at: Option<Moment>,
    /// When it was last changed; when it was opened where it is left out. For cases that come from elsewhere.
    #[serde(rename = "date_updated")]
    #[check(check::date)]
    updated_at: Option<Moment>,
    /// What its first note is; a note where it is left out.
    #[serde(rename = "type")]
    note_type: Option<NoteType>,
}
