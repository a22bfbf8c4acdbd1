//! Putting cases away for a while.

use client_core::request;

use crate::{
    api::{cases::Case, check},
    id::CaseId,
    time::Moment,
    written::Written,
};

/// Puts a case away until a time, when it comes back by itself.
#[request(POST "/api/v1/cases/{caseId}/snooze" -> Written<Case>, scopes = ["cases_update"])]
pub struct SnoozeCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// When it comes back: a time with its zone, such as 2024-03-05T14:00:00Z.
    #[check(check::date)]
    until: Moment,
}
