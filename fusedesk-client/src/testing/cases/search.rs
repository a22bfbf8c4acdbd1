//! `GET /cases`: filters, order and pages.

use std::cmp::Ordering;

use super::super::call::{Call, ErrorResponse, HandlerResult};
use super::super::model::Case;
use super::super::rows::{self, Range};
use super::super::state::State;

pub(super) const PARAMS: &[&str] = &[
    "status",
    "contactid",
    "contactUuid",
    "companyid",
    "email",
    "depid",
    "repid",
    "createdByRep",
    "from",
    "subject",
    "date_opened",
    "date_closed",
    "date_updated",
    "date_assigned",
    "date_firstresponse",
    "orderby",
    "limit",
    "offset",
];

/// Compares two cases.
type Order = fn(&&Case, &&Case) -> Ordering;

/// Sort fields.
const ORDERS: &[(&str, Order)] = &[
    ("caseid", |one, other| one.id.cmp(&other.id)),
    ("contactid", |one, other| one.contact_id.cmp(&other.contact_id)),
    ("date_opened", |one, other| one.opened.cmp(&other.opened)),
    ("date_created", |one, other| one.opened.cmp(&other.opened)),
    ("date_assigned", |one, other| one.assigned.cmp(&other.assigned)),
    ("date_firstresponse", |one, other| one.first_response.cmp(&other.first_response)),
    ("date_lastresponse", |one, other| one.last_response.cmp(&other.last_response)),
    ("date_updated", |one, other| one.updated.cmp(&other.updated)),
    ("date_closed", |one, other| one.closed.cmp(&other.closed)),
    ("status", |one, other| one.status.cmp(&other.status)),
];

/// Getter of a time of a case.
type Time = fn(&Case) -> Option<u64>;

/// Returns the cases that match every filter, sorted by id by default.
pub(super) fn search(state: &mut State, call: &Call) -> HandlerResult {
    let status = call.text("status")?.unwrap_or_default();
    if !matches!(status.as_str(), "" | "all" | "active" | "new" | "open" | "closed") {
        return Err(ErrorResponse::invalid("status", "expected new, open, closed, active or all"));
    }
    let text = |name| Ok::<_, ErrorResponse>(call.text(name)?.filter(|text| !text.is_empty()));
    let (uuid, email, from, subject) =
        (text("contactUuid")?, text("email")?, text("from")?, text("subject")?);
    let email = email.map(|address| state.contact_by_email(&address).map(|contact| contact.uuid.as_str()));
    let ids = |name| {
        let ids = call.ints(name)?;
        Ok::<_, ErrorResponse>(move |id: Option<u64>| {
            ids.is_empty() || id.is_some_and(|id| ids.contains(&id))
        })
    };
    let (contacts, companies, departments) = (ids("contactid")?, ids("companyid")?, ids("depid")?);
    let (reps, creators) = (ids("repid")?, ids("createdByRep")?);
    let range = |name| Range::read(call, name);
    let ranges: [(Option<Range>, Time); 5] = [
        (range("date_opened")?, |case| Some(case.opened)),
        (range("date_closed")?, |case| case.closed),
        (range("date_updated")?, |case| Some(case.updated)),
        (range("date_assigned")?, |case| case.assigned),
        (range("date_firstresponse")?, |case| case.first_response),
    ];
    let wanted = |case: &&Case| {
        let has_status = match status.as_str() {
            "" | "all" => true,
            "active" => case.status != "closed",
            status => case.status == status,
        };
        has_status
            && contacts(case.contact_id)
            && companies(case.company_id)
            && departments(Some(case.department))
            && reps(case.rep)
            && creators(case.created_by)
            && uuid.as_deref().is_none_or(|uuid| case.contact_uuid.as_deref() == Some(uuid))
            && email.is_none_or(|uuid| uuid.is_some() && case.contact_uuid.as_deref() == uuid)
            && from.as_deref().is_none_or(|from| rows::contains(&case.opened_by, from))
            && subject.as_deref().is_none_or(|subject| rows::contains(&case.summary, subject))
            && ranges.iter().all(|(range, time)| range.as_ref().is_none_or(|range| range.holds(time(case))))
    };
    let mut found: Vec<&Case> = state.cases.values().filter(wanted).collect();
    rows::sort(call, &mut found, ORDERS)?;
    rows::page(call, found, |case| super::render(case))
}
