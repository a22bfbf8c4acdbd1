//! Putting cases away for a while.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, Endpoint, FuseDesk, Moment, Written,
    api::{cases::Case, check_date},
};

/// Puts a case away until a time, when it comes back by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SnoozeCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// When it comes back: a time with its zone, such as 2024-03-05T14:00:00Z.
    until: Moment,
}

impl SnoozeCase {
    /// This case until this time.
    pub fn new(case_id: CaseId, until: impl Into<Moment>) -> Self {
        Self { case_id, until: until.into() }
    }
}

impl Endpoint for SnoozeCase {
    type Vendor = FuseDesk;
    type Output = Written<Case>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}/snooze";
    const SCOPES: &'static [&'static str] = &["cases_update"];

    fn validate(&self) -> Result<(), String> {
        check_date("until", &self.until)
    }
}
