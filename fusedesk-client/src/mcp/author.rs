//! Author of a tool's writes.

use std::fmt;

use mcp_core::Context;

use crate::id::RepUserId;

/// Text that stands for the credential itself.
const API_TOKEN: &str = "api-token";

/// Author of what an agent writes in FuseDesk: a rep, or the API key itself.
///
/// The host decides it, for example from its own login, and puts it into the call's context. No argument of a tool can: an
/// API key may write in any rep's name, so a model that chose the author could speak as anybody.
///
/// It is part of the caller's [`Grant`](mcp_core::Grant): this type among the [extensions](mcp_core::Grant::extension), or
/// else the text of [`Grant::author`](mcp_core::Grant::author), which is a rep's user id in digits or `api-token`.
/// Text of another form is no author. A context without a grant may hold this type among its extensions.
///
/// | in the grant | notes | replies |
/// | --- | --- | --- |
/// | [`Author::new(rep)`](Self::new) | in the rep's name | sent; FuseDesk takes no author for a reply |
/// | [`Author::api_token()`](Self::api_token) | in the name of the API key | sent; FuseDesk takes no author for a reply |
/// | nothing | refused | refused |
///
/// A refused call returns an error of the kind [`Forbidden`](mcp_core::HandlerErrorKind::Forbidden), and nothing is sent
/// to FuseDesk. A missing author is therefore noticed, and no note gets an author that nobody chose. The result of
/// a note names its author. The result of a reply names the rep in the case's history, or else the API key.
/// Changes that FuseDesk records without an author, such as tags, assignees and status, need none. A new case
/// names its opener as text.
///
/// `front_client::mcp::Author` is another type: authors in Front are teammates. A host of both renames the
/// imports: `use fusedesk_client::mcp::Author as FuseDeskAuthor`.
///
/// ```
/// use fusedesk_client::{RepUserId, mcp::Author as FuseDeskAuthor};
/// use mcp_core::{Context, Grant, Principal};
///
/// let grant = Grant::new(Principal::new("case-bot")).author("7");
/// let author = FuseDeskAuthor::of(&Context::new().with_grant(grant));
/// assert_eq!(author, Some(FuseDeskAuthor::new(RepUserId::new(7))));
///
/// let mut context = Context::new();
/// assert_eq!(FuseDeskAuthor::of(&context), None);
///
/// context.extensions_mut().insert(FuseDeskAuthor::new(RepUserId::new(7)));
/// assert_eq!(FuseDeskAuthor::of(&context).and_then(|author| author.id()), Some(RepUserId::new(7)));
///
/// context.extensions_mut().insert(FuseDeskAuthor::api_token());
/// assert_eq!(FuseDeskAuthor::of(&context).map(|author| author.to_string()).as_deref(), Some("api key"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// The rep; `None` is the API key.
pub struct Author(Option<RepUserId>);

impl Author {
    /// Creates an author for this rep, by user id and not by the rep's own `repid`.
    #[must_use]
    pub const fn new(id: RepUserId) -> Self {
        Self(Some(id))
    }

    /// Creates an author for the API key itself. The name matches that of Front's `Author`.
    #[doc(alias = "api_key")]
    #[must_use]
    pub const fn api_token() -> Self {
        Self(None)
    }

    /// The author that the host granted the caller.
    #[must_use]
    pub fn of(context: &Context) -> Option<Self> {
        let typed = context.extensions().get::<Self>().copied();
        typed.or_else(|| Self::parse(context.grant()?.author_id()?))
    }

    fn parse(text: &str) -> Option<Self> {
        if text == API_TOKEN {
            return Some(Self::api_token());
        }
        let id = text.parse().ok().filter(|id| *id > 0)?;
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| Self::new(RepUserId::new(id)))
    }

    /// Returns the rep, or `None` for the API key.
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
