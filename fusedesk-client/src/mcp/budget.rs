//! The limits that only FuseDesk's tools have.

/// How many recipients a reply may have, `to`, `cc` and `bcc` together, unless the host says otherwise: a misled agent
/// must not mail an address book.
pub const MAX_RECIPIENTS: usize = 25;

/// How many requests of one tool call may be under way at the same time, unless the host says otherwise.
pub const CONCURRENCY: usize = 4;

/// The limits that only FuseDesk's tools have; [`AgentTools`](super::AgentTools) sets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeskLimits {
    /// The most recipients of a reply.
    pub recipients: usize,
    /// The most requests of one call at the same time.
    pub concurrency: usize,
}

impl Default for DeskLimits {
    fn default() -> Self {
        Self { recipients: MAX_RECIPIENTS, concurrency: CONCURRENCY }
    }
}
