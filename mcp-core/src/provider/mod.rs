//! Exports tools in the formats of model providers, for agents in the host's own process.
//!
//! An [`ToolExport`] describes a [`View`](crate::View) to a model: it holds the `tools` of a request to OpenAI,
//! Anthropic or Gemini. It reads the [calls](ToolCall) from the model's response, runs them or converts them to
//! [requests](crate::Request) for the host's layers, and writes the [results](ToolResult) as the next messages. It does
//! no HTTP. A streamed response must be assembled first. An agent loop takes about 50 lines; see the example
//! `function_calling`.
//!
//! ```
//! use mcp_core::{Context, Filter, ToolMethod, Registry, HandlerError, tool_fn};
//! use mcp_core::provider::{ToolExport, Provider};
//! use mcp_core::schemars::{self, JsonSchema};
//! use serde_json::json;
//!
//! #[derive(serde::Deserialize, JsonSchema)]
//! struct Order {
//!     /// The number on the invoice.
//!     number: u32,
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let lookup = tool_fn("lookup_order", "Looks up an order.", |order: Order| async move {
//!     Ok::<_, HandlerError>(json!({ "number": order.number, "paid": true }))
//! });
//! let registry = Registry::new().with_tool(lookup.method(ToolMethod::Get))?;
//! let export = ToolExport::new(&registry.view(&Filter::new().methods(["read"])?), Provider::Anthropic)?;
//! assert_eq!(export.tools()[0]["input_schema"]["properties"]["number"]["type"], "integer");
//!
//! // The provider's response to a request with these tools:
//! let response = json!({ "role": "assistant", "stop_reason": "tool_use", "content": [
//!     { "type": "tool_use", "id": "toolu_1", "name": "lookup_order", "input": { "number": 7 } }
//! ] });
//! let mut messages = export.turn(&response)?;
//! let mut results = Vec::new();
//! for call in export.calls(&response)? {
//!     let result = export.run(&call, Context::new()).await;
//!     results.push((call, result));
//! }
//! messages.extend(export.messages(&results));
//! assert_eq!(messages[1]["content"][0]["tool_use_id"], "toolu_1");
//! assert_eq!(messages[1]["content"][0]["content"][0]["text"], r#"{"number":7,"paid":true}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Conversion of schemas
//!
//! Each provider supports a part of JSON Schema. Other keywords are stated in the description where possible. Tools
//! validate their arguments in any case, so nothing depends on the model following them:
//!
//! * References are inlined. A recursive reference allows any value.
//! * A schema that the provider does not support (a map with free keys, a value of any type) becomes a text that
//!   holds JSON. The description states its schema, and the text is parsed when the call is read.
//! * OpenAI's strict mode requires every member and makes optional ones nullable. When the call is read, a null for
//!   an optional member is removed. If null has a meaning to a tool, export it without strict mode.
//! * Names that the provider does not accept are changed, and restored when the call is read.
//!
//! A schema that cannot be converted is an [`ExportError`].

mod adapt;
mod call;
mod export;
mod name;
mod restore;
mod result;
mod schema_size;
mod shape;
mod unsupported;
mod write;

pub use call::{MalformedResponse, ToolCall};
pub use export::ToolExport;
pub use result::ToolResult;
pub use unsupported::ExportError;

/// Maximum number of tools in one request to OpenAI and Gemini
/// (<https://platform.openai.com/docs/api-reference/chat/create>,
/// <https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling>).
pub(crate) const MAX_TOOLS: usize = 128;
/// Maximum number of properties in one schema of OpenAI's strict mode
/// (<https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas>).
pub(crate) const STRICT_MAX_PROPERTIES: usize = 5_000;
/// Maximum number of enum values in one schema of OpenAI's strict mode (same source).
pub(crate) const STRICT_MAX_VALUES: usize = 1_000;
/// Maximum total length of the property names and enum values of one schema in OpenAI's strict mode, in characters
/// (same source).
pub(crate) const STRICT_MAX_NAMES: usize = 120_000;
/// Number of values above which an enum counts as long in OpenAI's strict mode (same source).
pub(crate) const STRICT_LONG_ENUM: usize = 250;
/// Maximum total length of the values of a long enum in OpenAI's strict mode, in characters (same source).
pub(crate) const STRICT_MAX_LONG_ENUM: usize = 15_000;

/// Format of a model provider for the exported tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// Chat Completions of OpenAI and of compatible servers
    /// (<https://developers.openai.com/api/docs/guides/function-calling>).
    OpenAiChat {
        /// Enforces the schema. Not every compatible server supports it.
        strict: bool,
    },
    /// Responses API of OpenAI (<https://developers.openai.com/api/docs/guides/migrate-to-responses>).
    OpenAiResponses {
        /// Enforces the schema.
        strict: bool,
    },
    /// Messages API of Anthropic (<https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools>),
    /// without its strict mode, which allows only 20 tools and 24 optional arguments in a request
    /// (<https://platform.claude.com/docs/en/build-with-claude/structured-outputs>).
    Anthropic,
    /// `generateContent` of Gemini (<https://ai.google.dev/gemini-api/docs/function-calling>).
    Gemini,
}

impl Provider {
    const fn is_strict(self) -> bool {
        matches!(self, Self::OpenAiChat { strict: true } | Self::OpenAiResponses { strict: true })
    }

    /// Returns `true` if objects can have only the members that their schema names.
    const fn is_closed(self) -> bool {
        self.is_strict() || matches!(self, Self::Gemini)
    }

    /// Returns the maximum number of tools in one request, if the provider documents one.
    const fn most_tools(self) -> Option<usize> {
        match self {
            Self::OpenAiChat { .. } | Self::OpenAiResponses { .. } | Self::Gemini => Some(MAX_TOOLS),
            Self::Anthropic => None,
        }
    }

    /// Gemini allows more characters in a declaration than in a call
    /// (<https://ai.google.dev/api/caching#FunctionCall>).
    const fn tool_names(self) -> name::Rule {
        name::Rule { signs: "-", word: matches!(self, Self::Gemini) }
    }

    /// Gemini documents the rule
    /// (<https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling>). Anthropic
    /// states it in its error (<https://github.com/beautyfree/appstore-connect-mcp/issues/2>).
    const fn member_names(self) -> name::Rule {
        match self {
            Self::Gemini => name::Rule { signs: "", word: true },
            _ => name::Rule { signs: ".-", word: false },
        }
    }
}
