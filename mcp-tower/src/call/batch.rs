//! Validation of JSON-RPC batches.

use mcp_core::{Lifecycle, RpcError, protocol::Params};

/// Returns the error for a batch inside a batch.
pub(crate) fn nested() -> RpcError {
    RpcError::invalid_request("the batch contains another batch; send its messages in one batch")
}

/// Returns the error for a request that is not allowed in a batch.
pub(crate) fn misplaced() -> RpcError {
    RpcError::invalid_request(
        "the batch contains initialize or a request of a revision without batches; send it by itself",
    )
}

/// True for a request of 2026-07-28.
pub(crate) fn is_stateless(params: &Result<Params, RpcError>) -> bool {
    params.as_ref().is_ok_and(|params| params.lifecycle() == Lifecycle::Stateless)
}
