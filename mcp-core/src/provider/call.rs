//! Calls, as a model makes them.

use std::fmt;

use serde_json::{Map, Value, json};

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

/// Where a provider says why there is no answer: all of them in an error, Gemini when it has refused or lost one
/// (<https://ai.google.dev/api/generate-content#FinishReason>).
const REASONS: [&str; 3] = ["/error/message", "/promptFeedback/blockReason", "/candidates/0/finishReason"];

/// A member without which a response says nothing.
fn member<'a>(
    response: &'a Value,
    pointer: &str,
    is_form: fn(&Value) -> bool,
) -> Result<&'a Value, Malformed> {
    response.pointer(pointer).filter(|member| is_form(member)).ok_or_else(|| {
        let reason = REASONS.iter().find_map(|place| response.pointer(place)?.as_str());
        let reason = reason.map_or_else(String::new, |reason| format!(", but says: {reason}"));
        lacks(&format!("{}{reason}", pointer.trim_start_matches('/').replace('/', ".")))
    })
}

/// What the model said: the part of a response that goes into the next request. A model that has nothing more to say gives
/// an empty turn, which Anthropic and Gemini do not take back.
pub(super) fn turn(provider: Provider, response: &Value) -> Result<Vec<Value>, Malformed> {
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
