//! Front as a vendor of tools, and what a tool call in Front has beyond any other: an author, and merges.

use std::time::Duration;

use client_core::mcp::{self, ToolVendor};
use http::Extensions;
use mcp_core::{Context, ToolError};
use serde_json::Value;

use super::Author;
use crate::{
    ErrorKind,
    id::{ConversationId, TeammateId},
    layer::MergedInto,
    vendor::Front,
};

/// One tool call. Every request to Front goes through it.
pub(crate) type Call = mcp::Call<Front>;
/// Tools over one client of Front.
pub(crate) type ToolSet = mcp::ToolSet<Front>;

/// How long a tool that sends waits for the sent message to appear in its conversation, unless the host says otherwise.
pub const SEND_WAIT: Duration = Duration::from_secs(3);

/// How many recipients a new message may have, in `to`, `cc` and `bcc` together, unless the host says otherwise: an agent
/// that was misled must not mail a whole address book in one call.
pub const MAX_RECIPIENTS: usize = 25;

/// The limits of the tools that send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendLimits {
    /// How long a tool waits for what it sent to appear; [`SEND_WAIT`] by default.
    pub wait: Duration,
    /// How many recipients a new message may have; [`MAX_RECIPIENTS`] by default.
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

    fn host_field(context: &Context, _: &str) -> Result<Option<Value>, ToolError> {
        let author = require(context, "nothing was written")?;
        Ok(author.id().map(|teammate| teammate.as_str().into()))
    }

    fn hint(kind: ErrorKind) -> Option<&'static str> {
        (kind == ErrorKind::NotFound).then_some(
            "Check the id; search or list to find the right one. What is private to a teammate does not exist for this \
             API token.",
        )
    }

    fn remarks(extensions: &Extensions) -> Vec<(&'static str, Value)> {
        let merged = extensions.get::<MergedInto>();
        merged.map(|merged| ("merged_into", merged.to.as_str().into())).into_iter().collect()
    }
}

/// The author of a call. `outcome` begins the error: "the comment was not written".
fn require<'a>(context: &'a Context, outcome: &str) -> Result<&'a Author, ToolError> {
    Author::of(context).ok_or_else(|| {
        ToolError::forbidden(format!("{outcome}: an author is needed, and the host of this server set none"))
            .with_hint(
                "Do not repeat the call: no argument sets the author. Tell the user that the operator of this server must \
                 set one for this caller: a teammate or the API token.",
            )
    })
}

/// What a call in Front has beyond any other.
pub(crate) trait FrontCall {
    /// The teammate in whose name the call writes, where the host set one.
    fn teammate(&self) -> Option<&TeammateId>;

    /// The author, for what has one. `outcome` begins the error: "the comment was not written".
    fn require_author(&self, outcome: &str) -> Result<&Author, ToolError>;

    /// The author, for what belongs to a teammate.
    fn require_teammate(&self, outcome: &str) -> Result<&TeammateId, ToolError> {
        self.require_author(outcome)?.id().ok_or_else(|| {
            ToolError::forbidden(format!(
                "{outcome}: drafts belong to a teammate, and this caller writes in the name of the API token"
            ))
            .with_hint(
                "Do not repeat the call: no argument sets the author. Tell the user that the operator of this server must \
                 set a teammate as the author for this caller.",
            )
        })
    }

    /// The conversation that another was found to be merged into during this call.
    fn merged_into(&self) -> Option<ConversationId>;
}

impl FrontCall for Call {
    fn teammate(&self) -> Option<&TeammateId> {
        Author::of(self.context())?.id()
    }

    fn require_author(&self, outcome: &str) -> Result<&Author, ToolError> {
        require(self.context(), outcome)
    }

    fn merged_into(&self) -> Option<ConversationId> {
        self.learned::<MergedInto>().map(|merged| merged.to)
    }
}
