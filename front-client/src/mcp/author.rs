//! In whose name a tool writes.

use mcp_core::Context;

use crate::TeammateId;

/// The teammate in whose name comments, drafts and replies are written.
///
/// The host decides it, for example from its own login, and puts it into the call's context; no argument of a tool can.
/// An API token of Front may write in any teammate's name, so a model that chose the author could speak as anybody.
///
/// Over HTTP it is an extension of the request: of one key by `mcp_tower::layer::BearerKey::extension`, of all requests by
/// `axum::Extension`, or of a middleware of the host's own.
///
/// Without an author, comments and replies go out in the name of the API token, and the result says so; drafts and the
/// list of drafts need one.
///
/// ```
/// use front_client::mcp::Author;
/// use mcp_core::Context;
///
/// let mut context = Context::new();
/// context.extensions_mut().insert(Author::new("tea_sarah"));
/// assert_eq!(Author::of(&context).map(|author| author.id().as_str()), Some("tea_sarah"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Author(TeammateId);

impl Author {
    /// This teammate: an id `tea_…`, or the alias `alt:email:…`.
    pub fn new(id: impl Into<TeammateId>) -> Self {
        Self(id.into())
    }

    /// The author that the host put into the context.
    #[must_use]
    pub fn of(context: &Context) -> Option<&Self> {
        context.extensions().get()
    }

    /// The teammate.
    #[must_use]
    pub const fn id(&self) -> &TeammateId {
        &self.0
    }
}
