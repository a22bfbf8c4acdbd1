//! Front as a vendor of tools, and the extras of a tool call in Front: author and merges.

use std::time::Duration;

use client_core::mcp::{self, ToolVendor};
use http::Extensions;
use mcp_core::{Context, HandlerError};
use serde_json::Value;

use super::Author;
use crate::{
    ErrorKind,
    id::{ConversationId, TeammateId},
    layer::MergedInto,
    vendor::Front,
};

/// A tool call. Every request to Front goes through it.
pub(crate) type Call = mcp::Call<Front>;
/// Tools for one client of Front.
pub(crate) type ToolSet = mcp::ToolSet<Front>;

/// Default time that a sending tool waits for the message to appear in its conversation.
const SEND_WAIT: Duration = Duration::from_secs(3);

/// Default maximum number of recipients of a new message, in `to`, `cc` and `bcc` together: a misled agent must not
/// mail a whole address book in one call.
const MAX_RECIPIENTS: usize = 25;

/// Limits of the tools that send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendLimits {
    /// Time to wait for a sent message to appear. Defaults to 3 s.
    pub wait: Duration,
    /// Maximum number of recipients of a new message. Defaults to 25.
    pub recipients: usize,
}

impl Default for SendLimits {
    fn default() -> Self {
        Self { wait: SEND_WAIT, recipients: MAX_RECIPIENTS }
    }
}

impl ToolVendor for Front {
    type Settings = SendLimits;

    const PAGE_FIELDS: &'static [&'static str] = &["page_token"];

    const HOST_FIELDS: &'static [&'static str] = &["author_id"];

    fn host_field(context: &Context, _: &str) -> Result<Option<Value>, HandlerError> {
        let author = require(context, "nothing was written")?;
        Ok(author.id().map(|teammate| teammate.as_str().into()))
    }

    fn hint(kind: ErrorKind) -> Option<&'static str> {
        (kind == ErrorKind::NotFound).then_some(
            "Check the id; search or list to find the right one. What is private to a teammate does not exist for \
             this API token.",
        )
    }

    fn reports(extensions: &Extensions) -> Vec<(&'static str, Value)> {
        let merged = extensions.get::<MergedInto>();
        merged.map(|merged| ("merged_into", merged.to.as_str().into())).into_iter().collect()
    }
}

/// Returns the author of a call. `outcome` begins the error: "the comment was not written".
fn require(context: &Context, outcome: &str) -> Result<Author, HandlerError> {
    Author::of(context).ok_or_else(|| {
        HandlerError::forbidden(format!("{outcome}: an author is required, and this server set none"))
            .with_hint(
                "Do not repeat the call: no argument sets the author. Tell the user that the operator of this \
                 server must set one for this caller: a teammate or the API token.",
            )
    })
}

/// Extras of a tool call in Front.
pub(crate) trait FrontCall {
    /// Returns the teammate that the call writes as, if the host set one.
    fn teammate(&self) -> Option<TeammateId>;

    /// Returns the author. `outcome` begins the error: "the comment was not written".
    fn require_author(&self, outcome: &str) -> Result<Author, HandlerError>;

    /// Returns the author as a teammate, for resources that belong to one.
    fn require_teammate(&self, outcome: &str) -> Result<TeammateId, HandlerError> {
        self.require_author(outcome)?.id().cloned().ok_or_else(|| {
            HandlerError::forbidden(format!(
                "{outcome}: drafts belong to a teammate, and this caller writes in the name of the API token"
            ))
            .with_hint(
                "Do not repeat the call: no argument sets the author. Tell the user that the operator of this \
                 server must set a teammate as the author for this caller.",
            )
        })
    }

    /// Returns the conversation that another was found to be merged into during this call.
    fn merged_into(&self) -> Option<ConversationId>;
}

impl FrontCall for Call {
    fn teammate(&self) -> Option<TeammateId> {
        Author::of(self.context())?.id().cloned()
    }

    fn require_author(&self, outcome: &str) -> Result<Author, HandlerError> {
        require(self.context(), outcome)
    }

    fn merged_into(&self) -> Option<ConversationId> {
        self.report::<MergedInto>().map(|merged| merged.to)
    }
}
