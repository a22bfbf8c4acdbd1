//! Export of the tools of a view to a model.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{
    ExportError, MalformedResponse, Provider, ToolCall, ToolResult, adapt::adapt, call, call::Sent, name,
    restore::restore, result, schema_size, shape::Shape, write::write,
};
use crate::{
    catalogue::{registry::ToolRef, visible::View},
    handler::{context::Context, tool::HandlerError},
    serve::{dispatch::dispatch, request::Request, server::Server},
    wire::{
        jsonrpc::Message,
        protocol::{CALL_TOOL, Params, ProtocolVersion},
        strict_json::StrictJson,
    },
};

/// Tools of a view in the format of one provider, and the mapping of its calls back to the tools.
///
/// Hidden tools are not exported, and a call of a hidden tool gets the same error as that of an unknown one. One
/// export serves many requests; it does not change with the registry.
///
/// ```
/// use mcp_core::{NoArguments, Registry, HandlerError, tool_fn};
/// use mcp_core::provider::{ToolExport, Provider};
///
/// let ping = tool_fn("server.ping", "Answers.", |_: NoArguments| async { Ok::<_, HandlerError>("pong") });
/// let export = ToolExport::new(&Registry::new().with_tool(ping)?.into(), Provider::OpenAiChat { strict: true })?;
/// let function = &export.tools()[0]["function"];
/// // OpenAI allows no dot in a name, and in strict mode no object that is open or has optional members.
/// assert_eq!(function["name"], "server_ping");
/// assert_eq!(function["parameters"]["additionalProperties"], false);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ToolExport {
    provider: Provider,
    server: Server,
    tools: Value,
    /// By exported name.
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    tool: ToolRef,
    shape: Shape,
}

impl ToolExport {
    /// Exports the tools of a view in the format of a provider.
    ///
    /// # Errors
    ///
    /// If the provider would refuse the tools; see [`ExportError`].
    pub fn new(view: &View, provider: Provider) -> Result<Self, ExportError> {
        let tools: Vec<&ToolRef> = view.iter().collect();
        if let Some(most) = provider.most_tools().filter(|most| tools.len() > *most) {
            return Err(ExportError::TooManyTools { count: tools.len(), most });
        }
        let names = name::map_names(provider.tool_names(), tools.iter().map(|tool| tool.name()));
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

    /// Returns the provider.
    #[must_use]
    pub const fn provider(&self) -> Provider {
        self.provider
    }

    /// Returns the member `tools` of a request to the provider. It is an empty list if there are no tools; some
    /// providers require that the member is omitted then.
    #[must_use]
    pub const fn tools(&self) -> &Value {
        &self.tools
    }

    /// Returns the tool that a call refers to; `None` if it was not exported.
    ///
    /// Use it before running a call, for example to ask for approval if the tool's
    /// [access](crate::ToolDefinition::access) is [`Send`](crate::Access::Send).
    #[must_use]
    pub fn tool(&self, call: &ToolCall) -> Option<&ToolRef> {
        self.entries.get(&call.exported_name).map(|entry| &entry.tool)
    }

    /// Returns the model's turn as the messages (`input` items, `contents`) for the next request. They are
    /// complete: providers require their own data back, such as Gemini's thought signatures.
    ///
    /// # Errors
    ///
    /// If the response does not have the provider's form.
    pub fn turn(&self, response: &Value) -> Result<Vec<Value>, MalformedResponse> {
        call::turn(self.provider, response)
    }

    /// Returns the calls in a response, in order; none if the model has finished. A response may hold several
    /// calls, and every one needs a result.
    ///
    /// # Errors
    ///
    /// If the response does not have the provider's form, or a call has no id or no name.
    pub fn calls(&self, response: &Value) -> Result<Vec<ToolCall>, MalformedResponse> {
        let mut calls = call::calls(self.provider, response)?;
        for call in &mut calls {
            if let Some(entry) = self.entries.get(&call.exported_name) {
                entry.tool.name().clone_into(&mut call.name);
            }
        }
        Ok(calls)
    }

    /// Returns the arguments of a call as JSON, in the form that the tool expects.
    ///
    /// # Errors
    ///
    /// [`HandlerErrorKind::InvalidArguments`](crate::HandlerErrorKind::InvalidArguments) if they are not a JSON object, or repeat
    /// a member.
    pub fn arguments(&self, call: &ToolCall) -> Result<Value, HandlerError> {
        let map = match &call.arguments {
            Sent::Object(map) => map.clone(),
            Sent::Text(text) => parse(text)?,
        };
        let value = Value::Object(map);
        Ok(match self.entries.get(&call.exported_name) {
            Some(entry) => restore(self.provider, &entry.shape, value),
            None => value,
        })
    }

    /// Converts the call to a request, for a host with layers (quota, approval, audit) around [`dispatch`]. Convert
    /// the response to a [`ToolResult`].
    ///
    /// # Errors
    ///
    /// If the arguments are not a JSON object, or repeat a member.
    pub fn request(&self, call: &ToolCall, mut context: Context) -> Result<Request, HandlerError> {
        let name = self.tool(call).map_or(call.name.as_str(), ToolRef::name);
        // The token enables progress notifications, if the host's context has a sink.
        let meta = json!({ "progressToken": 0 });
        let params = json!({ "name": name, "arguments": self.arguments(call)?, "_meta": meta });
        let body = json!({ "jsonrpc": "2.0", "id": 0, "method": CALL_TOOL, "params": params }).to_string();
        let Ok(Message::Request(envelope)) = Message::parse(&Bytes::from(body)) else {
            return Err(HandlerError::internal("the call is not a request"));
        };
        // The plainest complete result: later revisions add data for clients and caches.
        context.set_protocol_version(ProtocolVersion::V2025_11_25);
        let refused = |error: crate::wire::jsonrpc::RpcError| {
            HandlerError::invalid_arguments(error.message().to_owned())
        };
        let params = Params::parse(&envelope).and_then(Params::validate).map_err(refused)?;
        self.server.decode(&envelope, params, context).map_err(refused)
    }

    /// Runs a call. A tool that fails, does not exist or is hidden gives an error result.
    ///
    /// Calls of one turn may run concurrently, for example with `join_all`. Dropping the future cancels the call.
    /// Progress goes to the [sink](Context::with_progress_sink) of the context, and elicitations to its
    /// [user](Context::with_local_user), if set.
    pub async fn run(&self, call: &ToolCall, context: Context) -> ToolResult {
        match self.request(call, context) {
            Ok(request) => match dispatch(request).await {
                Ok(response) => ToolResult::from(&response),
                Err(error) => error.into(),
            },
            Err(error) => error.into(),
        }
    }

    /// Returns the messages (`input` items, `contents`) with the results of all calls of one turn. Append them to
    /// the [turn](Self::turn).
    ///
    /// OpenAI has no error flag: the text states the error. Only Anthropic's models get images; for others the text
    /// mentions them.
    #[must_use]
    pub fn messages(&self, results: &[(ToolCall, ToolResult)]) -> Vec<Value> {
        result::messages(self.provider, results)
    }
}

/// Parses arguments that are JSON in a string. Some models encode them twice.
fn parse(text: &str) -> Result<Map<String, Value>, HandlerError> {
    let refused = |why: &dyn std::fmt::Display| {
        HandlerError::invalid_arguments(format!("arguments: {why}"))
            .with_hint("Give the arguments as one JSON object.")
    };
    let read = |text: &str| match text.trim() {
        "" => Ok(Value::Null),
        text => serde_json::from_str::<StrictJson>(text)
            .map(|StrictJson(value)| value)
            .map_err(|error| refused(&error)),
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
            // OpenAI defaults to strict mode, so the member is always written.
            "type": "function", "name": name, "description": description, "parameters": schema, "strict": strict
        }),
        Provider::Anthropic => json!({ "name": name, "description": description, "input_schema": schema }),
        Provider::Gemini => {
            let mut function = Map::new();
            function.insert("name".into(), name.into());
            function.insert("description".into(), description.into());
            // Gemini refuses an object without members.
            if schema["properties"].as_object().is_some_and(|members| !members.is_empty()) {
                function.insert("parameters".into(), schema);
            }
            function.into()
        }
    }
}
