//! The tools of a view, offered to a model.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{
    Answer, Malformed, Misfit, Provider, ToolCall, adapt::adapt, answer, call, call::Sent, name,
    restore::restore, schema_size, shape::Shape, write::write,
};
use crate::{
    catalogue::{registry::ToolRef, visible::View},
    handler::{context::Context, tool::ToolError},
    serve::{dispatch::dispatch, request::Request, server::Server},
    wire::{
        jsonrpc::Message,
        protocol::{CALL_TOOL, Params, ProtocolVersion},
        strict_json::Unique,
    },
};

/// The tools of a view in the words of one provider, and the way back from a call to the tool.
///
/// What the view's filter hides is not offered, and a call of it is answered like a call of what does not exist. An
/// offer is made once for many requests; it does not change when the registry does.
///
/// ```
/// use mcp_core::{NoArguments, Registry, ToolError, tool_fn};
/// use mcp_core::provider::{Offer, Provider};
///
/// let ping = tool_fn("server.ping", "Answers.", |_: NoArguments| async { Ok::<_, ToolError>("pong") });
/// let offer = Offer::new(&Registry::new().with(ping)?.into(), Provider::OpenAiChat { strict: true })?;
/// let function = &offer.tools()[0]["function"];
/// // OpenAI takes no dot in a name, and in strict mode no object that is open or has optional members.
/// assert_eq!(function["name"], "server_ping");
/// assert_eq!(function["parameters"]["additionalProperties"], false);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Offer {
    provider: Provider,
    server: Server,
    tools: Value,
    /// By the name that the provider was told.
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    tool: ToolRef,
    shape: Shape,
}

impl Offer {
    /// Puts the tools of a view into the words of a provider.
    ///
    /// # Errors
    ///
    /// When the provider would refuse the tools; see [`Misfit`].
    pub fn new(view: &View, provider: Provider) -> Result<Self, Misfit> {
        let tools: Vec<&ToolRef> = view.iter().collect();
        if let Some(most) = provider.most_tools().filter(|most| tools.len() > *most) {
            return Err(Misfit::TooManyTools { count: tools.len(), most });
        }
        let names = name::fit(provider.tool_names(), tools.iter().map(|tool| tool.name()));
        let mut entries = BTreeMap::new();
        let mut written = Vec::with_capacity(tools.len());
        for (tool, name) in tools.into_iter().zip(names) {
            let definition = tool.definition();
            let mut shape = Shape::read(definition.input_schema());
            adapt(provider, &mut shape);
            let schema = write(provider, &shape);
            if provider.is_strict() {
                schema_size::check(definition.name(), &schema)?;
            }
            written.push(declare(provider, &name, definition.description(), schema));
            entries.insert(name, Entry { tool: tool.clone(), shape });
        }
        let tools = match provider {
            Provider::Gemini if !written.is_empty() => json!([{ "functionDeclarations": written }]),
            _ => Value::Array(written),
        };
        let server = Server::new(view.registry().clone()).filter(view.filter());
        Ok(Self { provider, server, tools, entries })
    }

    /// Whose words these are.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// The member `tools` of a request to the provider. It is an empty list when there is no tool; some providers want
    /// the member left out then.
    #[must_use]
    pub const fn tools(&self) -> &Value {
        &self.tools
    }

    /// The tool that a call is for; `None` when it was not offered.
    ///
    /// A host looks here before it runs a call, for example to ask somebody about a tool whose
    /// [access](crate::ToolDefinition::access) is [`Send`](crate::Access::Send).
    #[must_use]
    pub fn tool(&self, call: &ToolCall) -> Option<&ToolRef> {
        self.entries.get(&call.offered).map(|entry| &entry.tool)
    }

    /// What the model said in a response, as the messages (`input` items, `contents`) that stand for it in the next
    /// request. Nothing is taken away: providers want their own notes back, such as Gemini's thought signatures.
    ///
    /// # Errors
    ///
    /// When the response is not of the provider's form.
    pub fn turn(&self, response: &Value) -> Result<Vec<Value>, Malformed> {
        call::turn(self.provider, response)
    }

    /// The calls in a response, in order; none when the model is done. A response holds several when the model wants
    /// them made at once; all want an answer.
    ///
    /// # Errors
    ///
    /// When the response is not of the provider's form, or a call has no id or no name.
    pub fn calls(&self, response: &Value) -> Result<Vec<ToolCall>, Malformed> {
        let mut calls = call::calls(self.provider, response)?;
        for call in &mut calls {
            if let Some(entry) = self.entries.get(&call.offered) {
                entry.tool.name().clone_into(&mut call.name);
            }
        }
        Ok(calls)
    }

    /// The arguments of a call as the tool takes them, in JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArguments`](crate::ErrorKind::InvalidArguments) when they are no JSON object, or name a
    /// member twice.
    pub fn arguments(&self, call: &ToolCall) -> Result<Value, ToolError> {
        let map = match &call.arguments {
            Sent::Object(map) => map.clone(),
            Sent::Text(text) => parse(text)?,
        };
        let value = Value::Object(map);
        Ok(match self.entries.get(&call.offered) {
            Some(entry) => restore(self.provider, &entry.shape, value),
            None => value,
        })
    }

    /// The call as a request, for a host that has layers (quota, approval, audit) around [`dispatch`]. Make an
    /// [`Answer`] from what they answer.
    ///
    /// # Errors
    ///
    /// When the arguments are no JSON object, or name a member twice.
    pub fn request(&self, call: &ToolCall, mut context: Context) -> Result<Request, ToolError> {
        let name = self.tool(call).map_or(call.name.as_str(), ToolRef::name);
        // With a token the call may report its progress, if the host's context says where to.
        let meta = json!({ "progressToken": 0 });
        let params = json!({ "name": name, "arguments": self.arguments(call)?, "_meta": meta });
        let body = json!({ "jsonrpc": "2.0", "id": 0, "method": CALL_TOOL, "params": params }).to_string();
        let Ok(Message::Request(envelope)) = Message::parse(&Bytes::from(body)) else {
            return Err(ToolError::internal("the call makes no request"));
        };
        // The plainest result that has everything: what comes after it speaks of clients and caches.
        context.set_protocol_version(ProtocolVersion::V2025_11_25);
        let refused =
            |error: crate::wire::jsonrpc::RpcError| ToolError::invalid_arguments(error.message().to_owned());
        let params = Params::parse(&envelope).and_then(Params::validate).map_err(refused)?;
        self.server.decode(&envelope, params, context).map_err(refused)
    }

    /// Makes a call. A tool that fails, does not exist or is hidden gives an answer that says so.
    ///
    /// Calls of one turn may be made at once, with `join_all` or the like. Dropping the future cancels the call. Progress
    /// goes to the [sink](Context::with_progress_sink) of the context, and questions to its
    /// [user](Context::with_user), if it has them.
    pub async fn run(&self, call: &ToolCall, context: Context) -> Answer {
        match self.request(call, context) {
            Ok(request) => match dispatch(request).await {
                Ok(response) => Answer::from(&response),
                Err(error) => error.into(),
            },
            Err(error) => error.into(),
        }
    }

    /// The messages (`input` items, `contents`) with the answers to all calls of one turn. They follow the
    /// [turn](Self::turn).
    ///
    /// OpenAI has no flag for failure: the text says it. Pictures are shown to Anthropic's models; others are told that
    /// there is one.
    #[must_use]
    pub fn messages(&self, answers: &[(ToolCall, Answer)]) -> Vec<Value> {
        answer::messages(self.provider, answers)
    }
}

/// Reads arguments that are JSON in a string. Some models put them in a second one.
fn parse(text: &str) -> Result<Map<String, Value>, ToolError> {
    let refused = |why: &dyn std::fmt::Display| {
        ToolError::invalid_arguments(format!("arguments: {why}"))
            .with_hint("Give the arguments as one JSON object.")
    };
    let read = |text: &str| match text.trim() {
        "" => Ok(Value::Null),
        text => {
            serde_json::from_str::<Unique>(text).map(|Unique(value)| value).map_err(|error| refused(&error))
        }
    };
    let value = match read(text)? {
        Value::String(inner) => read(&inner)?,
        value => value,
    };
    match value {
        Value::Object(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        _ => Err(refused(&"expected an object with the arguments by name")),
    }
}

fn declare(provider: Provider, name: &str, description: &str, schema: Value) -> Value {
    match provider {
        Provider::OpenAiChat { strict } => {
            let mut function = json!({ "name": name, "description": description, "parameters": schema });
            if strict {
                function["strict"] = true.into();
            }
            json!({ "type": "function", "function": function })
        }
        Provider::OpenAiResponses { strict } => json!({
            // Strict is what is assumed when nothing is said.
            "type": "function", "name": name, "description": description, "parameters": schema, "strict": strict
        }),
        Provider::Anthropic => json!({ "name": name, "description": description, "input_schema": schema }),
        Provider::Gemini => {
            let mut function = Map::new();
            function.insert("name".into(), name.into());
            function.insert("description".into(), description.into());
            // An object without members is refused.
            if schema["properties"].as_object().is_some_and(|members| !members.is_empty()) {
                function.insert("parameters".into(), schema);
            }
            function.into()
        }
    }
}
