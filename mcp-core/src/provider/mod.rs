//! Tools in the words of model providers, for agents that run in the host's own process.
//!
//! An [`Offer`] is what a model is told of a [`View`](crate::View): the `tools` of a request to OpenAI, Anthropic or
//! Gemini. It reads the [calls](ToolCall) out of what the model answers, runs them or makes them
//! [requests](crate::Request) for the host's layers, and writes the [answers](Answer) as the messages that come next.
//! No HTTP is spoken here, and a response that is streamed is put together before it is read; a loop around it is a screen
//! of code (the example `function_calling`).
//!
//! ```
//! use mcp_core::{Context, Filter, Method, Registry, ToolError, tool_fn};
//! use mcp_core::provider::{Offer, Provider};
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
//!     Ok::<_, ToolError>(json!({ "number": order.number, "paid": true }))
//! });
//! let registry = Registry::new().with(lookup.method(Method::Get))?;
//! let offer = Offer::new(&registry.view(&Filter::new().methods(["read"])?), Provider::Anthropic)?;
//! assert_eq!(offer.tools()[0]["input_schema"]["properties"]["number"]["type"], "integer");
//!
//! // What the provider answers to a request with these tools:
//! let response = json!({ "role": "assistant", "stop_reason": "tool_use", "content": [
//!     { "type": "tool_use", "id": "toolu_1", "name": "lookup_order", "input": { "number": 7 } }
//! ] });
//! let mut messages = offer.turn(&response)?;
//! let mut answers = Vec::new();
//! for call in offer.calls(&response)? {
//!     let answer = offer.run(&call, Context::new()).await;
//!     answers.push((call, answer));
//! }
//! messages.extend(offer.messages(&answers));
//! assert_eq!(messages[1]["content"][0]["tool_use_id"], "toolu_1");
//! assert_eq!(messages[1]["content"][0]["content"][0]["text"], r#"{"number":7,"paid":true}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What becomes of a schema
//!
//! Each provider reads a part of JSON Schema. What is beyond it is said in the description where it can be, and the tool
//! checks its arguments in any case, so nothing depends on the model keeping to it:
//!
//! * references are put in place; one that leads into itself stands for anything;
//! * a place that the provider has no words for (a map with free keys, a value of any type) is a text that holds JSON, of
//!   a schema that the description tells, and is parsed on the way back;
//! * in OpenAI's strict mode every member is required and may be null; on the way back, a null that stands for an absent
//!   member goes. A tool to which null means something should be offered without strict mode;
//! * names that the provider does not take are bent, and changed back in the call.
//!
//! What cannot be bent is a [`Misfit`].

mod adapt;
mod answer;
mod call;
mod name;
mod offer;
mod restore;
mod schema_size;
mod shape;
mod unsupported;
mod write;

pub use answer::Answer;
pub use call::{Malformed, ToolCall};
pub use offer::Offer;
pub use unsupported::Misfit;

/// The most tools in one request that OpenAI and Gemini take
/// (<https://platform.openai.com/docs/api-reference/chat/create>,
/// <https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling>).
pub const MAX_TOOLS: usize = 128;
/// The most properties in one schema of OpenAI's strict mode
/// (<https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas>).
pub const STRICT_MAX_PROPERTIES: usize = 5_000;
/// The most enum values in one schema of OpenAI's strict mode (same source).
pub const STRICT_MAX_VALUES: usize = 1_000;
/// The most characters that the property names and enum values of one schema have together in OpenAI's strict mode
/// (same source).
pub const STRICT_MAX_NAMES: usize = 120_000;
/// How many values make an enum of OpenAI's strict mode a long one (same source).
pub const STRICT_LONG_ENUM: usize = 250;
/// The most characters that the values of a longer enum have together in OpenAI's strict mode (same source).
pub const STRICT_MAX_LONG_ENUM: usize = 15_000;

/// Whose words a tool is offered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// Chat Completions, as OpenAI and the many servers that speak like it have them
    /// (<https://developers.openai.com/api/docs/guides/function-calling>).
    OpenAiChat {
        /// Whether the model is held to the schema; not every server that speaks like OpenAI knows it.
        strict: bool,
    },
    /// OpenAI's Responses (<https://developers.openai.com/api/docs/guides/migrate-to-responses>).
    OpenAiResponses {
        /// Whether the model is held to the schema.
        strict: bool,
    },
    /// Anthropic's Messages (<https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools>), without its
    /// strict mode: that takes 20 tools and 24 optional arguments in a request
    /// (<https://platform.claude.com/docs/en/build-with-claude/structured-outputs>), which a desk soon has more of.
    Anthropic,
    /// Gemini's `generateContent` (<https://ai.google.dev/gemini-api/docs/function-calling>).
    Gemini,
}

impl Provider {
    const fn is_strict(self) -> bool {
        matches!(self, Self::OpenAiChat { strict: true } | Self::OpenAiResponses { strict: true })
    }

    /// Whether an object can have only the members that its schema names.
    const fn is_closed(self) -> bool {
        self.is_strict() || matches!(self, Self::Gemini)
    }

    /// The most tools in one request, where the provider says so.
    const fn most_tools(self) -> Option<usize> {
        match self {
            Self::OpenAiChat { .. } | Self::OpenAiResponses { .. } | Self::Gemini => Some(MAX_TOOLS),
            Self::Anthropic => None,
        }
    }

    /// Gemini takes more signs in a declaration than in the call that names it
    /// (<https://ai.google.dev/api/caching#FunctionCall>).
    const fn tool_names(self) -> name::Rule {
        name::Rule { signs: "-", word: matches!(self, Self::Gemini) }
    }

    /// Gemini documents it (<https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling>),
    /// Anthropic says it when it refuses a name (<https://github.com/beautyfree/appstore-connect-mcp/issues/2>).
    const fn member_names(self) -> name::Rule {
        match self {
            Self::Gemini => name::Rule { signs: "", word: true },
            _ => name::Rule { signs: ".-", word: false },
        }
    }
}
