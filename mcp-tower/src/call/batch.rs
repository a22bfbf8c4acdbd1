//! Rules of JSON-RPC batches.

use mcp_core::{Era, RpcError, jsonrpc::Envelope, protocol::Params};

/// What is said of a batch in a batch.
pub(crate) fn nested() -> RpcError {
    RpcError::invalid_request("a batch holds no batch; send its messages one after the other")
}

/// What is said of a request that stands in a batch and may not.
pub(crate) fn misplaced() -> RpcError {
    RpcError::invalid_request(
        "a batch holds neither initialize nor requests of a revision without batches; send this one by itself",
    )
}

pub(crate) fn is_modern(envelope: &Envelope) -> bool {
    Params::parse(envelope).is_ok_and(|params| params.era() == Era::Modern)
}
