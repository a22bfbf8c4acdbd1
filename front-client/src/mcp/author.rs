//! Author of a tool's writes.

use std::fmt;

use mcp_core::Context;

use crate::id::TeammateId;

/// Text that stands for the credential itself.
const API_TOKEN: &str = "api-token";

/// Author of an agent's writes in Front: a teammate, or the API token itself.
///
/// The host sets it in the call's context, for example from its own login. No tool argument can set it: Front's API
/// tokens may write as any teammate, so a model that chose the author could impersonate anybody.
///
/// It is part of the caller's [`Grant`](mcp_core::Grant): this type among the [extensions](mcp_core::Grant::extension), or
/// else the text of [`Grant::author`](mcp_core::Grant::author), which is a teammate's id `tea_…`, the alias `alt:email:…` or `api-token`.
/// Text of another form is no author. A context without a grant may hold this type among its extensions.
///
/// | in the grant | comments, replies, new messages | drafts, `list_drafts` |
/// | --- | --- | --- |
/// | [`Author::new("tea_…")`](Self::new) | as the teammate | the teammate's |
/// | [`Author::api_token()`](Self::api_token) | as the API token | refused: a draft belongs to a teammate |
/// | nothing | refused | refused |
///
/// A refused call returns the kind [`Forbidden`](mcp_core::HandlerErrorKind::Forbidden), and nothing is sent to Front. A
/// host that forgets the author therefore notices, and no comment is written under an unintended name. Results name
/// the author. Changes that Front records without an author, such as tags, assignees and contacts, need none.
///
/// `fusedesk_client::mcp::Author` is another type: in FuseDesk authors are reps. A host of both imports each under
/// its own name: `use front_client::mcp::Author as FrontAuthor`.
///
/// ```
/// use front_client::mcp::Author as FrontAuthor;
/// use mcp_core::{Context, Grant, Principal};
///
/// let grant = Grant::new(Principal::new("triage-bot")).author("tea_sarah");
/// let author = FrontAuthor::of(&Context::new().with_grant(grant));
/// assert_eq!(author, Some(FrontAuthor::new("tea_sarah")));
///
/// let mut context = Context::new();
/// assert_eq!(FrontAuthor::of(&context), None);
///
/// context.extensions_mut().insert(FrontAuthor::new("tea_sarah"));
/// let author = FrontAuthor::of(&context).expect("it was inserted");
/// assert_eq!(author.id().map(|id| id.as_str()), Some("tea_sarah"));
///
/// context.extensions_mut().insert(FrontAuthor::api_token());
/// assert_eq!(FrontAuthor::of(&context).map(|author| author.to_string()).as_deref(), Some("api token"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
// `None` is the API token.
pub struct Author(Option<TeammateId>);

impl Author {
    /// Creates an author from a teammate: an id `tea_…`, or the alias `alt:email:…`.
    pub fn new(id: impl Into<TeammateId>) -> Self {
        Self(Some(id.into()))
    }

    /// Returns the API token as author: Front shows its name in place of a teammate's.
    #[must_use]
    pub const fn api_token() -> Self {
        Self(None)
    }

    /// The author that the host granted the caller.
    #[must_use]
    pub fn of(context: &Context) -> Option<Self> {
        let typed = context.extensions().get::<Self>().cloned();
        typed.or_else(|| Self::parse(context.grant()?.author_id()?))
    }

    fn parse(text: &str) -> Option<Self> {
        if text == API_TOKEN {
            return Some(Self::api_token());
        }
        let id = text.strip_prefix("tea_").or_else(|| text.strip_prefix("alt:email:"))?;
        (!id.is_empty()).then(|| Self::new(text))
    }

    /// Returns the teammate. `None` for the API token.
    #[must_use]
    pub const fn id(&self) -> Option<&TeammateId> {
        self.0.as_ref()
    }
}

/// Writes the author as shown in results: the teammate's id, or `api token`.
impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(teammate) => teammate.fmt(f),
            None => f.write_str("api token"),
        }
    }
}
