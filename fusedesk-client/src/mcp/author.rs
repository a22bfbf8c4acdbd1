//! In whose name a tool writes.

use std::fmt;

use mcp_core::Context;

use crate::id::RepUserId;

/// Author of what an agent writes in FuseDesk: a rep, or the API key itself.
///
/// The host decides it, for example from its own login, and puts it into the call's context. No argument of a tool can: an
/// API key may write in any rep's name, so a model that chose the author could speak as anybody.
///
/// Over HTTP it is an extension of the request: of one key by `mcp_tower::layer::BearerKey::extension`, of all requests by
/// `axum::Extension`, or of a middleware of the host's own. In actix-web it goes into `mcp_tower::actix::CallExtensions`.
///
/// | in the context | notes | replies |
/// | --- | --- | --- |
/// | [`Author::new(rep)`](Self::new) | in the rep's name | sent; FuseDesk takes no author for a reply |
/// | [`Author::api_token()`](Self::api_token) | in the name of the API key | sent; FuseDesk takes no author for a reply |
/// | nothing | refused | refused |
///
/// A refused call answers with the kind [`Forbidden`](mcp_core::ErrorKind::Forbidden), and nothing is sent to FuseDesk. A
/// host that forgets the author so learns of it, and no note stands under a name that nobody chose. The result of a note
/// names its author; that of a reply names the rep whom the case's history shows for it, or else the API key. Changes that
/// FuseDesk records without an author, such as tags, assignees and status, need none, and a new case names in words who
/// opened it.
///
/// `front_client::mcp::Author` is another type: in Front authors are teammates. A host of both imports each under a name of
/// its own: `use fusedesk_client::mcp::Author as FuseDeskAuthor`.
///
/// ```
/// use fusedesk_client::{RepUserId, mcp::Author as FuseDeskAuthor};
/// use mcp_core::Context;
///
/// let mut context = Context::new();
/// assert_eq!(FuseDeskAuthor::of(&context), None);
///
/// context.extensions_mut().insert(FuseDeskAuthor::new(RepUserId::new(7)));
/// assert_eq!(FuseDeskAuthor::of(&context).and_then(|author| author.id()), Some(RepUserId::new(7)));
///
/// context.extensions_mut().insert(FuseDeskAuthor::api_token());
/// assert_eq!(FuseDeskAuthor::of(&context).map(ToString::to_string).as_deref(), Some("api key"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// The rep; `None` is the API key.
pub struct Author(Option<RepUserId>);

impl Author {
    /// This rep, by the user id and not by the rep's own `repid`.
    #[must_use]
    pub const fn new(id: RepUserId) -> Self {
        Self(Some(id))
    }

    /// The API key itself, under the name that Front's `Author` has for its credential.
    #[doc(alias = "api_key")]
    #[must_use]
    pub const fn api_token() -> Self {
        Self(None)
    }

    /// The author that the host put into the context.
    #[must_use]
    pub fn of(context: &Context) -> Option<&Self> {
        context.extensions().get()
    }

    /// The rep; `None` for the API key.
    #[must_use]
    pub const fn id(&self) -> Option<RepUserId> {
        self.0
    }
}

/// Writes `the rep 7` or `api key`.
impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(rep) => write!(f, "the rep {rep}"),
            None => f.write_str("api key"),
        }
    }
}
