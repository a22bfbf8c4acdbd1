//! Invented vendor for examples and tests.

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use crate::{
    error::ApiError,
    rate_limit::{self, RateLimit},
    vendor::{CredentialHeader, Vendor},
};

/// An API at `https://api.acme.example` with a bearer token, JSON, errors `{"message": …}`, and the headers
/// `x-acme-limit` and `x-acme-remaining`. Every `{name}.acme.example` is its host as well. `alt:…` is an alias for
/// an id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // It has no settings.
pub struct Acme;

impl Vendor for Acme {
    const NAME: &'static str = "Acme";
    const CREDENTIAL: CredentialHeader = CredentialHeader::bearer("API token");
    const USER_AGENT: &'static str = "acme-client/1.0";

    fn base_url(&self) -> &str {
        "https://api.acme.example"
    }

    fn owns_host(host: &str) -> bool {
        host.strip_suffix(".acme.example").is_some_and(|name| !name.is_empty() && !name.contains('.'))
    }

    fn is_alias(id: &str) -> bool {
        id.starts_with("alt:")
    }

    fn read_error(response: &Response<Bytes>) -> Option<ApiError> {
        let body: serde_json::Value = serde_json::from_slice(response.body()).ok()?;
        Some(ApiError::new().message(body.get("message")?.as_str()?))
    }

    fn rate_limit(status: StatusCode, headers: &HeaderMap, _: &[u8]) -> Option<RateLimit> {
        let mut limit = RateLimit {
            limit: rate_limit::number(headers, "x-acme-limit"),
            remaining: rate_limit::number(headers, "x-acme-remaining"),
            ..RateLimit::default()
        };
        if status == StatusCode::TOO_MANY_REQUESTS {
            limit.retry_after = rate_limit::retry_after(headers);
        }
        (limit != RateLimit::default() || status == StatusCode::TOO_MANY_REQUESTS).then_some(limit)
    }
}

/// Clerk in whose name a tool acts at Acme. The host puts it into the context of the call.
#[cfg(feature = "mcp")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // A number is all there is to it.
pub struct Clerk(pub u64);

#[cfg(feature = "mcp")]
impl crate::mcp::ToolVendor for Acme {
    type Settings = ();
    const PAGE_FIELDS: &'static [&'static str] = &["offset"];
    const HOST_FIELDS: &'static [&'static str] = &["clerk_id"];

    fn host_field(
        context: &mcp_core::Context,
        _: &str,
    ) -> Result<Option<serde_json::Value>, mcp_core::HandlerError> {
        Ok(context.extensions().get::<Clerk>().map(|clerk| clerk.0.into()))
    }
}
