//! Limits of FuseDesk's tools.

use std::time::Duration;

use mcp_core::HandlerError;

use super::{call::Call, names::NameCache};

/// Default maximum number of recipients of a reply: `to`, `cc` and `bcc` together. A misled agent must not mail an
/// address book.
pub(crate) const MAX_RECIPIENTS: usize = 25;

/// Default time that a tool looks for a reply or a case whose outcome is unknown.
pub(crate) const SEND_CHECK: Duration = Duration::from_secs(5);

/// Default number of concurrent requests of one tool call.
pub(crate) const CONCURRENCY: usize = 4;

/// Default time for which names of departments, reps and case tags are cached between calls. FuseDesk limits
/// requests by the hour, and nearly every result needs these names.
pub(crate) const NAMES_TTL: Duration = Duration::from_secs(60);

/// Default maximum number of cases or e-mails that one call scans if FuseDesk has no matching filter: four
/// requests.
pub(crate) const SCAN_CASES: usize = 600;

/// Default maximum number of characters of a text in a customer's timeline: enough for the topic, in a page of
/// thirty.
pub(crate) const TIMELINE_CHARS: usize = 800;

/// Limits of FuseDesk's tools, set by [`AgentTools`](super::AgentTools).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DeskLimits {
    /// Maximum number of recipients of a reply.
    pub recipients: usize,
    /// Time to look for a reply or a case whose outcome is unknown. Defaults to 5 s.
    pub send_check: Duration,
    /// Maximum number of concurrent requests of one call.
    pub concurrency: usize,
    /// Maximum number of cases or e-mails that one call scans.
    pub scan_cases: usize,
    /// Maximum number of characters of a text in a customer's timeline.
    pub timeline_chars: usize,
    /// Time for which names are cached between calls.
    pub names_ttl: Duration,
    /// Cached names of one client, shared by clones.
    pub(crate) names: NameCache,
}

/// Refuses a reply over the recipient limit: one main recipient and this many copies.
pub(crate) fn check_recipients(call: &Call, copies: usize) -> Result<(), HandlerError> {
    let (recipients, most) = (1 + copies, call.settings().recipients);
    if recipients <= most {
        return Ok(());
    }
    Err(HandlerError::invalid_arguments(format!(
        "the reply has {recipients} recipients; at most {most} are allowed in to, cc and bcc together"
    ))
    .with_hint("The host of this server sets the limit. Ask the user whom to leave out."))
}

impl Default for DeskLimits {
    fn default() -> Self {
        Self {
            recipients: MAX_RECIPIENTS,
            send_check: SEND_CHECK,
            concurrency: CONCURRENCY,
            scan_cases: SCAN_CASES,
            timeline_chars: TIMELINE_CHARS,
            names_ttl: NAMES_TTL,
            names: NameCache::default(),
        }
    }
}
