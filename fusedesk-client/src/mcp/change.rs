//! What became of a case that a tool changed.
//!
//! FuseDesk does not document what it answers to a write, and now and then does something else than it was asked for. So
//! a case is read again after each change, and what differs is said. An answer that was lost is looked for in the same way
//! before a model is told that nobody knows.

use client_core::mcp::{maybe_done, result::Failed, text};
use jiff::Timestamp;
use mcp_core::{ErrorKind, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    call::Call,
    names::{Names, Wanted},
    view::CaseView,
    when::now,
};
use crate::{
    api::cases::{Case, CaseStatus, GetCase, HistoryEntry, NoteType},
    id::CaseId,
    time::Moment,
    written::Written,
};

/// How far back something counts as made by this call, where only its words can tell: the clocks of FuseDesk and of this
/// machine may differ by as much.
const RECENT_MILLIS: i64 = 10 * 60 * 1_000;

/// How to go on after a change that does no harm when it is made twice.
pub(crate) const REPEAT: &str =
    "It may have been done. fusedesk_read_case shows how the case stands; to repeat the call does no harm.";

/// The status that a case is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// The team has to do something.
    New,
    /// The team waits for the customer.
    Open,
    /// It is solved.
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

/// What a note tells of. The words speak for themselves, so that a schema need not.
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

/// A change that was made, and the case as it was read afterwards.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    pub(crate) case: Option<Case>,
    pub(crate) warnings: Vec<String>,
}

/// How a case stands after a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Standing {
    /// The case as it stands now; absent where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseView>,
    /// What did not come out as it was asked for, or is not certain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    /// What could not be done or read where the rest could, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// Reads a case after a change that FuseDesk answered so.
///
/// Where the answer was lost, the case itself tells whether the change was made; where it does not tell, the error says
/// how to look.
pub(crate) async fn settle(
    call: &Call,
    id: CaseId,
    sent: Result<Written<Case>, ToolError>,
    hint: &'static str,
    is_done: impl FnOnce(&Case) -> bool,
) -> Result<Settled, ToolError> {
    match sent {
        Ok(answer) => Ok(match call.send(&GetCase::new(id)).await {
            Ok(case) => Settled { case: Some(case), warnings: Vec::new() },
            Err(error) => Settled {
                case: answer.into_value().filter(|case| case.id == Some(id)),
                warnings: vec![not_read_again(&error)],
            },
        }),
        Err(error) if is_doubtful(&error) => {
            let lost = lost(&error);
            let error = maybe_done(error, hint);
            if call.requests_left() == 0 {
                return Err(error);
            }
            match call.send(&GetCase::new(id)).await {
                Ok(case) if is_done(&case) => Ok(Settled { case: Some(case), warnings: vec![lost] }),
                _ => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

/// Whether a write may have been carried out although it failed.
pub(crate) fn is_doubtful(error: &ToolError) -> bool {
    matches!(error.kind(), ErrorKind::OutcomeUnknown | ErrorKind::Upstream | ErrorKind::Timeout)
}

/// Says that a change was made whose answer was lost.
pub(crate) fn lost(error: &ToolError) -> String {
    format!("It was done, as a look afterwards showed, but FuseDesk's answer was lost: {}", error.message())
}

/// Says that a change was made and could not be looked at.
pub(crate) fn not_read_again(error: &ToolError) -> String {
    format!("It was done, but could not be read again: {}", error.message())
}

impl Standing {
    /// The case with its names. At most three requests.
    pub(crate) async fn of(call: &Call, settled: Settled) -> Self {
        let Settled { case, warnings } = settled;
        let mut names = Names::of(call, Wanted::by(&case)).await;
        Self::named(case.as_ref(), &mut names, warnings)
    }

    /// The case with names that are known already.
    pub(crate) fn named(case: Option<&Case>, names: &mut Names, warnings: Vec<String>) -> Self {
        let case = case.map(|case| CaseView::at(case, names, now()));
        Self { case, warnings, failed: names.failed() }
    }

    /// Adds what could not be done.
    pub(crate) fn failing(mut self, mut failed: Vec<Failed>) -> Self {
        failed.append(&mut self.failed);
        self.failed = failed;
        self
    }
}

/// Whether a time is that of this call, as far as clocks can tell. One without a zone is not.
pub(crate) fn is_recent(moment: Option<&Moment>) -> bool {
    let millis = moment.and_then(Moment::as_millis);
    millis.is_some_and(|millis| (millis - Timestamp::now().as_millisecond()).abs() <= RECENT_MILLIS)
}

/// Whether a text that FuseDesk keeps, plain or as HTML, holds the plain text that was sent.
pub(crate) fn says(stored: Option<&str>, sent: &str) -> bool {
    let (stored, sent) = (stored.unwrap_or_default(), one_line(sent));
    if sent.is_empty() {
        return false;
    }
    let options = text::TextOptions::default().fold_quotes(false).fold_signature(false);
    one_line(stored).contains(&sent) || one_line(&text::html_to_text(stored, &options).text).contains(&sent)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The newest entry of a history that says this.
pub(crate) fn entry_saying<'a>(case: &'a Case, sent: &str) -> Option<&'a HistoryEntry> {
    let history = case.history.as_deref()?;
    let fitting = history.iter().filter(|entry| says(entry.note.as_deref(), sent));
    // Later entries have larger numbers; one without a number stands where it stands.
    fitting.max_by_key(|entry| entry.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_again_as_html_and_with_a_footer() {
        for (stored, sent, same) in [
            ("<p>Hello<br>you &amp; me</p><p>Acme</p>", "Hello\nyou & me", true),
            ("Hello  you", "Hello you ", true),
            ("<p>a &lt;Ann&gt;</p>", "a <Ann>", true),
            ("a <Ann>", "a <Ann>", true),
            ("Hello", "Hello you", false),
            ("anything", "  ", false),
        ] {
            assert_eq!(says(Some(stored), sent), same, "{stored}");
        }
        assert!(!says(None, "Hello"));
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
