//! Front as a vendor of tools, and the extras of a tool call in Front: author and merges.

use std::time::Duration;

use client_core::mcp::{self, ToolVendor};
use http::Extensions;
use mcp_core::{Context, HandlerError};
use serde_json::Value;

use super::{Author, reply::ChannelCache};
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

/// Default time that a sending tool looks for a message whose outcome is unknown. Front sends up to a minute later: the
/// longest undo period of a channel (<https://dev.frontapp.com/reference/create-a-channel>).
const SEND_CHECK: Duration = Duration::from_secs(60);

/// Default maximum number of recipients of a message, in `to`, `cc` and `bcc` together: neither a misled agent nor
/// the copies of a customer's mail must reach a whole address book in one call.
const MAX_RECIPIENTS: usize = 25;

/// Default maximum size of a comment, in bytes.
const MAX_COMMENT_BYTES: usize = 100_000;

/// Default maximum number of mentions of a comment.
const MAX_MENTIONS: usize = 20;

/// Default time for which the channels of the company are cached between calls.
const CHANNELS_TTL: Duration = Duration::from_secs(60);

/// Limits of the tools that write to people.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SendLimits {
    /// Time to wait for a sent message to appear. Defaults to 3 s.
    pub wait: Duration,
    /// Time to look for a message whose outcome is unknown. Defaults to 60 s.
    pub check: Duration,
    /// Maximum number of recipients of a message. Defaults to 25.
    pub recipients: usize,
    /// Maximum size of a comment, in bytes. Defaults to 100,000.
    pub comment_bytes: usize,
    /// Maximum number of mentions of a comment. Defaults to 20.
    pub mentions: usize,
    /// Time for which the channels of the company are cached between calls. Defaults to 60 s.
    pub channels_ttl: Duration,
    /// Cached channels of one client, shared by clones.
    pub(crate) channels: ChannelCache,
}

impl Default for SendLimits {
    fn default() -> Self {
        Self {
            wait: SEND_WAIT,
            check: SEND_CHECK,
            recipients: MAX_RECIPIENTS,
            comment_bytes: MAX_COMMENT_BYTES,
            mentions: MAX_MENTIONS,
            channels_ttl: CHANNELS_TTL,
            channels: ChannelCache::default(),
        }
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
