//! Finding cases.

use client_core::{request, wire_enum};

use crate::{
    api::{SortOrder, add_order, cases::Case, check, default_page_size},
    date_range::DateRange,
    de::rows,
    id::{CompanyId, ContactUuid, CrmContactId, DepartmentId, RepUserId},
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
#[request(GET "/api/v1/cases" -> Vec<Case>, scopes = ["cases"], decode = rows)]
pub struct SearchCases {
    /// The status. Left out, cases of every status.
    status: Option<StatusFilter>,
    /// Contacts in the CRM, by their numbers: the `crmId` of a contact, not its `id`.
    #[serde(
        rename = "contactid",
        serialize_with = "one_or_more::serialize",
        deserialize_with = "one_or_more::deserialize"
    )]
    #[schemars(with = "Vec<CrmContactId>")]
    #[check(some_contacts)]
    contacts: Option<Vec<CrmContactId>>,
    /// The contact in FuseDesk, by its UUID, which is the `id` of a contact.
    #[serde(rename = "contactUuid")]
    #[check(check::text)]
    contact_uuid: Option<ContactUuid>,
    /// The company in the CRM.
    #[serde(rename = "companyid")]
    #[check(check::filter)]
    company: Option<CompanyId>,
    /// The e-mail address of the contact.
    #[check(check::text)]
    email: Option<String>,
    /// The department.
    #[serde(rename = "depid")]
    #[check(check::filter)]
    department: Option<DepartmentId>,
    /// The rep whom the cases are assigned to, by the number of the user.
    #[serde(rename = "repid")]
    #[check(check::filter)]
    rep: Option<RepUserId>,
    /// The rep who created the cases, by the number of the user.
    #[serde(rename = "createdByRep")]
    #[check(check::filter)]
    created_by: Option<RepUserId>,
    /// Words in what is known of who opened the case.
    #[check(check::text)]
    from: Option<String>,
    /// Words in the summary.
    #[check(check::text)]
    subject: Option<String>,
    /// When the cases were opened.
    #[serde(rename = "date_opened")]
    #[check(DateRange::check)]
    opened: Option<DateRange>,
    /// When the cases were closed.
    #[serde(rename = "date_closed")]
    #[check(DateRange::check)]
    closed: Option<DateRange>,
    /// When the cases were last changed.
    #[serde(rename = "date_updated")]
    #[check(DateRange::check)]
    updated: Option<DateRange>,
    /// When the cases were last assigned.
    #[serde(rename = "date_assigned")]
    #[check(DateRange::check)]
    assigned: Option<DateRange>,
    /// When a rep first answered.
    #[serde(rename = "date_firstresponse")]
    #[check(DateRange::check)]
    first_response: Option<DateRange>,
    /// The order: fields, each with asc or desc, separated by commas, such as date_updated desc. Fields:
    /// caseid, contactid, date_opened, date_assigned, date_firstresponse, date_lastresponse, date_updated,
    /// date_created, date_closed, status.
    #[serde(rename = "orderby")]
    #[check(check::text)]
    #[no_setter]
    order_by: Option<String>,
    /// How many cases a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150 is
    /// known to be honoured.
    #[default(default_page_size)]
    #[check(check::page_size)]
    limit: u32,
    /// How many cases to skip. Left out, none.
    offset: Option<u64>,
}

impl SearchCases {
    /// What the cases are ordered by; called again, what those are ordered by that are alike.
    #[must_use]
    pub fn order_by(mut self, field: CaseSort, order: SortOrder) -> Self {
        add_order(&mut self.order_by, field.as_str(), order);
        self
    }
}

fn some_contacts(name: &str, contacts: &[CrmContactId]) -> Result<(), String> {
    if contacts.is_empty() {
        return Err(format!(
            "`{name}` is empty, which would find the cases of everybody; leave it out for that"
        ));
    }
    contacts.iter().try_for_each(|contact| check::filter(name, contact))
}
