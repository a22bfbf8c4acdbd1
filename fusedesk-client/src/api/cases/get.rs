//! Reading one case.

use client_core::request;

use crate::{api::cases::Case, id::CaseId};

/// Reads a case with its history: notes, calls, e-mails and chats.
#[request(GET "/api/v1/cases/{caseId}" -> Case, scopes = ["cases"])]
pub struct GetCase {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
}
