//! Result of a prompt.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::wire::{
    protocol::{Content, Role},
    upstream_rate_limit::UpstreamRateLimit,
};

/// Message of a prompt.
///
/// ```
/// use mcp_core::{PromptMessage, ResourceContents};
///
/// let ask = PromptMessage::user("What does the customer want?");
/// let mail = PromptMessage::user(ResourceContents::text("mail://7", "Where is my order?"));
/// assert_eq!(serde_json::to_value(&mail)?["content"]["type"], "resource");
/// # let _ = ask;
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PromptMessage {
    /// Role of the speaker.
    pub role: Role,
    /// Content of the message.
    pub content: Content,
}

impl PromptMessage {
    /// Creates a user message.
    pub fn user(content: impl Into<Content>) -> Self {
        Self { role: Role::User, content: content.into() }
    }

    /// Creates an assistant message.
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self { role: Role::Assistant, content: content.into() }
    }
}

/// Messages of a prompt. A text converts to one user message.
///
/// ```
/// use mcp_core::{PromptMessage, PromptOutput};
///
/// let output = PromptOutput::from("Summarise the inbox.");
/// assert_eq!(output.messages(), [PromptMessage::user("Summarise the inbox.")]);
/// let output = output.with_message(PromptMessage::assistant("Which one?")).with_description("A summary");
/// assert_eq!(output.messages().len(), 2);
/// ```
#[derive(Debug, Clone, Default)]
pub struct PromptOutput {
    pub(crate) description: Option<String>,
    pub(crate) messages: Vec<PromptMessage>,
    pub(crate) meta: Map<String, Value>,
    pub(crate) rate_limit: Option<UpstreamRateLimit>,
}

impl PromptOutput {
    /// Creates a result of these messages.
    pub fn new(messages: impl IntoIterator<Item = PromptMessage>) -> Self {
        Self { messages: messages.into_iter().collect(), ..Self::default() }
    }

    /// Sets the description of the result. Defaults to that of the definition.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Appends a message.
    #[must_use]
    pub fn with_message(mut self, message: PromptMessage) -> Self {
        self.messages.push(message);
        self
    }

    /// Adds a member to the result's `_meta`.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }

    /// Adds the upstream's rate limit.
    #[must_use]
    pub fn with_rate_limit(mut self, rate_limit: UpstreamRateLimit) -> Self {
        self.rate_limit = Some(rate_limit);
        self
    }

    /// Returns the messages.
    #[must_use]
    pub fn messages(&self) -> &[PromptMessage] {
        &self.messages
    }
}

impl From<PromptMessage> for PromptOutput {
    fn from(message: PromptMessage) -> Self {
        Self::new([message])
    }
}

impl From<Vec<PromptMessage>> for PromptOutput {
    fn from(messages: Vec<PromptMessage>) -> Self {
        Self::new(messages)
    }
}

impl<const N: usize> From<[PromptMessage; N]> for PromptOutput {
    fn from(messages: [PromptMessage; N]) -> Self {
        Self::new(messages)
    }
}

impl From<String> for PromptOutput {
    fn from(text: String) -> Self {
        PromptMessage::user(text).into()
    }
}

impl From<&str> for PromptOutput {
    fn from(text: &str) -> Self {
        PromptMessage::user(text).into()
    }
}
