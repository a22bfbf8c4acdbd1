//! Wire floor: JSON-RPC and protocol types. The first of four floors.

pub mod jsonrpc;
pub(crate) mod log;
pub(crate) mod members;
pub mod protocol;
pub(crate) mod resource_definition;
pub(crate) mod strict_json;
pub(crate) mod trace;
pub(crate) mod upstream_rate_limit;
