//! The grant of a request.

use http::{Extensions, StatusCode};
use mcp_core::{Filter, Grant, Principal, RpcError};

use super::refusal::Refusal;

/// Refuses a request whose grant has expired.
///
/// A filter beside a grant, and a principal without one, come from a host that says so in another way than this release
/// reads. Ignoring the filter would show its caller everything, so such a request is refused as well.
pub(crate) fn authorize(extensions: &Extensions) -> Result<(), Refusal> {
    let grant = extensions.get::<Grant>();
    if extensions.get::<Filter>().is_some() || (grant.is_none() && extensions.get::<Principal>().is_some()) {
        tracing::error!(
            "a request has a Filter or a Principal among its extensions: put both into a mcp_core::Grant"
        );
        let error = RpcError::internal("the authentication of this server is not set up");
        return Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, error));
    }
    if grant.is_some_and(Grant::has_expired) {
        tracing::debug!("grant expired");
        return Err(Refusal::plain(StatusCode::UNAUTHORIZED, "the grant has expired; authenticate again"));
    }
    Ok(())
}
