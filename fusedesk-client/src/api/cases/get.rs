//! Reading one case.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CaseId, Endpoint, FuseDesk, api::cases::Case};

/// Reads a case with its history: notes, calls, e-mails and chats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}

impl GetCase {
    /// The case with this id.
    #[must_use]
    pub fn new(case_id: CaseId) -> Self {
        Self { case_id }
    }
}

impl Endpoint for GetCase {
    type Vendor = FuseDesk;
    type Output = Case;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/cases/{caseId}";
    const SCOPES: &'static [&'static str] = &["cases"];
}
