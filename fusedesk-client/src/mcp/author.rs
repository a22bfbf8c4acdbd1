//! In whose name a tool writes.

use mcp_core::Context;

use crate::RepUserId;

/// The rep in whose name notes are written.
///
/// The host decides it, for example from its own login, and puts it into the call's context; no argument of a tool can.
/// An API key may write in any rep's name, so a model that chose the author could speak as anybody.
///
/// Over HTTP it is an extension of the request: of one key by `mcp_tower::layer::BearerKey::extension`, of all requests by
/// `axum::Extension`, or of a middleware of the host's own.
///
/// Without an author, notes are those of the API key, and the result says so.
///
/// ```
/// use fusedesk_client::{RepUserId, mcp::Author};
/// use mcp_core::Context;
///
/// let mut context = Context::new();
/// context.extensions_mut().insert(Author::new(RepUserId::new(7)));
/// assert_eq!(Author::of(&context).map(Author::id), Some(RepUserId::new(7)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Author(RepUserId);

impl Author {
    /// This rep, by the user id and not by the rep's own `repid`.
    #[must_use]
    pub const fn new(id: RepUserId) -> Self {
        Self(id)
    }

    /// The author that the host put into the context.
    #[must_use]
    pub fn of(context: &Context) -> Option<&Self> {
        context.extensions().get()
    }

    /// The rep.
    #[must_use]
    pub const fn id(&self) -> RepUserId {
        self.0
    }
}
