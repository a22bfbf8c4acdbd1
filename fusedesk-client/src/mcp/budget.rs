//! The limits that only FuseDesk's tools have.

use std::time::Duration;

use mcp_core::ToolError;

use super::{call::Call, names::Kept};

/// How many recipients a reply may have, `to`, `cc` and `bcc` together, unless the host says otherwise: a misled agent
/// must not mail an address book.
pub const MAX_RECIPIENTS: usize = 25;

/// How many requests of one tool call may be under way at the same time, unless the host says otherwise.
pub const CONCURRENCY: usize = 4;

/// How long the names of departments, reps and case tags are kept between calls, unless the host says otherwise. FuseDesk
/// counts requests by the hour, and nearly every result needs these names.
pub const NAMES_TTL: Duration = Duration::from_secs(60);

/// How many cases or e-mails one call looks through at most where FuseDesk has no filter for what is wanted, unless the
/// host says otherwise: four requests.
pub const SCAN_CASES: usize = 600;

/// How many characters of a text the timeline of a customer shows, unless the host says otherwise: enough to know what it
/// is about, in a page of thirty.
pub const TIMELINE_CHARS: usize = 800;

/// The limits that only FuseDesk's tools have; [`AgentTools`](super::AgentTools) sets them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DeskLimits {
    /// The most recipients of a reply.
    pub recipients: usize,
    /// The most requests of one call at the same time.
    pub concurrency: usize,
    /// How many cases or e-mails one call looks through at most.
    pub scan_cases: usize,
    /// How many characters of a text the timeline of a customer shows.
    pub timeline_chars: usize,
    /// How long names are kept between calls.
    pub names_ttl: Duration,
    /// The names. Clones share them, so that they are those of one client.
    pub(crate) names: Kept,
}

/// Refuses a reply to too many: the customer, or the address in its place, and so many that get a copy.
pub(crate) fn check_recipients(call: &Call, copies: usize) -> Result<(), ToolError> {
    let (recipients, most) = (1 + copies, call.settings().recipients);
    if recipients <= most {
        return Ok(());
    }
    Err(ToolError::invalid_arguments(format!(
        "the reply would have {recipients} recipients; it may have {most}, to, cc and bcc together"
    ))
    .with_hint("The host of this server sets the limit. Ask the user before you write to more people."))
}

impl Default for DeskLimits {
    fn default() -> Self {
        Self {
            recipients: MAX_RECIPIENTS,
            concurrency: CONCURRENCY,
            scan_cases: SCAN_CASES,
            timeline_chars: TIMELINE_CHARS,
            names_ttl: NAMES_TTL,
            names: Kept::default(),
        }
    }
}
