//! In whose name a tool writes.

use std::fmt;

use mcp_core::Context;

use crate::id::TeammateId;

/// Author of what an agent writes in Front: a teammate, or the API token itself.
///
/// The host decides it, for example from its own login, and puts it into the call's context. No argument of a tool can: an
/// API token of Front may write in any teammate's name, so a model that chose the author could speak as anybody.
///
/// Over HTTP it is an extension of the request: of one key by `mcp_tower::layer::BearerKey::extension`, of all requests by
/// `axum::Extension`, or of a middleware of the host's own. In actix-web it goes into `mcp_tower::actix::CallExtensions`.
///
/// | in the context | comments, replies, new messages | drafts, `list_drafts` |
/// | --- | --- | --- |
/// | [`Author::new("tea_…")`](Self::new) | in the teammate's name | the teammate's |
/// | [`Author::api_token()`](Self::api_token) | in the name of the API token | refused: a draft belongs to a teammate |
/// | nothing | refused | refused |
///
/// A refused call answers with the kind [`Forbidden`](mcp_core::ErrorKind::Forbidden), and nothing is sent to Front. A host
/// that forgets the author so learns of it, and no comment stands under a name that nobody chose. Results name the author.
/// Changes that Front records without an author, such as tags, assignees and contacts, need none.
///
/// `fusedesk_client::mcp::Author` is another type: in FuseDesk authors are reps. A host of both imports each under a name
/// of its own: `use front_client::mcp::Author as FrontAuthor`.
///
/// ```
/// use front_client::mcp::Author as FrontAuthor;
/// use mcp_core::Context;
///
/// let mut context = Context::new();
/// assert_eq!(FrontAuthor::of(&context), None);
///
/// context.extensions_mut().insert(FrontAuthor::new("tea_sarah"));
/// let author = FrontAuthor::of(&context).expect("it was inserted");
/// assert_eq!(author.id().map(|id| id.as_str()), Some("tea_sarah"));
///
/// context.extensions_mut().insert(FrontAuthor::api_token());
/// assert_eq!(FrontAuthor::of(&context).map(ToString::to_string).as_deref(), Some("api token"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
// The teammate; `None` is the API token.
pub struct Author(Option<TeammateId>);

impl Author {
    /// This teammate: an id `tea_…`, or the alias `alt:email:…`.
    pub fn new(id: impl Into<TeammateId>) -> Self {
        Self(Some(id.into()))
    }

    /// The API token itself: Front shows its name in place of a teammate's.
    #[must_use]
    pub const fn api_token() -> Self {
        Self(None)
    }

    /// The author that the host put into the context.
    #[must_use]
    pub fn of(context: &Context) -> Option<&Self> {
        context.extensions().get()
    }

    /// The teammate; `None` for the API token.
    #[must_use]
    pub const fn id(&self) -> Option<&TeammateId> {
        self.0.as_ref()
    }
}

/// Writes the author as results name it: the teammate's id, or `api token`.
impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(teammate) => teammate.fmt(f),
            None => f.write_str("api token"),
        }
    }
}
