//! Creating cases.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CompanyId, ContactUuid, CrmContactId, DepartmentId, Endpoint, FuseDesk, Moment, RepUserId, Written,
    api::{
        case_tags::CaseTagKey,
        cases::{Case, CaseStatus, NoteType},
        check_contact, check_dates, check_email, check_text,
    },
    list::CommaList,
};

/// Creates a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCase {
    /// The department.
    #[serde(rename = "depid")]
    department: DepartmentId,
    /// A short title, such as the subject of an e-mail.
    summary: String,
    /// What it is about, in full.
    details: String,
    /// Who opened it: a name, an e-mail address or a phone number.
    #[serde(rename = "openedby")]
    opened_by: String,
    /// The rep to assign it to, by the number of the user. Left out, or not of the department, a random rep
    /// of it.
    #[serde(rename = "repid", default, skip_serializing_if = "Option::is_none")]
    rep: Option<RepUserId>,
    /// Its status; new where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<CaseStatus>,
    /// The contact in the CRM.
    #[serde(rename = "contactid", default, skip_serializing_if = "Option::is_none")]
    crm_contact: Option<CrmContactId>,
    /// The contact in FuseDesk.
    #[serde(rename = "contactUuid", default, skip_serializing_if = "Option::is_none")]
    contact_uuid: Option<ContactUuid>,
    /// The company in the CRM.
    #[serde(rename = "companyid", default, skip_serializing_if = "Option::is_none")]
    company: Option<CompanyId>,
    /// An e-mail address of the contact, to find the contact by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Tags, by id or name. FuseDesk does not say what becomes of a name that it does not know.
    #[serde(rename = "casetags", default, skip_serializing_if = "CommaList::is_empty")]
    tags: CommaList<CaseTagKey>,
    /// When it was opened; now where it is left out. For cases that come from elsewhere.
    #[serde(rename = "date_opened", default, skip_serializing_if = "Option::is_none")]
    opened_at: Option<Moment>,
    /// When it was assigned. For cases that come from elsewhere.
    #[serde(rename = "date_assigned", default, skip_serializing_if = "Option::is_none")]
    assigned_at: Option<Moment>,
    /// When it was last changed; when it was opened where it is left out. For cases that come from elsewhere.
    #[serde(rename = "date_updated", default, skip_serializing_if = "Option::is_none")]
    updated_at: Option<Moment>,
    /// What its first note is; a note where it is left out.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    note_type: Option<NoteType>,
}

impl CreateCase {
    /// A case of this department: a title, what it is about, and who opened it.
    pub fn new(
        department: DepartmentId,
        summary: impl Into<String>,
        details: impl Into<String>,
        opened_by: impl Into<String>,
    ) -> Self {
        Self {
            department,
            summary: summary.into(),
            details: details.into(),
            opened_by: opened_by.into(),
            rep: None,
            status: None,
            crm_contact: None,
            contact_uuid: None,
            company: None,
            email: None,
            tags: CommaList::default(),
            opened_at: None,
            assigned_at: None,
            updated_at: None,
            note_type: None,
        }
    }

    /// The rep to assign it to, by the number of the user. Left out, or not of the department, a random rep
    /// of it.
    #[must_use]
    pub fn rep(mut self, rep: RepUserId) -> Self {
        self.rep = Some(rep);
        self
    }

    /// Its status; new where it is left out.
    #[must_use]
    pub fn status(mut self, status: CaseStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// The contact in the CRM.
    #[must_use]
    pub fn crm_contact(mut self, crm_contact: CrmContactId) -> Self {
        self.crm_contact = Some(crm_contact);
        self
    }

    /// The contact in FuseDesk.
    #[must_use]
    pub fn contact_uuid(mut self, contact_uuid: impl Into<ContactUuid>) -> Self {
        self.contact_uuid = Some(contact_uuid.into());
        self
    }

    /// The company in the CRM.
    #[must_use]
    pub fn company(mut self, company: CompanyId) -> Self {
        self.company = Some(company);
        self
    }

    /// An e-mail address of the contact, to find the contact by.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Tags, by id or name. FuseDesk does not say what becomes of a name that it does not know.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<CaseTagKey>>) -> Self {
        self.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// When it was opened; now where it is left out. For cases that come from elsewhere.
    #[must_use]
    pub fn opened_at(mut self, opened_at: impl Into<Moment>) -> Self {
        self.opened_at = Some(opened_at.into());
        self
    }

    /// When it was assigned. For cases that come from elsewhere.
    #[must_use]
    pub fn assigned_at(mut self, assigned_at: impl Into<Moment>) -> Self {
        self.assigned_at = Some(assigned_at.into());
        self
    }

    /// When it was last changed; when it was opened where it is left out. For cases that come from elsewhere.
    #[must_use]
    pub fn updated_at(mut self, updated_at: impl Into<Moment>) -> Self {
        self.updated_at = Some(updated_at.into());
        self
    }

    /// What its first note is; a note where it is left out.
    #[must_use]
    pub fn note_type(mut self, note_type: NoteType) -> Self {
        self.note_type = Some(note_type);
        self
    }
}

impl Endpoint for CreateCase {
    type Vendor = FuseDesk;
    type Output = Written<Case>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases";
    const SCOPES: &'static [&'static str] = &["cases_create"];

    fn validate(&self) -> Result<(), String> {
        check_text("summary", &self.summary)?;
        check_text("details", &self.details)?;
        check_text("openedby", &self.opened_by)?;
        check_contact("contactUuid", self.contact_uuid.as_ref())?;
        self.tags.check("casetags", |tag| tag.as_str())?;
        self.email.as_deref().map_or(Ok(()), |email| check_email("email", email))?;
        check_dates(&[
            ("date_opened", &self.opened_at),
            ("date_assigned", &self.assigned_at),
            ("date_updated", &self.updated_at),
        ])?;
        Ok(())
    }
}
