//! A registry of MCP tools that is no server yet: protocol types, filters, dispatch. No I/O.
//!
//! Tools go into a [`Registry`]; a [`Filter`] says who sees which; a [`Server`] turns the bytes of a message into a
//! [`Request`], and [`dispatch`] turns that into a [`Response`]. Between the two stands whatever the host puts there:
//! the crate `mcp-tower` has tower layers and the HTTP side.

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
