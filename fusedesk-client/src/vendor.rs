//! Vendor implementation of FuseDesk: URL of an app, errors, rate limit.

mod app;
mod failure;
mod php;

use std::fmt;

use bytes::Bytes;
use client_core::{
    ApiError, CredentialHeader, Encoding, ErrorKind, RateLimit, Vendor, rate_limit, redacted_url,
};
use http::{HeaderMap, Method, Response, StatusCode};

use crate::{ClientBuilder, Error};

/// Header with the hourly limit of calls (<https://documenter.getpostman.com/view/11014835/SztBc8ix>).
pub const USAGE_LIMIT: &str = "x-fusedesk-usage-limit";

/// Header with the remaining calls of the hour. The vendor documents its existence only; the name follows that of
/// [`USAGE_LIMIT`].
pub const USAGE_REMAINING: &str = "x-fusedesk-usage-remaining";

/// App of FuseDesk: the target of a client's calls.
///
/// ```
/// use fusedesk_client::FuseDesk;
///
/// // A pasted URL works as well.
/// let desk = FuseDesk::app("https://acme.fusedesk.com/app/")?;
/// assert_eq!(desk, FuseDesk::app("Acme")?);
/// assert!(FuseDesk::app("https://example.com").is_err());
/// # Ok::<(), fusedesk_client::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FuseDesk {
    base_url: String,
}

impl fmt::Debug for FuseDesk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FuseDesk").field("base_url", &redacted_url(&self.base_url)).finish()
    }
}

impl FuseDesk {
    /// Selects the app by name, which is the first part of its host: `acme` of `https://acme.fusedesk.com`.
    ///
    /// Also accepts the whole URL with any path, and the URL of the app at Infusionsoft, which has the same name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] when the text names no app. The message describes the valid forms and does not
    /// repeat the text, which may be a key pasted in the wrong place.
    pub fn app(text: impl AsRef<str>) -> Result<Self, Error> {
        let name = app::name(text.as_ref()).map_err(Error::invalid)?;
        Ok(Self { base_url: format!("https://{name}.fusedesk.com") })
    }

    /// Selects another base URL, in front of `/api/v1`: a test server, or a proxy. It is validated when the client is
    /// built.
    pub fn base_url(url: impl Into<String>) -> Self {
        Self { base_url: url.into() }
    }

    /// Creates a client of the app with the default stack and this API key. An administrator creates keys at
    /// `https://acme.fusedesk.com/app/#apikeys`.
    ///
    /// # Errors
    ///
    /// When the key cannot be sent in a header, or the transport cannot be set up.
    #[cfg(feature = "client")]
    pub fn client(self, key: impl Into<client_core::Secret>) -> Result<crate::Client, Error> {
        self.builder().credential(key).build()
    }

    /// Returns a builder for key, timeouts, layers and transport of a client of the app.
    pub fn builder(self) -> ClientBuilder {
        ClientBuilder::new(self)
    }
}

impl Vendor for FuseDesk {
    const NAME: &'static str = "FuseDesk";
    // The vendor's own programs send the key in this header. Only third parties mention `Authorization: Bearer`.
    const CREDENTIAL: CredentialHeader = CredentialHeader::plain("x-fusedesk-api-key", "API key");
    const USER_AGENT: &'static str = concat!("fusedesk-client/", env!("CARGO_PKG_VERSION"));
    const ENCODING: Encoding = Encoding::Form;

    fn base_url(&self) -> &str {
        &self.base_url
    }

    fn is_failure(response: &Response<Bytes>) -> bool {
        !response.status().is_success() || failure::in_body(response.body()).is_some()
    }

    fn payload(body: &Bytes) -> Bytes {
        body.slice(php::json(body))
    }

    fn read_error(response: &Response<Bytes>) -> Option<ApiError> {
        failure::read(response)
    }

    fn error_kind(status: StatusCode, error: Option<&ApiError>) -> Option<ErrorKind> {
        failure::kind(status, error)
    }

    fn explain(kind: ErrorKind) -> Option<&'static str> {
        failure::explain(kind)
    }

    fn advice(operation: Option<(&Method, &str)>) -> &'static str {
        failure::advice(operation)
    }

    /// Reads the hourly limit. FuseDesk reports neither the end of the hour nor a wait.
    fn rate_limit(status: StatusCode, headers: &HeaderMap, _: &[u8]) -> Option<RateLimit> {
        let mut limit = RateLimit::default();
        limit.limit = rate_limit::number(headers, USAGE_LIMIT);
        limit.remaining = rate_limit::number(headers, USAGE_REMAINING);
        let refused = status == StatusCode::TOO_MANY_REQUESTS;
        if refused {
            limit.retry_after = rate_limit::retry_after(headers);
        }
        (refused || limit != RateLimit::default()).then_some(limit)
    }
}
