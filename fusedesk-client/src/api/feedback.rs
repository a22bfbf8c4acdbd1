//! What customers say about how a case was handled, and whether they are asked.

use client_core::{request, response};
use serde_json::Value;

use crate::{id::CaseId, record::Record, time::Moment, written::Written};

/// The feedback on a case. FuseDesk does not document its fields; what else comes is in `extra`.
#[response(reader = crate::record)]
pub struct Feedback {
    /// The case.
    #[serde(rename = "caseid")]
    pub case_id: Option<CaseId>,
    /// The rating, in whatever form FuseDesk has it.
    pub rating: Option<Value>,
    /// What the customer wrote with it.
    pub feedback: Option<Value>,
    /// When the customer gave the rating.
    #[serde(rename = "date_rated")]
    pub rated_at: Option<Moment>,
    /// When the customer was asked.
    #[serde(rename = "date_requestedfeedback")]
    pub requested_at: Option<Moment>,
}

impl Record for Feedback {
    fn is_recognised(&self) -> bool {
        self.case_id.is_some() || self.rating.is_some() || self.requested_at.is_some()
    }
}

/// Reads the feedback on a case: rating, text, and when the customer was asked.
#[request(GET "/api/v1/cases/{caseId}/feedback" -> Feedback, scopes = ["cases"])]
pub struct GetFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

/// Lets the customer of a case be asked for feedback. It asks nobody yet.
#[request(POST "/api/v1/cases/{caseId}/feedback/doask" -> Written<Feedback>, scopes = ["cases_update"])]
pub struct AllowFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

/// Keeps the customer of a case from being asked for feedback.
#[request(POST "/api/v1/cases/{caseId}/feedback/dontask" -> Written<Feedback>, scopes = ["cases_update"])]
pub struct ForbidFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

/// Asks the customer of a case for feedback now, by e-mail. The mail cannot be taken back.
#[request(POST "/api/v1/cases/{caseId}/feedback/request" -> Written<Feedback>, scopes = ["cases_update"])]
pub struct RequestFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}
