//! Result of a tool.

use serde::Serialize;
use serde_json::{Map, Value, value::RawValue};

use super::HandlerError;
use crate::wire::{
    protocol::{Content, Vocabulary},
    upstream_rate_limit::UpstreamRateLimit,
};

/// Successful result of a tool call.
///
/// [`json`](Self::json) is the usual form: the value becomes `structuredContent` and, as the same JSON, the first
/// text block, because some clients pass on only one of the two. The value is serialised once.
///
/// ```
/// use mcp_core::{Content, ToolOutput};
///
/// let output = ToolOutput::json(&serde_json::json!({ "open": 3 }))?;
/// assert_eq!(output.structured(), Some(r#"{"open":3}"#));
/// let output = ToolOutput::text("done").with_content(Content::image("AA==", "image/png"));
/// assert_eq!(output.content().len(), 2);
/// # Ok::<(), mcp_core::HandlerError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ToolOutput {
    pub(crate) structured: Option<Box<RawValue>>,
    pub(crate) content: Vec<Content>,
    pub(crate) meta: Map<String, Value>,
    pub(crate) rate_limit: Option<UpstreamRateLimit>,
}

impl ToolOutput {
    /// Creates a result from a serialisable value.
    ///
    /// `structuredContent` must be an object, so `null` becomes `{}` and any other value `{"result": value}`.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::Internal`](super::HandlerErrorKind::Internal) if the value cannot be serialised.
    pub fn json(value: &impl Serialize) -> Result<Self, HandlerError> {
        let raw = serde_json::value::to_raw_value(value).map_err(unwritable)?;
        let raw = match raw.get().as_bytes().first() {
            Some(b'{') => raw,
            Some(b'n') => RawValue::from_string("{}".into()).map_err(unwritable)?,
            _ => RawValue::from_string(format!(r#"{{"result":{}}}"#, raw.get())).map_err(unwritable)?,
        };
        Ok(Self { structured: Some(raw), ..Self::default() })
    }

    /// Creates a result of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::default().with_content(Content::text(text))
    }

    /// Appends a content block.
    #[must_use]
    pub fn with_content(mut self, content: Content) -> Self {
        self.content.push(content);
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

    /// Returns the JSON text of `structuredContent`.
    #[must_use]
    pub fn structured(&self) -> Option<&str> {
        self.structured.as_deref().map(RawValue::get)
    }

    /// Returns the content blocks, without the text form of the structured content.
    #[must_use]
    pub fn content(&self) -> &[Content] {
        &self.content
    }

    /// Returns the members of `_meta` that were added.
    #[must_use]
    pub const fn meta(&self) -> &Map<String, Value> {
        &self.meta
    }

    /// Returns the upstream's rate limit.
    #[must_use]
    pub const fn rate_limit(&self) -> Option<&UpstreamRateLimit> {
        self.rate_limit.as_ref()
    }

    /// Adapts the result to a protocol revision: without structured content, its text becomes an ordinary block.
    pub(crate) fn in_words(mut self, words: Vocabulary) -> Self {
        if !words.has_titles()
            && let Some(structured) = self.structured.take()
        {
            self.content.insert(0, Content::text(structured.get()));
        }
        self.content.iter_mut().for_each(|block| words.reduce(block));
        self
    }
}

fn unwritable(error: serde_json::Error) -> HandlerError {
    HandlerError::internal("the result cannot be written as JSON").with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structured_content_is_always_an_object() {
        let structured = |value: Value| ToolOutput::json(&value).unwrap().structured().map(str::to_owned);
        assert_eq!(structured(Value::Null).as_deref(), Some("{}"));
        assert_eq!(structured(serde_json::json!([1])).as_deref(), Some(r#"{"result":[1]}"#));
        assert_eq!(structured("n".into()).as_deref(), Some(r#"{"result":"n"}"#));
    }

    #[test]
    fn unserialisable_value_is_an_internal_error() {
        let map = std::collections::HashMap::from([(vec![1u8], 1)]);
        assert_eq!(
            ToolOutput::json(&map).unwrap_err().kind(),
            crate::handler::tool::HandlerErrorKind::Internal
        );
    }

    #[test]
    fn structured_content_becomes_text_in_2025_03_26() {
        let output =
            ToolOutput::json(&serde_json::json!({ "a": 1 })).unwrap().with_content(Content::text("more"));
        let old = output.clone().in_words(Vocabulary::Oldest);
        assert_eq!(old.structured(), None);
        assert_eq!(old.content(), [Content::text(r#"{"a":1}"#), Content::text("more")]);
        let new = output.clone().in_words(Vocabulary::Middle);
        assert_eq!(new.structured(), output.structured());
    }
}
