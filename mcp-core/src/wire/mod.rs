//! The lowest floor: JSON-RPC and the types of the protocol, as they stand on the wire.

pub mod jsonrpc;
pub(crate) mod log;
pub mod protocol;
pub(crate) mod rate_limit;
pub(crate) mod resource_definition;
pub(crate) mod strict_json;
pub(crate) mod trace;
