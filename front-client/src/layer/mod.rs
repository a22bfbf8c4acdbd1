//! The quirks of Front's API, each as a tower layer that can be used alone.

use crate::ConversationId;

/// A conversation was merged into another, and the call went to that one: in the extensions of the response.
///
/// Use the new id from now on; the old one costs a request more each time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MergedInto {
    /// The conversation that was asked for.
    pub from: ConversationId,
    /// The conversation that it is part of now.
    pub to: ConversationId,
}
