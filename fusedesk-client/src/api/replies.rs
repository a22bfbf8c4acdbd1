//! Replies to customers.

use client_core::request;

use crate::{
    api::{cases::Case, check},
    id::{CaseId, TemplateId},
    list::CommaList,
    written::Written,
};

/// Replies to the customer of a case by e-mail. The mail is sent at once and cannot be taken back.
#[request(POST "/api/v1/cases/{caseId}/reply" -> Written<Case>, scopes = ["cases_update"])]
pub struct SendReply {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The text, plain.
    #[check(check::text)]
    body: String,
    /// The text as HTML, for mail programs that show it.
    #[check(check::text)]
    html: Option<String>,
    /// The address to send it to; that of the contact where it is left out.
    #[check(check::email)]
    to: Option<String>,
    /// The address to send it from; that of the department where it is left out.
    #[check(check::email)]
    from: Option<String>,
    /// Addresses that get a copy.
    #[check(check::emails)]
    cc: CommaList<String>,
    /// Addresses that get a copy that the others do not see.
    #[check(check::emails)]
    bcc: CommaList<String>,
    /// The template of replies to use.
    #[serde(rename = "templateid")]
    template: Option<TemplateId>,
}
