//! Finding cases.

use bytes::Bytes;
use client_core::wire_enum;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CompanyId, ContactUuid, CrmContactId, DEFAULT_PAGE_SIZE, DateRange, DecodeError, DepartmentId, Endpoint,
    FuseDesk, RepUserId,
    api::{
        SortOrder, add_order, cases::Case, check_contact, check_filters, check_limit, check_texts,
        default_page_size,
    },
    de::rows,
    list::one_or_more,
};

wire_enum! {
    /// The status of the cases that a search finds.
    pub enum StatusFilter {
        /// The team has to do something.
        New = "new",
        /// The team waits for the customer.
        Open = "open",
        /// Solved.
        Closed = "closed",
        /// Not closed.
        Active = "active",
        /// Every status.
        All = "all",
    }
    /// What cases are ordered by.
    pub enum CaseSort {
        /// The id.
        Id = "caseid",
        /// The contact in the CRM.
        Contact = "contactid",
        /// When they were opened.
        Opened = "date_opened",
        /// When they were last assigned.
        Assigned = "date_assigned",
        /// When a rep first answered.
        FirstResponse = "date_firstresponse",
        /// When a rep last answered.
        LastResponse = "date_lastresponse",
        /// When they were last changed.
        Updated = "date_updated",
        /// When they were created.
        Created = "date_created",
        /// When they were closed.
        Closed = "date_closed",
        /// The status.
        Status = "status",
    }
}

/// Finds cases by status, contact, department, rep, dates and words in the summary. FuseDesk does not say in
/// which order they come unless one is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchCases {
    /// The status. Left out, cases of every status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<StatusFilter>,
    /// Contacts in the CRM, by their numbers: the `crmId` of a contact, not its `id`.
    #[serde(
        rename = "contactid",
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "one_or_more::serialize",
        deserialize_with = "one_or_more::deserialize"
    )]
    #[schemars(with = "Vec<CrmContactId>")]
    contacts: Option<Vec<CrmContactId>>,
    /// The contact in FuseDesk, by its UUID, which is the `id` of a contact.
    #[serde(rename = "contactUuid", default, skip_serializing_if = "Option::is_none")]
    contact_uuid: Option<ContactUuid>,
    /// The company in the CRM.
    #[serde(rename = "companyid", default, skip_serializing_if = "Option::is_none")]
    company: Option<CompanyId>,
    /// The e-mail address of the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// The department.
    #[serde(rename = "depid", default, skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentId>,
    /// The rep whom the cases are assigned to, by the number of the user.
    #[serde(rename = "repid", default, skip_serializing_if = "Option::is_none")]
    rep: Option<RepUserId>,
    /// The rep who created the cases, by the number of the user.
    #[serde(rename = "createdByRep", default, skip_serializing_if = "Option::is_none")]
    created_by: Option<RepUserId>,
    /// Words in what is known of who opened the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Words in the summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// When the cases were opened.
    #[serde(rename = "date_opened", default, skip_serializing_if = "Option::is_none")]
    opened: Option<DateRange>,
    /// When the cases were closed.
    #[serde(rename = "date_closed", default, skip_serializing_if = "Option::is_none")]
    closed: Option<DateRange>,
    /// When the cases were last changed.
    #[serde(rename = "date_updated", default, skip_serializing_if = "Option::is_none")]
    updated: Option<DateRange>,
    /// When the cases were last assigned.
    #[serde(rename = "date_assigned", default, skip_serializing_if = "Option::is_none")]
    assigned: Option<DateRange>,
    /// When a rep first answered.
    #[serde(rename = "date_firstresponse", default, skip_serializing_if = "Option::is_none")]
    first_response: Option<DateRange>,
    /// The order: fields, each with asc or desc, separated by commas, such as date_updated desc. Fields:
    /// caseid, contactid, date_opened, date_assigned, date_firstresponse, date_lastresponse, date_updated,
    /// date_created, date_closed, status.
    #[serde(rename = "orderby", default, skip_serializing_if = "Option::is_none")]
    order_by: Option<String>,
    /// How many cases a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150 is
    /// known to be honoured.
    #[serde(default = "default_page_size")]
    limit: u32,
    /// How many cases to skip. Left out, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
}

impl SearchCases {
    /// All cases.
    #[must_use]
    pub fn new() -> Self {
        Self {
            status: None,
            contacts: None,
            contact_uuid: None,
            company: None,
            email: None,
            department: None,
            rep: None,
            created_by: None,
            from: None,
            subject: None,
            opened: None,
            closed: None,
            updated: None,
            assigned: None,
            first_response: None,
            order_by: None,
            limit: DEFAULT_PAGE_SIZE,
            offset: None,
        }
    }

    /// The status. Left out, cases of every status.
    #[must_use]
    pub fn status(mut self, status: StatusFilter) -> Self {
        self.status = Some(status);
        self
    }

    /// Contacts in the CRM, by their numbers. None at all is refused: it would find the cases of everybody.
    #[must_use]
    pub fn contacts(mut self, contacts: impl IntoIterator<Item = CrmContactId>) -> Self {
        self.contacts = Some(contacts.into_iter().collect());
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

    /// The e-mail address of the contact.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// The department.
    #[must_use]
    pub fn department(mut self, department: DepartmentId) -> Self {
        self.department = Some(department);
        self
    }

    /// The rep whom the cases are assigned to, by the number of the user.
    #[must_use]
    pub fn rep(mut self, rep: RepUserId) -> Self {
        self.rep = Some(rep);
        self
    }

    /// The rep who created the cases, by the number of the user.
    #[must_use]
    pub fn created_by(mut self, created_by: RepUserId) -> Self {
        self.created_by = Some(created_by);
        self
    }

    /// Words in what is known of who opened the case.
    #[must_use]
    pub fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    /// Words in the summary.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// When the cases were opened.
    #[must_use]
    pub fn opened(mut self, opened: DateRange) -> Self {
        self.opened = Some(opened);
        self
    }

    /// When the cases were closed.
    #[must_use]
    pub fn closed(mut self, closed: DateRange) -> Self {
        self.closed = Some(closed);
        self
    }

    /// When the cases were last changed.
    #[must_use]
    pub fn updated(mut self, updated: DateRange) -> Self {
        self.updated = Some(updated);
        self
    }

    /// When the cases were last assigned.
    #[must_use]
    pub fn assigned(mut self, assigned: DateRange) -> Self {
        self.assigned = Some(assigned);
        self
    }

    /// When a rep first answered.
    #[must_use]
    pub fn first_response(mut self, first_response: DateRange) -> Self {
        self.first_response = Some(first_response);
        self
    }

    /// How many cases a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150 is
    /// known to be honoured.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// How many cases to skip. Left out, none.
    #[must_use]
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// What the cases are ordered by; called again, what those are ordered by that are alike.
    #[must_use]
    pub fn order_by(mut self, field: CaseSort, order: SortOrder) -> Self {
        add_order(&mut self.order_by, field.as_str(), order);
        self
    }
}

impl Default for SearchCases {
    fn default() -> Self {
        Self::new()
    }
}

impl Endpoint for SearchCases {
    type Vendor = FuseDesk;
    type Output = Vec<Case>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/cases";
    const SCOPES: &'static [&'static str] = &["cases"];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)?;
        if self.contacts.as_ref().is_some_and(Vec::is_empty) {
            return Err(
                "`contactid` is empty, which would find the cases of everybody; leave it out for that"
                    .to_owned(),
            );
        }
        for contact in self.contacts.iter().flatten() {
            check_filters(&[("contactid", Some(contact.get()))])?;
        }
        check_filters(&[
            ("companyid", self.company.map(CompanyId::get)),
            ("depid", self.department.map(DepartmentId::get)),
            ("repid", self.rep.map(RepUserId::get)),
            ("createdByRep", self.created_by.map(RepUserId::get)),
        ])?;
        check_contact("contactUuid", self.contact_uuid.as_ref())?;
        check_texts(&[
            ("email", &self.email),
            ("from", &self.from),
            ("subject", &self.subject),
            ("orderby", &self.order_by),
        ])?;
        for (name, range) in [
            ("date_opened", &self.opened),
            ("date_closed", &self.closed),
            ("date_updated", &self.updated),
            ("date_assigned", &self.assigned),
            ("date_firstresponse", &self.first_response),
        ] {
            range.as_ref().map_or(Ok(()), |range| range.check(name))?;
        }
        Ok(())
    }
}
