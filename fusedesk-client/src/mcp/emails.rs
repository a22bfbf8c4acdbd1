//! E-mails without a case: their list and their view.

use client_core::mcp::untrusted::Line;
use mcp_core::HandlerError;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    call::Call,
    view::{Source, excerpt, time, title},
};
use crate::{
    api::emails::{Email, SearchUnassignedEmails},
    id::EmailId,
    page::LARGEST_KNOWN_PAGE,
    time::Moment,
};

/// Length of a text in a list, in characters.
const EXCERPT_CHARS: usize = 200;

/// Summary of an e-mail.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct EmailView {
    /// Id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<EmailId>,
    /// Sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Line>,
    /// Subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Line>,
    /// Time of receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) received_at: Option<String>,
    /// Beginning of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) excerpt: Option<Line>,
    /// Spam score. FuseDesk does not document the scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) spam_score: Option<f64>,
}

impl EmailView {
    /// Creates the summary.
    pub(crate) async fn of(call: &Call, email: &Email) -> Self {
        Self {
            id: email.id.clone(),
            from: Line::given(email.from.as_deref()),
            subject: title(email.subject.as_deref()),
            received_at: time(email.received_at.as_ref()),
            excerpt: excerpt(call, source(email).map(|source| source.body), EXCERPT_CHARS).await,
            spam_score: email.spam_score,
        }
    }
}

/// Returns the text of an e-mail: the sender's HTML, if there is some.
pub(crate) fn source(email: &Email) -> Option<Source<'_>> {
    let some = |text: &'_ Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    if !some(&email.html) {
        return Source::mail(email.body.as_deref());
    }
    let source = Source::mail(email.html.as_deref())?;
    Some(Source { body: source.body.text(email.body.as_deref()), ..source })
}

/// Returns the sort key of an e-mail. E-mails without a time are the oldest.
pub(crate) fn key(email: &Email) -> (i64, String) {
    let millis = email.received_at.as_ref().and_then(Moment::millis_as_if_utc).unwrap_or(i64::MIN);
    (millis, email.id.as_ref().map(ToString::to_string).unwrap_or_default())
}

/// E-mails that were read, and `true` if these are all.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) emails: Vec<Email>,
    pub(crate) complete: bool,
    /// Failure that ended the scan after the first page.
    pub(crate) failure: Option<HandlerError>,
}

/// Reads up to this many pages of a search. FuseDesk does not document the order.
pub(crate) async fn scan(
    call: &Call,
    search: &SearchUnassignedEmails,
    most: usize,
) -> Result<Scan, HandlerError> {
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
