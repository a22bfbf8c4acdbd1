//! Summary of cases.

use client_core::mcp::untrusted::Line;
use schemars::JsonSchema;
use serde::Serialize;

use super::{NameView, hours, is_false, time, title};
use crate::{
    api::cases::{Case, CaseStatus},
    id::{CaseId, ContactUuid, CrmContactId},
    mcp::names::Names,
};

/// A case, without its history.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct CaseView {
    /// Id, for arguments of tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<CaseId>,
    /// Number shown to people. No tool takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<String>,
    /// new, open or closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<String>,
    /// Party that has to act: team (the case is new) or customer (it is open).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting_on: Option<&'static str>,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) summary: Option<Line>,
    /// The department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) department: Option<NameView>,
    /// Assigned rep. Absent if unassigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rep: Option<NameView>,
    /// Contact. Absent if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer: Option<CustomerRef>,
    /// Opener, as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) opened_by: Option<Line>,
    /// Tags.
    pub(crate) tags: Vec<NameView>,
    /// Time of opening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) opened_at: Option<String>,
    /// Hours since then. Absent if FuseDesk gives no time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) age_hours: Option<f64>,
    /// Time of the last change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated_at: Option<String>,
    /// Hours since then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) idle_hours: Option<f64>,
    /// Time of the last response of a rep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_response_at: Option<String>,
    /// Time of closing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) closed_at: Option<String>,
    /// `true` if it is archived.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) is_archived: bool,
}

/// The contact of a case or a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct CustomerRef {
    /// The contact in FuseDesk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uuid: Option<ContactUuid>,
    /// The contact in the CRM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crm_id: Option<CrmContactId>,
}

impl CustomerRef {
    /// Creates a reference, or `None` without an id.
    pub(crate) fn of(uuid: Option<&ContactUuid>, crm_id: Option<CrmContactId>) -> Option<Self> {
        (uuid.is_some() || crm_id.is_some()).then(|| Self { uuid: uuid.cloned(), crm_id })
    }
}

/// Returns the party that has to act on a case (<https://university.fusedesk.com>: new needs the team, open waits
/// for the customer).
fn waiting_on(status: Option<&CaseStatus>) -> Option<&'static str> {
    match status {
        Some(CaseStatus::New) => Some("team"),
        Some(CaseStatus::Open) => Some("customer"),
        _ => None,
    }
}

impl CaseView {
    /// Creates the view, with the age at this moment.
    pub(crate) fn at(case: &Case, names: &Names, now: i64) -> Self {
        let since = |moment: Option<&crate::time::Moment>| Some(hours(moment?.as_millis()?, now));
        let is_closed = case.status == Some(CaseStatus::Closed);
        Self {
            id: case.id,
            number: case.number.clone(),
            status: case.status.as_ref().map(ToString::to_string),
            waiting_on: waiting_on(case.status.as_ref()),
            summary: title(case.summary.as_deref()),
            department: case.department_id.map(|id| names.department(id)),
            rep: case.rep_user_id.map(|id| names.rep(id)),
            customer: CustomerRef::of(case.contact_uuid.as_ref(), case.crm_contact_id),
            opened_by: Line::given(case.opened_by.as_deref()),
            tags: case.tags.iter().filter_map(|tag| names.tag(tag)).collect(),
            opened_at: time(case.opened_at.as_ref()),
            age_hours: since(case.opened_at.as_ref()),
            updated_at: time(case.updated_at.as_ref()),
            idle_hours: since(case.updated_at.as_ref()).filter(|_| !is_closed),
            last_response_at: time(case.last_response_at.as_ref()),
            closed_at: time(case.closed_at.as_ref()).filter(|_| is_closed),
            is_archived: case.is_archived == Some(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_fields_are_omitted() {
        let case: Case = serde_json::from_value(json!({
            "id": 7, "status": "new", "summary": "Cannot log in", "repid": 0, "departmentid": 2,
            "date_opened": "1970-01-01T00:00:00+00:00", "date_updated": "1970-01-01 00:30:00", "date_closed": false,
            "tags": [3, { "id": 4, "tagname": "VIP" }],
        }))
        .unwrap();
        let view = CaseView::at(&case, &Names::default(), 5_400_000);
        assert_eq!(
            serde_json::to_value(&view).unwrap(),
            json!({
                "id": 7, "status": "new", "waiting_on": "team", "summary": "Cannot log in", "department": { "id": 2 },
                "tags": [{ "id": 3 }, { "id": 4, "name": "VIP" }], "opened_at": "1970-01-01T00:00:00Z",
                "age_hours": 1.5, "updated_at": "1970-01-01 00:30:00",
            })
        );
    }
}
