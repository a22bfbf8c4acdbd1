//! Tool calls of a model.

use std::fmt;

use serde_json::{Map, Value, json};

use super::Provider;

/// Tool call requested by a model. `Debug` shows only the size of its arguments.
#[derive(Clone, PartialEq)]
pub struct ToolCall {
    pub(super) id: Option<String>,
    /// Name as the model wrote it.
    pub(super) exported_name: String,
    /// Name in the registry.
    pub(super) name: String,
    pub(super) arguments: Sent,
}

/// Arguments as sent: those of OpenAI are JSON in a string.
#[derive(Clone, PartialEq)]
pub(super) enum Sent {
    Text(String),
    Object(Map<String, Value>),
}

impl ToolCall {
    /// Creates a call from its exported name and its arguments, an object or its JSON text: for calls that other code,
    /// such as an agent framework, has read from a response.
    pub fn new(name: impl Into<String>, arguments: Value) -> Self {
        let exported_name = name.into();
        Self { id: None, name: exported_name.clone(), exported_name, arguments: sent(Some(&arguments)) }
    }

    /// Sets the provider's id of the call.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Returns the provider's id of the call. Gemini does not always send one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the name of the tool in the registry, for a call from [`ToolExport::calls`](super::ToolExport::calls) of a
    /// tool that exists. Otherwise returns the name as the model wrote it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for ToolCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = match &self.arguments {
            Sent::Text(text) => text.len(),
            Sent::Object(map) => Value::Object(map.clone()).to_string().len(),
        };
        f.debug_struct("ToolCall")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("arguments_bytes", &bytes)
            .finish()
    }
}

/// Error of a response that does not have the provider's documented form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("malformed response of the model: {0}")]
pub struct MalformedResponse(String);

fn missing(member: &str) -> MalformedResponse {
    MalformedResponse(format!("{member} is missing"))
}

/// Paths of the reason for a missing response: an error in all of them, and for Gemini also a refused or incomplete
/// response (<https://ai.google.dev/api/generate-content#FinishReason>).
const REASONS: [&str; 3] = ["/error/message", "/promptFeedback/blockReason", "/candidates/0/finishReason"];

/// Returns a member that every response must have.
fn member<'a>(
    response: &'a Value,
    pointer: &str,
    is_form: fn(&Value) -> bool,
) -> Result<&'a Value, MalformedResponse> {
    response.pointer(pointer).filter(|member| is_form(member)).ok_or_else(|| {
        let reason = REASONS.iter().find_map(|place| response.pointer(place)?.as_str());
        let reason = reason.map_or_else(String::new, |reason| format!("; the provider states {reason:?}"));
        let member = pointer.trim_start_matches('/').replace('/', ".");
        MalformedResponse(format!("{member} is missing{reason}"))
    })
}

/// Returns the model's turn: the part of a response that goes into the next request. A model that has finished
/// returns an empty turn, which Anthropic and Gemini refuse in a request.
pub(super) fn turn(provider: Provider, response: &Value) -> Result<Vec<Value>, MalformedResponse> {
    let is_empty = |list: &Value| list.as_array().is_none_or(Vec::is_empty);
    Ok(match provider {
        Provider::OpenAiChat { .. } => {
            vec![member(response, "/choices/0/message", Value::is_object)?.clone()]
        }
        Provider::OpenAiResponses { .. } => {
            member(response, "/output", Value::is_array)?.as_array().cloned().unwrap_or_default()
        }
        Provider::Anthropic => match member(response, "/content", Value::is_array)? {
            content if is_empty(content) => Vec::new(),
            content => vec![json!({ "role": "assistant", "content": content })],
        },
        Provider::Gemini => match member(response, "/candidates/0/content", Value::is_object)? {
            content if is_empty(&content["parts"]) => Vec::new(),
            content => vec![content.clone()],
        },
    })
}

/// Returns the calls in a response, with names as the model wrote them.
pub(super) fn calls(provider: Provider, response: &Value) -> Result<Vec<ToolCall>, MalformedResponse> {
    let turn = turn(provider, response)?;
    let parts = match provider {
        Provider::OpenAiResponses { .. } => turn.iter().collect(),
        Provider::OpenAiChat { .. } => list(&turn, "tool_calls"),
        Provider::Anthropic => list(&turn, "content"),
        Provider::Gemini => list(&turn, "parts"),
    };
    parts.into_iter().filter_map(|part| call(provider, part).transpose()).collect()
}

fn list<'a>(turn: &'a [Value], key: &str) -> Vec<&'a Value> {
    turn.first()
        .and_then(|message| message.get(key))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect()
}

/// Returns the call in a part of a turn, if it is one.
fn call(provider: Provider, part: &Value) -> Result<Option<ToolCall>, MalformedResponse> {
    let kind = part.get("type").and_then(Value::as_str);
    let (call, id, arguments) = match (provider, kind) {
        (Provider::OpenAiChat { .. }, Some("function") | None) => (
            part.get("function").ok_or_else(|| missing("the function of a call"))?,
            part.get("id"),
            "arguments",
        ),
        (Provider::OpenAiResponses { .. }, Some("function_call")) => (part, part.get("call_id"), "arguments"),
        (Provider::Anthropic, Some("tool_use")) => (part, part.get("id"), "input"),
        (Provider::Gemini, _) => match part.get("functionCall") {
            Some(call) => (call, call.get("id"), "args"),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let id = id.and_then(Value::as_str).map(str::to_owned);
    if id.is_none() && !matches!(provider, Provider::Gemini) {
        return Err(missing("the id of a call"));
    }
    let name = call.get("name").and_then(Value::as_str).ok_or_else(|| missing("the name of a call"))?;
    let arguments = sent(call.get(arguments));
    Ok(Some(ToolCall { id, exported_name: name.to_owned(), name: name.to_owned(), arguments }))
}

fn sent(arguments: Option<&Value>) -> Sent {
    match arguments {
        None | Some(Value::Null) => Sent::Object(Map::new()),
        Some(Value::String(text)) => Sent::Text(text.clone()),
        // Some OpenAI-compatible servers send the object itself.
        Some(Value::Object(map)) => Sent::Object(map.clone()),
        Some(other) => Sent::Text(other.to_string()),
    }
}
