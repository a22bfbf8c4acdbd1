//! MCP tools without a server: a registry, filters, and the protocol as a function from request to response. No I/O.
//!
//! - A [`Tool`] is a definition and an async function; [`tool_fn`] makes one from a closure.
//! - A [`Registry`] holds tools under distinct names; a [`Filter`] says who may see and call which.
//! - A [`Server`] reads the bytes of a message into a [`Request`]; [`dispatch`] turns that into a [`Response`], bytes
//!   again. Between the two stands whatever the host puts there: the crate `mcp-tower` has tower layers and HTTP.
//!
//! The protocol revisions 2026-07-28, 2025-11-25, 2025-06-18 and 2025-03-26 are spoken side by side, and nothing is
//! remembered between requests in any of them.
//!
//! ```
//! use mcp_core::{Context, Filter, Method, Registry, Server, ToolError, tool_fn};
//! use mcp_core::{dispatch, jsonrpc::Message, protocol::Params};
//! use schemars::JsonSchema;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct LookupOrder {
//!     /// The number on the invoice.
//!     number: u32,
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let lookup = tool_fn("lookup_order", "Looks up an order.", |args: LookupOrder| async move {
//!     match args.number {
//!         7 => Ok(serde_json::json!({ "number": 7, "paid": true })),
//!         other => Err(ToolError::not_found(format!("there is no order {other}"))),
//!     }
//! });
//! let server = Server::new(Registry::new().with(lookup.method(Method::Get).tags(["orders"]))?);
//!
//! // What a transport does with the body of a request:
//! let body = bytes::Bytes::from_static(
//!     br#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"lookup_order","arguments":{"number":7}}}"#,
//! );
//! let Ok(Message::Request(envelope)) = Message::parse(&body) else { panic!("a request") };
//! let mut request = server.decode(&envelope, Params::parse(&envelope)?, Context::new())?;
//! request.narrow(&Filter::new().methods(["read"])?); // what a layer does
//! let response = dispatch(request).await?;
//! assert_eq!(
//!     response.into_body(envelope.id()).to_bytes(),
//!     r#"{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\"number\":7,\"paid\":true}"}],"structuredContent":{"number":7,"paid":true},"isError":false}}"#
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```
//!
//! # Features
//!
//! | feature | adds |
//! | --- | --- |
//! | `testing` | `testing::TestClient`: calls a registry in process |
//! | `text` | `text`: clean text for models out of HTML mail, and HTML mail out of text |

mod context;
mod cursor;
mod dispatch;
mod filter;
pub mod jsonrpc;
pub mod lint;
pub mod protocol;
mod rate_limit;
mod registry;
mod request;
mod response;
pub mod schema;
mod server;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "text")]
pub mod text;
mod tool;
mod view;

pub use async_trait::async_trait;
pub use schemars;

pub use context::{Context, Principal, Progress, ProgressSink, TraceContext};
pub use cursor::{Cursor, MAX_CURSOR};
pub use dispatch::dispatch;
pub use filter::{Filter, FilterError, MAX_TAG};
pub use jsonrpc::RpcError;
pub use protocol::{
    Content, Era, Implementation, META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_PROTOCOL_VERSION,
    META_SERVER_INFO, ProtocolVersion, ResourceContents, UnknownVersion,
};
pub use rate_limit::{RATE_LIMIT_META, RateLimit};
pub use registry::{MAX_TOOL_NAME, Registry, RegistryError, ToolRef};
pub use request::{Call, Request};
pub use response::{Body, Response};
pub use server::{DISCOVER_TTL, LIST_TTL, Server};
pub use tool::{
    Access, Annotations, Arguments, ErrorKind, FnTool, Handler, IntoToolOutput, MAX_MENDS, Method,
    NoArguments, Tool, ToolDefinition, ToolError, ToolOutput, tool_fn,
};
pub use view::{LIST_CACHE_CAPACITY, View};
