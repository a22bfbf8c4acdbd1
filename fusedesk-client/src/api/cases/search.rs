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
    /// Status filter of a search.
    pub enum StatusFilter {
        /// Waits for the team.
        New = "new",
        /// Waits for the customer.
        Open = "open",
        /// Solved.
        Closed = "closed",
        /// Not closed.
        Active = "active",
        /// Every status.
        All = "all",
    }
    /// Sort field of cases.
    pub enum CaseSort {
        /// Id.
        Id = "caseid",
        /// The contact in the CRM.
        Contact = "contactid",
        /// Time of opening.
        Opened = "date_opened",
        /// Time of the last assignment.
        Assigned = "date_assigned",
        /// Time of the first response of a rep.
        FirstResponse = "date_firstresponse",
        /// Time of the last response of a rep.
        LastResponse = "date_lastresponse",
        /// Time of the last change.
        Updated = "date_updated",
        /// Time of creation.
        Created = "date_created",
        /// Time of closing.
        Closed = "date_closed",
        /// The status.
        Status = "status",
    }
}

/// Finds cases by status, contact, department, rep, dates and words in the summary. FuseDesk does not document the
/// default order.
#[request(GET "/api/v1/cases" -> Vec<Case>, scopes = ["cases"], decode = rows)]
pub struct SearchCases {
    /// The status. Default all.
    status: Option<StatusFilter>,
    /// Contacts, by their CRM ids: the `crmId` of a contact, not its `id`.
    #[serde(
        rename = "contactid",
        serialize_with = "one_or_more::serialize",
        deserialize_with = "one_or_more::deserialize"
    )]
    #[schemars(with = "Vec<CrmContactId>")]
    #[check(some_contacts)]
    contacts: Option<Vec<CrmContactId>>,
    /// The contact, by UUID: the `id` of a contact.
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
    /// The assigned rep, by user id.
    #[serde(rename = "repid")]
    #[check(check::filter)]
    rep: Option<RepUserId>,
    /// The rep who created the cases, by user id.
    #[serde(rename = "createdByRep")]
    #[check(check::filter)]
    created_by: Option<RepUserId>,
    /// Words in the opener's name or address.
    #[check(check::text)]
    from: Option<String>,
    /// Words in the summary.
    #[check(check::text)]
    subject: Option<String>,
    /// Range of the time of opening.
    #[serde(rename = "date_opened")]
    #[check(DateRange::check)]
    opened: Option<DateRange>,
    /// Range of the time of closing.
    #[serde(rename = "date_closed")]
    #[check(DateRange::check)]
    closed: Option<DateRange>,
    /// Range of the time of the last change.
    #[serde(rename = "date_updated")]
    #[check(DateRange::check)]
    updated: Option<DateRange>,
    /// Range of the time of the last assignment.
    #[serde(rename = "date_assigned")]
    #[check(DateRange::check)]
    assigned: Option<DateRange>,
    /// Time of the first response of a rep.
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
    /// Number of cases on a page, at least 1. Default 50. FuseDesk does not document its maximum, but 150 is known to
    /// work.
    #[default(default_page_size)]
    #[check(check::page_size)]
    limit: u32,
    /// Number of cases to skip. Default 0.
    offset: Option<u64>,
}

impl SearchCases {
    /// Sets the sort field and direction. Further calls add fields for equal values.
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
