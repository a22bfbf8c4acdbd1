//! Calls, as a model makes them.

use std::fmt;

use serde_json::{Map, Value};

use super::Provider;

/// A tool call that a model asks for. `Debug` shows only the size of its arguments.
#[derive(Clone, PartialEq)]
pub struct ToolCall {
    pub(super) id: Option<String>,
    /// As the model wrote it.
    pub(super) offered: String,
    /// As the registry has it.
    pub(super) name: String,
    pub(super) arguments: Sent,
}

/// Arguments as they were sent: OpenAI's are JSON in a string.
#[derive(Clone, PartialEq)]
pub(super) enum Sent {
    Text(String),
    Object(Map<String, Value>),
}

impl ToolCall {
    /// A call that somebody else has read out of a response, such as an agent framework: a name that was offered, and the
    /// arguments as an object or as its JSON text.
    pub fn new(name: impl Into<String>, arguments: Value) -> Self {
        let offered = name.into();
        Self { id: None, name: offered.clone(), offered, arguments: sent(Some(&arguments)) }
    }

    /// Gives the call the provider's id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The provider's id of the call. Gemini gives one only sometimes.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The name of the tool in the registry, if the call was read by [`Offer::calls`](super::Offer::calls) and there is
    /// such a tool; else what the model wrote.
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

/// A response that is not what the provider documents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the model's response is not as documented: {0}")]
pub struct Malformed(String);

fn lacks(what: &str) -> Malformed {
    Malformed(format!("it has no {what}"))
}

/// What the model said: the part of a response that goes into the next request.
pub(super) fn turn(provider: Provider, response: &Value) -> Result<Vec<Value>, Malformed> {
    match provider {
        Provider::OpenAiChat { .. } => {
            let message = response.pointer("/choices/0/message").filter(|message| message.is_object());
            Ok(vec![message.ok_or_else(|| lacks("choices[0].message"))?.clone()])
        }
        Provider::OpenAiResponses { .. } => {
            let output = response.get("output").and_then(Value::as_array);
            Ok(output.ok_or_else(|| lacks("output"))?.clone())
        }
        Provider::Anthropic => {
            let content = response.get("content").filter(|content| content.is_array());
            let content = content.ok_or_else(|| lacks("content"))?;
            Ok(vec![serde_json::json!({ "role": "assistant", "content": content })])
        }
        Provider::Gemini => {
            let content = response.pointer("/candidates/0/content").filter(|content| content.is_object());
            Ok(vec![content.ok_or_else(|| lacks("candidates[0].content"))?.clone()])
        }
    }
}

/// The calls in a response, with names as the model wrote them.
pub(super) fn calls(provider: Provider, response: &Value) -> Result<Vec<ToolCall>, Malformed> {
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

/// The call that a part of a turn is, if it is one.
fn call(provider: Provider, part: &Value) -> Result<Option<ToolCall>, Malformed> {
    let kind = part.get("type").and_then(Value::as_str);
    let (call, id, arguments) = match (provider, kind) {
        (Provider::OpenAiChat { .. }, Some("function") | None) => {
            (part.get("function").ok_or_else(|| lacks("function in a call"))?, part.get("id"), "arguments")
        }
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
        return Err(lacks("id of a call"));
    }
    let name = call.get("name").and_then(Value::as_str).ok_or_else(|| lacks("name of a call"))?;
    let arguments = sent(call.get(arguments));
    Ok(Some(ToolCall { id, offered: name.to_owned(), name: name.to_owned(), arguments }))
}

fn sent(arguments: Option<&Value>) -> Sent {
    match arguments {
        None | Some(Value::Null) => Sent::Object(Map::new()),
        Some(Value::String(text)) => Sent::Text(text.clone()),
        // Some servers that speak like OpenAI send the object itself.
        Some(Value::Object(map)) => Sent::Object(map.clone()),
        Some(other) => Sent::Text(other.to_string()),
    }
}
