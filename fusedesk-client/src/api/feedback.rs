//! What customers say about how a case was handled, and whether they are asked.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{CaseId, Endpoint, FuseDesk, Moment, Record, Written, record::record};

record! {
    /// The feedback on a case. FuseDesk does not document its fields; what else comes is in `extra`.
    pub struct Feedback {
        /// The case.
        pub case_id: Option<CaseId> = "caseid",
        /// The rating, in whatever form FuseDesk has it.
        pub rating: Option<Value> = "rating",
        /// What the customer wrote with it.
        pub feedback: Option<Value> = "feedback",
        /// When the customer gave the rating.
        pub rated_at: Option<Moment> = "date_rated",
        /// When the customer was asked.
        pub requested_at: Option<Moment> = "date_requestedfeedback",
    }
}

impl Record for Feedback {
    fn is_recognised(&self) -> bool {
        self.case_id.is_some() || self.rating.is_some() || self.requested_at.is_some()
    }
}

/// Reads the feedback on a case: rating, text, and when the customer was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

impl GetFeedback {
    /// That on this case.
    #[must_use]
    pub fn new(case_id: CaseId) -> Self {
        Self { case_id }
    }
}

impl Endpoint for GetFeedback {
    type Vendor = FuseDesk;
    type Output = Feedback;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/cases/{caseId}/feedback";
    const SCOPES: &'static [&'static str] = &["cases"];
}

/// Lets the customer of a case be asked for feedback. It asks nobody yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

impl AllowFeedback {
    /// For this case.
    #[must_use]
    pub fn new(case_id: CaseId) -> Self {
        Self { case_id }
    }
}

impl Endpoint for AllowFeedback {
    type Vendor = FuseDesk;
    type Output = Written<Feedback>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}/feedback/doask";
    const SCOPES: &'static [&'static str] = &["cases_update"];
}

/// Keeps the customer of a case from being asked for feedback.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForbidFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

impl ForbidFeedback {
    /// For this case.
    #[must_use]
    pub fn new(case_id: CaseId) -> Self {
        Self { case_id }
    }
}

impl Endpoint for ForbidFeedback {
    type Vendor = FuseDesk;
    type Output = Written<Feedback>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}/feedback/dontask";
    const SCOPES: &'static [&'static str] = &["cases_update"];
}

/// Asks the customer of a case for feedback now, by e-mail. The mail cannot be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestFeedback {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

impl RequestFeedback {
    /// The customer of this case.
    #[must_use]
    pub fn new(case_id: CaseId) -> Self {
        Self { case_id }
    }
}

impl Endpoint for RequestFeedback {
    type Vendor = FuseDesk;
    type Output = Written<Feedback>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}/feedback/request";
    const SCOPES: &'static [&'static str] = &["cases_update"];
}
