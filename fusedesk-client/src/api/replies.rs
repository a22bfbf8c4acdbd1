//! Replies to customers.

use client_core::request;

use crate::{
    api::{cases::Case, check},
    id::{CaseId, TemplateId},
    list::CommaList,
    write_response::WriteResponse,
};

/// Replies to the customer of a case by e-mail. The mail is sent at once and cannot be recalled.
#[request(POST "/api/v1/cases/{caseId}/reply" -> WriteResponse<Case>, scopes = ["cases_update"])]
pub struct SendReply {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The plain text.
    #[check(check::text)]
    body: String,
    /// The text as HTML, for mail programs that show it.
    #[check(check::text)]
    html: Option<String>,
    /// The recipient address. Defaults to the contact's.
    #[check(check::email)]
    to: Option<String>,
    /// The sender address. Defaults to the department's.
    #[check(check::email)]
    from: Option<String>,
    /// Addresses in copy (cc).
    #[check(check::emails)]
    cc: CommaList<String>,
    /// Addresses in blind copy (bcc).
    #[check(check::emails)]
    bcc: CommaList<String>,
    /// The template of replies to use.
    #[serde(rename = "templateid")]
    template: Option<TemplateId>,
}
