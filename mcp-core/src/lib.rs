//! MCP without a server: a registry of tools, prompts and resources, filters, and the protocol as a function from request to
//! response. No I/O.
//!
//! - A [`Tool`] is a definition and an async function; [`tool_fn`] makes one from a closure. So are a [`Prompt`]
//!   ([`prompt_fn`]), a [`Resource`] ([`resource_fn`]) and a [`ResourceTemplate`] ([`template_fn`]).
//! - A [`Registry`] holds them under distinct names and URIs; a [`Filter`] says who may see and use which.
//! - A [`Server`] reads the bytes of a message into a [`Request`]; [`dispatch`] turns that into a [`Response`], bytes
//!   again. Between the two stands whatever the host puts there: the crate `mcp-tower` has tower layers and HTTP.
//! - A `provider::Offer` puts the same tools into the words of OpenAI, Anthropic or Gemini, for an agent that runs in
//!   the host's own process (feature `provider`).
//!
//! The protocol revisions 2026-07-28, 2025-11-25, 2025-06-18 and 2025-03-26 are spoken side by side, and nothing is
//! remembered between requests in any of them.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use mcp_core::{Filter, Method, Registry, ToolError, testing::TestClient, tool_fn};
//! use mcp_core::schemars::{self, JsonSchema};
//! use serde_json::json;
//!
//! #[derive(serde::Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct Order {
//!     /// The number on the invoice.
//!     number: u32,
//! }
//!
//! let lookup = tool_fn("lookup_order", "Looks up an order.", |order: Order| async move {
//!     match order.number {
//!         7 => Ok(json!({ "number": 7, "paid": true })),
//!         other => Err(ToolError::not_found(format!("there is no order {other}"))),
//!     }
//! });
//! let cancel = tool_fn("cancel_order", "Cancels an order.", |_: Order| async { Ok::<_, ToolError>(()) });
//! let tools = Registry::new().with(lookup.method(Method::Get))?.with(cancel.method(Method::Delete))?;
//!
//! let client = TestClient::new(tools).with_filter(&Filter::new().methods(["read"])?);
//! assert_eq!(client.tool_names().await?, ["lookup_order"]);
//! let order = client.call_tool("lookup_order", json!({ "number": 7 })).await?;
//! assert_eq!(order.structured(), Some(&json!({ "number": 7, "paid": true })));
//! // What the filter hides answers like what does not exist.
//! assert!(client.call_tool("cancel_order", json!({ "number": 7 })).await.is_err());
//! # Ok(()) }
//! ```
//!
//! [`Server`] shows what a transport does with the bytes of a request.
//!
//! # Limits
//!
//! | limit | default | set with | what is beyond it |
//! | --- | --- | --- | --- |
//! | [`MAX_URI`] | 8 KiB | [`Server::max_uri`] | is an unknown resource |
//! | [`MAX_COMPLETIONS`] | 100 values | [`Server::max_completions`], not higher | is left out of an answer, which says so |
//! | [`protocol::MAX_PROGRESS_TOKEN`] | 1,024 bytes | [`Server::max_progress_token`] | is an error, in older revisions as good as none |
//! | [`MAX_LOG_DATA`] | 16 KiB | [`Server::max_log_data`] | is cut |
//! | [`ask::MAX_QUESTIONS`] | 16 at once | [`Server::max_questions`] | is not asked |
//! | [`ask::MAX_REQUEST_STATE`] | 64 KiB | [`Server::max_request_state`] | is refused unread, or an error |
//! | [`ask::STATE_TTL`] | 10 min | [`Server::state_ttl`] | has expired |
//! | [`MAX_SUBSCRIBED_RESOURCES`] | 64 per stream | [`Server::max_subscribed_resources`] | is refused |
//! | [`DISCOVER_TTL`], [`LIST_TTL`] | 1 h, 5 min | [`Server::discover_ttl`], [`Server::list_ttl`] | is asked for again |
//! | [`READ_TTL`] | 0 | [`Server::read_ttl`], [`ResourceOutput::with_ttl`] | is read again |
//! | size of a page of a list | all of it | [`Server::page_size`] | is on the next page |
//! | [`LIST_CACHE_CAPACITY`] | 256 filters per registry | [`Registry::list_cache`] | has its lists written anew |
//! | [`MAX_CURSOR`] | 16 KiB | [`Cursor::max`] | is refused unread |
//!
//! Others have no setter. The protocol or another standard sets [`MAX_TOOL_NAME`] (128 characters, refused by the
//! registry), [`MAX_TRACE_STATE`] and [`MAX_BAGGAGE`] (512 B and 8 KiB, left out). Those of what a host itself writes are
//! there to find slips: [`MAX_TEMPLATE`] and [`MAX_VARIABLES`] (2 KiB, 16 variables), [`MAX_TAG`] (128 characters),
//! [`ask::MAX_KEY`] (64 bytes). [`MAX_MENDS`] and [`MAX_MEND_DEPTH`] (32 values, 16 levels) bound how far arguments are
//! mended; what is beyond them is refused as it stands.
//!
//! The size of a request and the time of a call are the transport's to limit.
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `provider` | `provider`: the tools of a registry in the words of OpenAI, Anthropic and Gemini |
//! | `testing` | `testing::TestClient`: calls a registry in process |

mod catalogue;
mod handler;
pub mod lint;
#[cfg(feature = "provider")]
pub mod provider;
mod serve;
#[cfg(feature = "testing")]
pub mod testing;
mod wire;

pub use async_trait::async_trait;
pub use schemars;

pub use catalogue::filter::{Filter, FilterError, MAX_TAG};
pub use catalogue::registry::{
    MAX_TOOL_NAME, PromptRef, Registry, RegistryError, ResourceRef, TemplateRef, ToolRef,
};
pub use catalogue::visible::{LIST_CACHE_CAPACITY, View};
pub use handler::client_features::{AskError, InvalidStateKey, Peer, StateKey};
pub use handler::completion::{Completion, CompletionRequest, CompletionTarget, MAX_COMPLETIONS};
pub use handler::context::{Context, Principal, Progress, ProgressSink};
pub use handler::cursor::{Cursor, MAX_CURSOR};
pub use handler::function::Responder;
pub use handler::prompt::{
    FnPrompt, Prompt, PromptArgument, PromptDefinition, PromptMessage, PromptOutput, prompt_fn,
};
pub use handler::resource::{
    FnResource, FnTemplate, MAX_TEMPLATE, MAX_URI, MAX_VARIABLES, Resource, ResourceOutput, ResourceTemplate,
    TemplateDefinition, UriTemplate, UriTemplateError, resource_fn, template_fn,
};
pub use handler::tool::{
    Access, Annotations, Arguments, ErrorKind, FnTool, Handler, IntoToolOutput, MAX_MEND_DEPTH, MAX_MENDS,
    Method, NoArguments, Tool, ToolDefinition, ToolError, ToolOutput, tool_fn,
};
pub use handler::{client_features as ask, schema};
pub use serve::dispatch::dispatch;
pub use serve::request::{Call, Request, Started};
pub use serve::response::{Body, Response};
pub use serve::server::{DISCOVER_TTL, LIST_TTL, READ_TTL, Server};
pub use serve::subscription::{
    ListKind, MAX_SUBSCRIBED_RESOURCES, Subscription, SubscriptionFilter, resource_updated,
};
pub use wire::jsonrpc::RpcError;
pub use wire::log::{Level, LogMessage, LogSink, MAX_LOG_DATA, UnknownLevel};
pub use wire::protocol::{
    Content, ContentAnnotations, Era, Icon, IconTheme, Implementation, META_CLIENT_CAPABILITIES,
    META_CLIENT_INFO, META_PROTOCOL_VERSION, META_SERVER_INFO, ProtocolVersion, ResourceContents, Role,
    UnknownVersion,
};
pub use wire::rate_limit::{RATE_LIMIT_META, RateLimit};
pub use wire::resource_definition::ResourceDefinition;
pub use wire::strict_json::Unique;
pub use wire::trace::{MAX_BAGGAGE, MAX_TRACE_STATE, TraceContext};
pub use wire::{jsonrpc, protocol};
