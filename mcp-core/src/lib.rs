//! MCP server core without I/O: registry, filters, and dispatch of requests to responses.
//!
//! - A [`Tool`] is a definition and an async function; [`tool_fn`] makes one from a closure. So are a [`Prompt`]
//!   ([`prompt_fn`]), a [`Resource`] ([`resource_fn`]) and a [`ResourceTemplate`] ([`template_fn`]).
//! - A [`Registry`] holds them under unique names and URIs; a [`Filter`] restricts what a caller sees and uses.
//! - A [`Server`] reads the bytes of a message into a [`Request`]; [`dispatch`] turns that into a [`Response`], bytes
//!   again. The host puts its layers between the two; the crate `mcp-tower` has tower layers and HTTP.
//! - A `provider::ToolExport` converts the same tools to the format of OpenAI, Anthropic or Gemini, for an agent in
//!   the host's own process (feature `provider`).
//!
//! The protocol revisions 2026-07-28, 2025-11-25, 2025-06-18 and 2025-03-26 are served side by side. All of them
//! are stateless: nothing is kept between requests.
//!
//! ```
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! # #[cfg(feature = "testing")] #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use mcp_core::{Filter, ToolMethod, Registry, HandlerError, testing::TestClient, tool_fn};
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
//!         other => Err(HandlerError::not_found(format!("there is no order {other}"))),
//!     }
//! });
//! let cancel = tool_fn("cancel_order", "Cancels an order.", |_: Order| async { Ok::<_, HandlerError>(()) });
//! let tools = Registry::new().with_tool(lookup.method(ToolMethod::Get))?.with_tool(cancel.method(ToolMethod::Delete))?;
//!
//! let client = TestClient::new(tools).filter(&Filter::new().methods(["read"])?);
//! assert_eq!(client.tool_names().await?, ["lookup_order"]);
//! let order = client.call_tool("lookup_order", json!({ "number": 7 })).await?;
//! assert_eq!(order.structured(), Some(&json!({ "number": 7, "paid": true })));
//! // A hidden tool gets the same error as an unknown one.
//! assert!(client.call_tool("cancel_order", json!({ "number": 7 })).await.is_err());
//! # Ok(()) }
//! ```
//!
//! [`Server`] shows how a transport handles the bytes of a request.
//!
//! # Limits
//!
//! | limit | default | set with | beyond it |
//! | --- | --- | --- | --- |
//! | length of a requested URI | 8 KiB | [`Server::max_uri`] | unknown resource |
//! | values of a completion | 100 | [`Server::max_completions`], not higher | dropped, `hasMore` is set |
//! | progress token | 1 KiB | [`Server::max_progress_token`] | error; ignored in `initialize` revisions |
//! | data of a log message | 16 KiB | [`Server::max_log_data`] | cut |
//! | open requests to the client in one call | 16 | [`Server::max_client_requests`] | not sent |
//! | request state | 64 KiB | [`Server::max_request_state`] | refused without decoding, or an error |
//! | lifetime of a request state | 10 min | [`Server::request_state_ttl`] | expired |
//! | subscribed resources per stream | 64 | [`Server::max_subscribed_resources`] | refused |
//! | TTL of `server/discover` and of lists | 1 h, 5 min | [`Server::discover_ttl`], [`Server::list_ttl`] | clients request it again |
//! | TTL of resource contents | 0 | [`Server::read_ttl`], [`ResourceOutput::with_ttl`] | clients read it again |
//! | page size of a list | the whole list | [`Server::page_size`] | next page |
//! | list cache of a registry | 256 filters | [`Registry::list_cache`] | lists are written again |
//! | cursor | 16 KiB | [`Cursor::max`] | refused without decoding |
//!
//! Other limits have no setter. The protocol or another standard defines the length of a tool name (128 characters,
//! refused by the registry), of a trace state (512 B, ignored beyond) and of baggage (8 KiB, ignored beyond). Limits on
//! the host's own definitions catch mistakes: URI templates (2 KiB, 16 variables), tags (128 characters), keys of
//! client requests (64 bytes). Messages and hints of tool errors lose their middle beyond 4,000 characters. Coercion of
//! arguments stops at 32 values and 16 levels; values beyond are refused.
//!
//! The transport limits the size of a request and the duration of a call.
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `provider` | `provider`: exports tools in the formats of OpenAI, Anthropic and Gemini |
//! | `testing` | `testing::TestClient`: calls a registry in process |

#![cfg_attr(docsrs, feature(doc_cfg))]

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

pub use catalogue::filter::{Filter, FilterError};
pub use catalogue::grant::Grant;
pub use catalogue::registry::{PromptRef, Registry, RegistryError, ResourceRef, TemplateRef, ToolRef};
pub use catalogue::visible::View;
pub use handler::client_features::{
    ClientConnection, ClientRequestError, InvalidRequestStateKey, RequestStateKey,
};
pub use handler::completion::{Completion, CompletionRequest, CompletionTarget};
pub use handler::context::{Context, Principal, Progress, ProgressSink};
pub use handler::cursor::Cursor;
pub use handler::function::{Handler, IntoOutput};
pub use handler::prompt::{
    FnPrompt, Prompt, PromptArgument, PromptDefinition, PromptMessage, PromptOutput, prompt_fn,
};
pub use handler::resource::{
    FnResource, FnTemplate, Resource, ResourceOutput, ResourceTemplate, TemplateDefinition, UriTemplate,
    UriTemplateError, resource_fn, template_fn,
};
pub use handler::tool::{
    Access, Annotations, Arguments, FnTool, HandlerError, HandlerErrorKind, NoArguments, Tool,
    ToolDefinition, ToolMethod, ToolOutput, tool_fn,
};
pub use handler::{client_features, schema};
pub use serve::dispatch::dispatch;
pub use serve::request::{Request, RequestKind, Started};
pub use serve::response::{Body, Response};
pub use serve::server::Server;
pub use serve::subscription::{ListKind, Subscription, SubscriptionFilter, resource_updated};
pub use wire::jsonrpc::RpcError;
pub use wire::log::{Level, LogMessage, LogSink, UnknownLevel};
pub use wire::protocol::{
    Content, ContentAnnotations, Icon, IconTheme, Implementation, Lifecycle, META_CLIENT_CAPABILITIES,
    META_CLIENT_INFO, META_PROTOCOL_VERSION, META_SERVER_INFO, ProtocolVersion, ResourceContents, Role,
    UnknownVersion,
};
pub use wire::resource_definition::ResourceDefinition;
pub use wire::strict_json::StrictJson;
pub use wire::trace::TraceContext;
pub use wire::upstream_rate_limit::{RATE_LIMIT_META, UpstreamRateLimit};
pub use wire::{jsonrpc, protocol};

#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../README.md")]
struct Readme;
