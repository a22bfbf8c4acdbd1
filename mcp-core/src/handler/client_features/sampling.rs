//! Sampling: requests a completion from the client's model.

use serde::Deserialize;
use serde_json::{Map, Value, json, value::RawValue};

use super::sealed::Sealed;
use crate::{
    handler::context::Context,
    wire::protocol::{CREATE_MESSAGE, ProtocolVersion},
};

/// Request for a completion by the client's model (`sampling/createMessage`). Deprecated by the protocol.
///
/// ```
/// use mcp_core::client_features::Sampling;
///
/// let request = Sampling::new(200).system("Answer in one sentence.").user("What is the capital of France?");
/// # let _ = request;
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Sampling {
    params: Map<String, Value>,
    messages: Vec<Value>,
    unsolicited: bool,
}

/// Completion by the client's model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SamplingResult {
    /// Name of the model.
    pub model: String,
    /// Content block, or list of content blocks.
    pub content: Value,
    /// Stop reason, for example `endTurn`.
    pub stop_reason: Option<String>,
}

impl Sampling {
    /// Creates a request with a maximum number of tokens for the completion.
    pub fn new(max_tokens: u32) -> Self {
        let mut params = Map::new();
        params.insert("maxTokens".into(), max_tokens.into());
        Self { params, messages: Vec::new(), unsolicited: false }
    }

    /// Appends a user message.
    pub fn user(self, text: impl Into<String>) -> Self {
        self.message("user", text.into())
    }

    /// Appends an assistant message.
    pub fn assistant(self, text: impl Into<String>) -> Self {
        self.message("assistant", text.into())
    }

    fn message(mut self, role: &str, text: String) -> Self {
        self.messages.push(json!({ "role": role, "content": { "type": "text", "text": text } }));
        self
    }

    /// Sets the system prompt. The client may change it or leave it out.
    pub fn system(self, prompt: impl Into<String>) -> Self {
        self.param("systemPrompt", prompt.into())
    }

    /// Sets a further parameter of `sampling/createMessage`, for example `temperature`. With `tools`, the client
    /// must declare `sampling.tools`.
    pub fn param(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }

    fn has_tools(&self) -> bool {
        self.params.contains_key("tools") || self.params.contains_key("toolChoice")
    }

    /// Also accepts an unsolicited response; see [`Elicitation::accept_unsolicited`](super::Elicitation::accept_unsolicited).
    pub const fn accept_unsolicited(mut self) -> Self {
        self.unsolicited = true;
        self
    }
}

impl SamplingResult {
    /// Returns the text of the first text block.
    #[must_use]
    pub fn text(&self) -> &str {
        let blocks = self.content.as_array().map_or(std::slice::from_ref(&self.content), Vec::as_slice);
        blocks.iter().find_map(|block| block["text"].as_str()).unwrap_or_default()
    }
}

impl Sealed for Sampling {
    type Response = SamplingResult;

    fn method(&self) -> &'static str {
        CREATE_MESSAGE
    }

    fn since(&self) -> ProtocolVersion {
        match self.has_tools() {
            true => ProtocolVersion::V2025_11_25,
            false => ProtocolVersion::V2025_03_26,
        }
    }

    fn missing(&self, context: &Context) -> Option<&'static [&'static str]> {
        match context.client_capability("sampling") {
            None => Some(&["sampling"]),
            Some(declared) if self.has_tools() && declared.get("tools").is_none() => {
                Some(&["sampling", "tools"])
            }
            Some(_) => None,
        }
    }

    fn params(&self, _: &Context) -> Value {
        let mut params = self.params.clone();
        params.insert("messages".into(), self.messages.clone().into());
        params.into()
    }

    fn accept_unsolicited(&self) -> bool {
        self.unsolicited
    }

    fn read(&self, response: &RawValue) -> Result<SamplingResult, String> {
        let sampled: SamplingResult =
            serde_json::from_str(response.get()).map_err(|error| error.to_string())?;
        match sampled.content {
            Value::Object(_) | Value::Array(_) => Ok(sampled),
            _ => Err("content is neither a block nor a list of blocks".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(response: Value) -> Result<SamplingResult, String> {
        Sampling::new(1).read(&serde_json::value::to_raw_value(&response).unwrap())
    }

    #[test]
    fn sampling_tools_need_the_capability() {
        let missing = |capabilities: Value, request: &Sampling| {
            request.missing(&Context::new().with_client_capabilities(capabilities.as_object().unwrap()))
        };
        let plain = Sampling::new(1);
        let tools = Sampling::new(1).param("tools", json!([]));
        assert_eq!(missing(json!({}), &plain), Some(&["sampling"][..]));
        assert_eq!(missing(json!({ "sampling": {} }), &plain), None);
        assert_eq!(missing(json!({ "sampling": {} }), &tools), Some(&["sampling", "tools"][..]));
        assert_eq!(missing(json!({ "sampling": { "tools": {} } }), &tools), None);
        assert!(plain.since() < tools.since());
    }

    #[test]
    fn sampling_result_accepts_block_and_list() {
        let block = json!({ "type": "text", "text": "Paris" });
        for content in [block.clone(), json!([{ "type": "image" }, block])] {
            let response = json!({ "role": "assistant", "model": "m", "content": content });
            assert_eq!(read(response).unwrap().text(), "Paris");
        }
        assert!(read(json!({ "model": "m", "content": "Paris" })).is_err());
        assert!(read(json!(7)).is_err());
    }
}
