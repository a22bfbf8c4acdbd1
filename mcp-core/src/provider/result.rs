//! Tool results in the format of a provider.

use serde_json::{Map, Value, json};

use super::{Provider, ToolCall};
use crate::{
    handler::tool::HandlerError,
    serve::response::Response,
    wire::{jsonrpc::RpcError, protocol::Content},
};

/// Result of a tool call, for the model to read.
///
/// Made from the [`Response`] of [`dispatch`](crate::dispatch) or of a host's service, from the [`HandlerError`] with
/// which a host refuses a call, or from an [`RpcError`], such as that for an unknown tool.
///
/// ```
/// use mcp_core::{HandlerError, provider::ToolResult};
///
/// let result = ToolResult::from(HandlerError::forbidden("the call is not approved"));
/// assert!(result.is_error());
/// assert!(result.text().contains("the call is not approved"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ToolResult {
    content: Vec<Content>,
    structured: Option<Value>,
    is_error: bool,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default)]
    content: Vec<Content>,
    structured_content: Option<Value>,
    #[serde(default)]
    is_error: bool,
}

impl From<&Response> for ToolResult {
    /// Converts the result of a `tools/call`.
    fn from(response: &Response) -> Self {
        match serde_json::from_slice::<Wire>(&response.result()) {
            Ok(Wire { content, structured_content, is_error }) => {
                Self { content, structured: structured_content, is_error }
            }
            Err(error) => {
                HandlerError::internal("the result of the tool is malformed").with_source(error).into()
            }
        }
    }
}

impl From<HandlerError> for ToolResult {
    fn from(error: HandlerError) -> Self {
        Self { content: vec![Content::text(error.to_json().to_string())], structured: None, is_error: true }
    }
}

impl From<RpcError> for ToolResult {
    fn from(error: RpcError) -> Self {
        HandlerError::invalid_arguments(error.message().to_owned()).into()
    }
}

impl ToolResult {
    /// Returns `true` if the tool failed.
    #[must_use]
    pub const fn is_error(&self) -> bool {
        self.is_error
    }

    /// Returns the structured content.
    #[must_use]
    pub const fn structured(&self) -> Option<&Value> {
        self.structured.as_ref()
    }

    /// Returns the content blocks. The first is the text of the structured content, if there is any.
    #[must_use]
    pub fn content(&self) -> &[Content] {
        &self.content
    }

    /// Returns all blocks as one text. A block that is not text is only mentioned.
    #[must_use]
    pub fn text(&self) -> String {
        self.content.iter().map(text_of).collect::<Vec<_>>().join("\n")
    }

    /// Returns the members of the tool error: `kind`, `message` and so on.
    fn error(&self) -> Value {
        let text = self.text();
        let error = serde_json::from_str::<Value>(&text).ok().and_then(|body| body.get("error").cloned());
        error.unwrap_or_else(|| text.into())
    }
}

fn text_of(block: &Content) -> String {
    match block {
        Content::Text { text, .. } => text.clone(),
        Content::Image { mime_type, .. } => format!("[image omitted: {mime_type}]"),
        Content::Audio { mime_type, .. } => format!("[audio omitted: {mime_type}]"),
        Content::ResourceLink(link) => format!("[{}: {}]", link.name(), link.uri()),
        Content::Resource { resource, .. } => match &resource.text {
            Some(text) => text.clone(),
            None => format!("[binary resource omitted: {}]", resource.uri),
        },
    }
}

/// Returns the messages that follow the model's turn with the calls.
pub(super) fn messages(provider: Provider, results: &[(ToolCall, ToolResult)]) -> Vec<Value> {
    let each = results.iter().map(|(call, result)| one(provider, call, result));
    match provider {
        Provider::OpenAiChat { .. } | Provider::OpenAiResponses { .. } => each.collect(),
        _ if results.is_empty() => Vec::new(),
        // All results of one turn go into one message.
        Provider::Anthropic => vec![json!({ "role": "user", "content": each.collect::<Vec<_>>() })],
        Provider::Gemini => vec![json!({ "role": "user", "parts": each.collect::<Vec<_>>() })],
    }
}

fn one(provider: Provider, call: &ToolCall, result: &ToolResult) -> Value {
    match provider {
        Provider::OpenAiChat { .. } => {
            json!({ "role": "tool", "tool_call_id": call.id, "content": result.text() })
        }
        Provider::OpenAiResponses { .. } => {
            json!({ "type": "function_call_output", "call_id": call.id, "output": result.text() })
        }
        Provider::Anthropic => {
            // A tool error is one text that is not empty. No other block may stand beside `is_error`
            // (<https://github.com/vellum-ai/vellum-assistant/pull/18387>).
            let blocks: Vec<Value> = result.content.iter().filter_map(anthropic_block).collect();
            json!({
                "type": "tool_result", "tool_use_id": call.id, "content": blocks, "is_error": result.is_error
            })
        }
        Provider::Gemini => {
            let response = if result.is_error {
                json!({ "error": result.error() })
            } else {
                let output = result.structured.clone().unwrap_or_else(|| result.text().into());
                json!({ "output": output })
            };
            let mut body = Map::new();
            if let Some(id) = &call.id {
                body.insert("id".into(), id.as_str().into());
            }
            body.insert("name".into(), call.exported_name.as_str().into());
            body.insert("response".into(), response);
            json!({ "functionResponse": body })
        }
    }
}

/// Image types that Anthropic supports (<https://platform.claude.com/docs/en/build-with-claude/vision>).
const ANTHROPIC_IMAGES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// Returns a block of a tool result; `None` for an empty text, which is refused.
fn anthropic_block(block: &Content) -> Option<Value> {
    if let Content::Image { data, mime_type, .. } = block
        && ANTHROPIC_IMAGES.contains(&mime_type.as_str())
    {
        let source = json!({ "type": "base64", "media_type": mime_type, "data": data });
        return Some(json!({ "type": "image", "source": source }));
    }
    let text = text_of(block);
    (!text.trim().is_empty()).then(|| json!({ "type": "text", "text": text }))
}
