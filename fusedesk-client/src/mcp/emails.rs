//! E-mails that belong to no case: reading their list, and how tools show them.

use mcp_core::ToolError;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    call::Call,
    view::{excerpt, time},
};
use crate::{
    api::emails::{Email, SearchUnassignedEmails},
    id::EmailId,
    page::LARGEST_KNOWN_PAGE,
    time::Moment,
};

/// How much of a text a list shows, in characters.
const EXCERPT_CHARS: usize = 200;

/// An e-mail, in short.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct EmailView {
    /// The id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<EmailId>,
    /// Who sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<String>,
    /// When it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) received_at: Option<String>,
    /// The beginning of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) excerpt: Option<String>,
    /// How much it looks like spam; FuseDesk does not say on which scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) spam_score: Option<f64>,
}

impl From<&Email> for EmailView {
    fn from(email: &Email) -> Self {
        Self {
            id: email.id.clone(),
            from: email.from.clone(),
            subject: email.subject.clone(),
            received_at: time(email.received_at.as_ref()),
            excerpt: excerpt(body(email), EXCERPT_CHARS),
            spam_score: email.spam_score,
        }
    }
}

/// The text of an e-mail: the HTML, which is what the sender wrote, where there is some.
pub(crate) fn body(email: &Email) -> Option<&str> {
    let some = |text: &'_ Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    if some(&email.html) { email.html.as_deref() } else { email.body.as_deref() }
}

/// What e-mails are ordered by; one without a time is the oldest.
pub(crate) fn key(email: &Email) -> (i64, String) {
    let millis = email.received_at.as_ref().and_then(Moment::millis_as_if_utc).unwrap_or(i64::MIN);
    (millis, email.id.as_ref().map(ToString::to_string).unwrap_or_default())
}

/// E-mails that were read, and whether these are all.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) emails: Vec<Email>,
    pub(crate) complete: bool,
    /// What ended it early, where something came before.
    pub(crate) failure: Option<ToolError>,
}

/// Reads so many pages of the e-mails that a search finds. Their order is FuseDesk's, who does not say which it is.
pub(crate) async fn scan(
    call: &Call,
    search: &SearchUnassignedEmails,
    most: usize,
) -> Result<Scan, ToolError> {
    let mut scan = Scan::default();
    loop {
        let mut request = search.clone().limit(LARGEST_KNOWN_PAGE);
        if !scan.emails.is_empty() {
            request = request.offset(scan.emails.len() as u64);
        }
        match call.send(&request).await {
            Ok(page) => {
                scan.complete = page.len() < LARGEST_KNOWN_PAGE as usize;
                scan.emails.extend(page);
            }
            Err(error) if scan.emails.is_empty() => return Err(error),
            Err(error) => {
                scan.failure = Some(error);
                return Ok(scan);
            }
        }
        if scan.complete || scan.emails.len() >= most || call.requests_left() == 0 {
            return Ok(scan);
        }
    }
}
