//! Validation of a request's grant.

use http::{Extensions, StatusCode};
use mcp_core::{Filter, Grant, Principal, RpcError};

use super::refusal::Refusal;

/// Refuses a request whose grant has expired.
///
/// Refuses a filter beside a grant, and a principal without one, too. They come from a host that does not use
/// grants, and ignoring the filter would make all items visible to the caller.
pub(crate) fn authorize(extensions: &Extensions) -> Result<(), Refusal> {
    let grant = extensions.get::<Grant>();
    if extensions.get::<Filter>().is_some() || (grant.is_none() && extensions.get::<Principal>().is_some()) {
        tracing::error!(
            "an outer layer inserted a Filter or a Principal without a Grant; insert a mcp_core::Grant that contains both"
        );
        let error = RpcError::internal(
            "the authentication of this server is misconfigured; report it to its operator",
        );
        return Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, error));
    }
    if grant.is_some_and(Grant::has_expired) {
        tracing::debug!("grant expired");
        return Err(Refusal::plain(StatusCode::UNAUTHORIZED, "the grant has expired; authenticate again"));
    }
    Ok(())
}
