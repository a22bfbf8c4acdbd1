//! Front as a vendor of client-core: hosts, errors, settings.

mod advice;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use client_core::{ApiError, CredentialHeader, RateLimit, Stack, Vendor, response};
use http::{HeaderMap, Method, Response, StatusCode};
use serde_json::Value;
use tower::{ServiceBuilder, util::option_layer};

use crate::{
    ClientBuilder, ErrorKind,
    layer::{FollowMergedLayer, MergeCustomFieldsLayer, follow_merged},
    rate_limit,
    upload::MAX_UPLOAD_BYTES,
};

/// Base URL that serves every company (<https://dev.frontapp.com/docs/rest-api-reference>).
pub const DEFAULT_BASE_URL: &str = "https://api2.frontapp.com";

/// Key of an error, as written in JSON.
const ERROR_KEY: &[u8] = b"\"_error\"";

pub(crate) const DEFAULT_HOST: &str = "api2.frontapp.com";

/// Every company also has `{company}.api.frontapp.com`, which accepts the same token and appears in links of
/// responses (<https://dev.frontapp.com/docs/rest-api-reference>).
const COMPANY_SUFFIX: &str = ".api.frontapp.com";

/// Front as a vendor, with the settings specific to its client. [`FrontBuilder`] changes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    merge_custom_fields: bool,
    verify_custom_fields: bool,
    follow_merged: bool,
    max_merge_hops: usize,
    merge_cache_size: usize,
}

impl Default for Front {
    fn default() -> Self {
        Self {
            merge_custom_fields: true,
            verify_custom_fields: true,
            follow_merged: true,
            max_merge_hops: follow_merged::DEFAULT_MAX_HOPS,
            merge_cache_size: follow_merged::DEFAULT_CACHE_SIZE,
        }
    }
}

/// Settings of [`Client::builder`](crate::Client::builder) that are specific to Front.
///
/// ```
/// use front_client::{Client, FrontBuilder};
///
/// let builder = Client::builder().credential("the API token").follow_merged(false);
/// # let _ = builder;
/// ```
pub trait FrontBuilder: Sized + sealed::Sealed {
    /// Sets whether an update of custom fields keeps omitted fields. Defaults to `true`. If `false`, they are
    /// erased. See [`merge_custom_fields`](crate::layer::merge_custom_fields).
    #[must_use]
    fn merge_custom_fields(self, merge: bool) -> Self;

    /// Sets whether custom fields are read again after an update, so that a change overwritten by another writer is
    /// reported as [`ErrorKind::LostUpdate`]. Defaults to `true`. Costs one request.
    #[must_use]
    fn verify_custom_fields(self, verify: bool) -> Self;

    /// Sets whether calls for a merged conversation go to the one it was merged into. Defaults to `true`. If
    /// `false`, they fail with [`ErrorKind::Redirect`]. See [`follow_merged`](crate::layer::follow_merged).
    #[must_use]
    fn follow_merged(self, follow: bool) -> Self;

    /// Sets the maximum number of merges followed per call. Defaults to 5.
    #[must_use]
    fn max_merge_hops(self, hops: usize) -> Self;

    /// Sets the capacity of the merge cache, in merges. Defaults to 1,024. `0` disables the cache.
    #[must_use]
    fn merge_cache_size(self, merges: usize) -> Self;
}

mod sealed {
    pub trait Sealed {}
    impl<L, T> Sealed for crate::ClientBuilder<L, T> {}
}

impl<L, T> FrontBuilder for ClientBuilder<L, T> {
    fn merge_custom_fields(self, merge: bool) -> Self {
        self.vendor(|front| Front { merge_custom_fields: merge, ..front })
    }

    fn verify_custom_fields(self, verify: bool) -> Self {
        self.vendor(|front| Front { verify_custom_fields: verify, ..front })
    }

    fn follow_merged(self, follow: bool) -> Self {
        self.vendor(|front| Front { follow_merged: follow, ..front })
    }

    fn max_merge_hops(self, hops: usize) -> Self {
        self.vendor(|front| Front { max_merge_hops: hops, ..front })
    }

    fn merge_cache_size(self, merges: usize) -> Self {
        self.vendor(|front| Front { merge_cache_size: merges, ..front })
    }
}

impl Vendor for Front {
    const NAME: &'static str = "Front";
    /// <https://dev.frontapp.com/docs/create-and-revoke-api-tokens>
    const CREDENTIAL: CredentialHeader = CredentialHeader::bearer("API token");
    const USER_AGENT: &'static str = concat!("front-client/", env!("CARGO_PKG_VERSION"));
    const MAX_UPLOAD_BYTES: usize = MAX_UPLOAD_BYTES;

    fn base_url(&self) -> &str {
        DEFAULT_BASE_URL
    }

    fn owns_host(host: &str) -> bool {
        host == DEFAULT_HOST
            || host
                .strip_suffix(COMPANY_SUFFIX)
                .is_some_and(|company| !company.is_empty() && !company.contains('.'))
    }

    /// <https://dev.frontapp.com/docs/resource-aliases-1>
    fn is_alias(id: &str) -> bool {
        id.starts_with("alt:")
    }

    fn quirks<S: Stack>(&self, stack: S, base_host: &str) -> impl Stack {
        let merge_custom_fields =
            self.merge_custom_fields.then(|| MergeCustomFieldsLayer::new().verify(self.verify_custom_fields));
        let follow_merged = self.follow_merged.then(|| {
            FollowMergedLayer::new()
                .base_host(base_host)
                .max_hops(self.max_merge_hops)
                .cache_size(self.merge_cache_size)
        });
        ServiceBuilder::new()
            .layer(option_layer(merge_custom_fields))
            .layer(option_layer(follow_merged))
            .service(stack)
    }

    /// Mocks and gateways return `_error` with status 200.
    fn is_failure(response: &Response<Bytes>) -> bool {
        let body = response.body();
        !response.status().is_success()
            || (body.trim_ascii_start().starts_with(b"{")
                && body.windows(ERROR_KEY.len()).any(|window| window == ERROR_KEY)
                && Self::read_error(response).is_some())
    }

    fn read_error(response: &Response<Bytes>) -> Option<ApiError> {
        // The form is documented at https://dev.frontapp.com/reference/response-body-structure
        let mut body: Value = client_core::json::from_slice(response.body()).ok()?;
        // An old page of the documentation calls `_error` a list.
        let error = match body.get_mut("_error")?.take() {
            Value::Array(mut entries) if !entries.is_empty() => entries.swap_remove(0),
            error => error,
        };
        let Value::Object(mut fields) = error else { return None };
        let mut error = ApiError::new();
        error.status = response::optional(&mut fields, &["status"]);
        error.title = response::optional(&mut fields, &["title"]);
        error.message = response::optional(&mut fields, &["message"]);
        error.details = response::list(&mut fields, &["details"]);
        Some(error)
    }

    fn explain(kind: ErrorKind) -> Option<&'static str> {
        match kind {
            ErrorKind::Unauthorized => Some("the API token is missing, malformed, unknown or expired"),
            ErrorKind::NotFound => Some(
                "it does not exist, or the token cannot see it: private resources need a token with the private \
                 namespace, and the consent of their teammate",
            ),
            _ => None,
        }
    }

    fn advice(operation: Option<(&Method, &str)>) -> &'static str {
        advice::advice(operation)
    }

    fn rate_limit(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<RateLimit> {
        rate_limit::read(status, headers, body)
    }
}
