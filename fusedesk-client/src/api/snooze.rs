//! Snoozing of cases.

use client_core::request;

use crate::{
    api::{cases::Case, check},
    id::CaseId,
    time::Moment,
    write_response::WriteResponse,
};

/// Snoozes a case until a time.
#[request(POST "/api/v1/cases/{caseId}/snooze" -> WriteResponse<Case>, scopes = ["cases_update"])]
pub struct SnoozeCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The end of the snooze: a time with its zone, such as 2024-03-05T14:00:00Z.
    #[check(check::date)]
    until: Moment,
}
