//! Customer feedback on cases, and requests for it.

use client_core::{request, response};
use serde_json::Value;

use crate::{id::CaseId, record::Record, time::Moment, write_response::WriteResponse};

/// The feedback on a case. FuseDesk does not document its fields. Unknown fields are in `extra`.
#[response(reader = crate::record)]
pub struct Feedback {
    /// The case.
    #[serde(rename = "caseid")]
    pub case_id: Option<CaseId>,
    /// Rating, unchanged.
    pub rating: Option<Value>,
    /// Comment of the customer.
    pub feedback: Option<Value>,
    /// Time of the customer's rating.
    #[serde(rename = "date_rated")]
    pub rated_at: Option<Moment>,
    /// Time of the feedback request.
    #[serde(rename = "date_requestedfeedback")]
    pub requested_at: Option<Moment>,
}

impl Record for Feedback {
    fn is_recognised(&self) -> bool {
        self.case_id.is_some() || self.rating.is_some() || self.requested_at.is_some()
    }
}

/// Reads the feedback on a case: rating, text, and the time of the request.
#[request(GET "/api/v1/cases/{caseId}/feedback" -> Feedback, scopes = ["cases"])]
pub struct GetFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

/// Allows feedback requests for a case. It sends no request.
#[request(POST "/api/v1/cases/{caseId}/feedback/doask" -> WriteResponse<Feedback>, scopes = ["cases_update"])]
pub struct AllowFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

/// Forbids feedback requests for a case.
#[request(POST "/api/v1/cases/{caseId}/feedback/dontask" -> WriteResponse<Feedback>, scopes = ["cases_update"])]
pub struct ForbidFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

/// Sends a feedback request to the customer of a case now, by e-mail. The mail cannot be recalled.
#[request(POST "/api/v1/cases/{caseId}/feedback/request" -> WriteResponse<Feedback>, scopes = ["cases_update"])]
pub struct RequestFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}
