//! Results for tests.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::handler::tool::HandlerErrorKind;

/// Result of `prompts/get`.
#[derive(Debug, Clone, PartialEq)]
pub struct PromptResult {
    result: Value,
}

impl PromptResult {
    /// Returns the text of the first message that has one.
    #[must_use]
    pub fn text(&self) -> &str {
        self.messages().iter().find_map(|message| message["content"]["text"].as_str()).unwrap_or_default()
    }

    /// Returns the messages.
    #[must_use]
    pub fn messages(&self) -> &[Value] {
        self.result["messages"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the whole result.
    #[must_use]
    pub const fn as_value(&self) -> &Value {
        &self.result
    }
}

/// Result of `resources/read`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadResult {
    result: Value,
}

impl ReadResult {
    /// Returns the text of the first contents that have one.
    #[must_use]
    pub fn text(&self) -> &str {
        self.contents().iter().find_map(|contents| contents["text"].as_str()).unwrap_or_default()
    }

    /// Returns the contents.
    #[must_use]
    pub fn contents(&self) -> &[Value] {
        self.result["contents"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the whole result.
    #[must_use]
    pub const fn as_value(&self) -> &Value {
        &self.result
    }
}

/// Result of `tools/call`.
#[derive(Debug, Clone, PartialEq)]
pub struct CallResult {
    result: Value,
}

impl CallResult {
    /// Returns `true` if the tool failed.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.result["isError"] == true
    }

    /// Returns the structured content.
    #[must_use]
    pub fn structured(&self) -> Option<&Value> {
        self.result.get("structuredContent")
    }

    /// Parses the structured content.
    ///
    /// # Errors
    ///
    /// If there is none or it does not fit the type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(self.structured().unwrap_or(&Value::Null))
    }

    /// Returns the text of the first text block.
    #[must_use]
    pub fn text(&self) -> &str {
        let blocks = self.result["content"].as_array().map(Vec::as_slice).unwrap_or_default();
        blocks.iter().find_map(|block| block["text"].as_str()).unwrap_or_default()
    }

    /// Returns the members of the tool error: `kind`, `message` and so on.
    #[must_use]
    pub fn error(&self) -> Option<Value> {
        let mut body: Value = self.is_error().then(|| serde_json::from_str(self.text()).ok()).flatten()?;
        Some(body["error"].take())
    }

    /// Returns the kind of the tool error; `None` if the tool succeeded, or if its error has another form.
    #[must_use]
    pub fn error_kind(&self) -> Option<HandlerErrorKind> {
        HandlerErrorKind::deserialize(&self.error()?["kind"]).ok()
    }

    /// Returns the content blocks.
    #[must_use]
    pub fn content(&self) -> &[Value] {
        self.result["content"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the whole result.
    #[must_use]
    pub const fn as_value(&self) -> &Value {
        &self.result
    }
}

macro_rules! from_value {
    ($($result:ident)*) => {$(
        impl From<Value> for $result {
            /// Wraps the member `result` of a response.
            fn from(result: Value) -> Self {
                Self { result }
            }
        }
    )*};
}

from_value!(PromptResult ReadResult CallResult);
