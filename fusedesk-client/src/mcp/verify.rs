//! Verification of changed cases.
//!
//! FuseDesk does not document the responses of writes, and sometimes the effect differs from the request. A case
//! is therefore read again after each change, and differences are reported. After a lost response, the outcome is
//! determined in the same way before it is reported as unknown.

use std::time::Duration;

use client_core::mcp::{outcome_unknown, result::Failed, text, untrusted::Line};
use jiff::Timestamp;
use mcp_core::{HandlerError, HandlerErrorKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    call::Call,
    looks::Looks,
    names::{Names, RequestedNames},
    time_argument::now,
    view::CaseView,
};
use crate::{
    api::cases::{Case, CaseStatus, GetCase, HistoryEntry, NoteType},
    id::CaseId,
    time::Moment,
    write_response::WriteResponse,
};

/// Maximum age of a record that counts as written by this call, if only its text identifies it. Covers the
/// difference between the clocks of FuseDesk and this machine.
const RECENT_MILLIS: i64 = 10 * 60 * 1_000;

/// Hint for changes that are safe to repeat.
pub(crate) const REPEAT: &str = "The change may have been made. fusedesk_read_case shows the state of the case. It is safe to repeat the call.";

/// Requested status of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// Waits for the team.
    New,
    /// Waits for the customer.
    Open,
    /// Solved.
    Closed,
}

impl From<Status> for CaseStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::New => Self::New,
            Status::Open => Self::Open,
            Status::Closed => Self::Closed,
        }
    }
}

/// Type of a note. The names need no descriptions in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum NoteKind {
    Note,
    Call,
}

impl From<NoteKind> for NoteType {
    fn from(kind: NoteKind) -> Self {
        match kind {
            NoteKind::Note => Self::Note,
            NoteKind::Call => Self::Call,
        }
    }
}

/// Completed change, and the case read afterwards.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    pub(crate) case: Option<Case>,
    pub(crate) warnings: Vec<String>,
}

/// State of a case after a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CaseState {
    /// Current case. Absent if it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseView>,
    /// Results that differ from the request or are uncertain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Line>,
    /// Parts that could not be done or read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// Reads a case after a change with this response.
///
/// After a lost response, the case shows if the change was made. If it does not, the error contains a hint on how
/// to verify the outcome.
pub(crate) async fn verify(
    call: &Call,
    id: CaseId,
    sent: Result<WriteResponse<Case>, HandlerError>,
    hint: &'static str,
    is_done: impl Fn(&Case) -> bool,
) -> Result<Verified, HandlerError> {
    verify_within(call, id, sent, hint, Duration::ZERO, is_done).await
}

/// Like [`verify`], with more looks for this time after a lost response.
pub(crate) async fn verify_within(
    call: &Call,
    id: CaseId,
    sent: Result<WriteResponse<Case>, HandlerError>,
    hint: &'static str,
    wait: Duration,
    is_done: impl Fn(&Case) -> bool,
) -> Result<Verified, HandlerError> {
    match sent {
        Ok(response) => Ok(match call.send(&GetCase::new(id)).await {
            Ok(case) => Verified { case: Some(case), warnings: Vec::new() },
            Err(error) => Verified {
                case: response.into_record().filter(|case| case.id == Some(id)),
                warnings: vec![unverified_warning(&error)],
            },
        }),
        Err(error) if is_outcome_unknown(&error) => {
            let lost = lost_response_warning(&error);
            let mut looks = Looks::within(call, wait);
            while looks.again().await {
                // A look may fail like the write did; the next one may not.
                if let Ok(case) = call.send(&GetCase::new(id)).await
                    && is_done(&case)
                {
                    return Ok(Verified { case: Some(case), warnings: vec![lost] });
                }
            }
            Err(outcome_unknown(error, hint))
        }
        Err(error) => Err(error),
    }
}

/// Returns `true` if a failed write may have been carried out.
pub(crate) fn is_outcome_unknown(error: &HandlerError) -> bool {
    matches!(
        error.kind(),
        HandlerErrorKind::OutcomeUnknown | HandlerErrorKind::Upstream | HandlerErrorKind::Timeout
    )
}

/// Returns the warning for a completed change with a lost response.
pub(crate) fn lost_response_warning(error: &HandlerError) -> String {
    format!("The change was made and verified, but FuseDesk's response was lost: {}", error.message())
}

/// Returns the warning for a completed change that could not be verified.
pub(crate) fn unverified_warning(error: &HandlerError) -> String {
    format!("The change was made, but could not be verified: {}", error.message())
}

impl CaseState {
    /// Reads the names of the case. At most three requests.
    pub(crate) async fn of(call: &Call, verified: Verified) -> Self {
        let Verified { case, warnings } = verified;
        let mut names = Names::of(call, RequestedNames::by(&case)).await;
        Self::named(case.as_ref(), &mut names, warnings)
    }

    /// Creates the state with known names.
    pub(crate) fn named(case: Option<&Case>, names: &mut Names, warnings: Vec<String>) -> Self {
        let case = case.map(|case| CaseView::at(case, names, now()));
        let warnings = warnings.into_iter().map(Line::from).collect();
        Self { case, warnings, failed: names.failed() }
    }

    /// Adds failed parts.
    pub(crate) fn failing(mut self, mut failed: Vec<Failed>) -> Self {
        failed.append(&mut self.failed);
        self.failed = failed;
        self
    }
}

/// Returns `true` if a time is recent enough to be from this call. `false` without a zone.
pub(crate) fn is_recent(moment: Option<&Moment>) -> bool {
    let millis = moment.and_then(Moment::as_millis);
    millis.is_some_and(|millis| (millis - Timestamp::now().as_millisecond()).abs() <= RECENT_MILLIS)
}

/// Returns `true` if a stored text, plain or HTML, contains the plain text that was sent.
pub(crate) fn contains_text(stored: Option<&str>, sent: &str) -> bool {
    let (stored, sent) = (stored.unwrap_or_default(), one_line(sent));
    if sent.is_empty() {
        return false;
    }
    let options = text::TextOptions::default().fold_quotes(false).fold_signature(false);
    // What is read is cleaned, what is sent is not.
    let read =
        || one_line(&text::html_to_text(stored, &options).text).contains(&one_line(&text::visible(&sent)));
    one_line(stored).contains(&sent) || read()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the newest history entry with this text.
pub(crate) fn entry_with_text<'a>(case: &'a Case, sent: &str) -> Option<&'a HistoryEntry> {
    let history = case.history.as_deref()?;
    let fitting = history.iter().filter(|entry| contains_text(entry.note.as_deref(), sent));
    // Later entries have larger ids. Entries without an id rank lowest.
    fitting.max_by_key(|entry| entry.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sent_text_is_found_in_html_with_footer() {
        for (stored, sent, same) in [
            ("<p>Hello<br>you &amp; me</p><p>Acme</p>", "Hello\nyou & me", true),
            ("Hello  you", "Hello you ", true),
            ("<p>a &lt;Ann&gt;</p>", "a <Ann>", true),
            ("a <Ann>", "a <Ann>", true),
            ("Hello", "Hello you", false),
            ("anything", "  ", false),
        ] {
            assert_eq!(contains_text(Some(stored), sent), same, "{stored}");
        }
        assert!(!contains_text(None, "Hello"));
    }

    #[test]
    fn only_a_time_with_a_zone_is_recent() {
        let now = Timestamp::now();
        assert!(is_recent(Some(&Moment::new(now.to_string()))));
        assert!(!is_recent(Some(&Moment::new("2024-03-05T14:07:09Z"))));
        assert!(!is_recent(Some(&Moment::new("2024-03-05 14:07:09"))));
        assert!(!is_recent(None));
    }
}
