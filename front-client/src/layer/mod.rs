//! Layers for the quirks of Front's API. Each can be used alone.
//!
//! [`ClientBuilder`](crate::ClientBuilder) stacks them in the right order. To build your own stack, take the layers
//! that you need: each module has an example over a plain `service_fn`.
//!
//! Layers that read a response require its whole body as [`Bytes`](bytes::Bytes). Layers that repeat a request
//! require a body that can be cloned. [`MergeCustomFields`] requires [`Body`](crate::Body), which it reads.

pub mod follow_merged;
pub mod merge_custom_fields;

#[cfg(feature = "metrics")]
pub use client_core::layer::metrics;
pub use client_core::layer::{
    BaseUrl, BaseUrlLayer, CollectBody, CollectBodyLayer, Deadline, PriorAttempts, ResponseFuture, Retry,
    RetryLayer, RetryPolicy, auth, base_url, collect_body, read_rate_limit, retry, trace,
};
pub use follow_merged::{DoNotFollowMerged, FollowMerged, FollowMergedLayer, MergedInto, RedirectError};
pub use merge_custom_fields::{MergeCustomFields, MergeCustomFieldsLayer, ReplaceCustomFields};

use crate::vendor::Front;

/// Adds the API token to requests to Front only: to `api2.frontapp.com` and to the hosts of companies,
/// `{company}.api.frontapp.com`, over https. See [`auth`].
pub type AuthLayer = auth::AuthLayer<Front>;

/// Service of [`AuthLayer`].
pub type Auth<S> = auth::Auth<S, Front>;

/// Records each exchange with Front in a `tracing` span. See [`trace`](mod@trace).
pub type TraceLayer = trace::TraceLayer<Front>;

/// Service of [`TraceLayer`].
pub type Trace<S> = trace::Trace<S, Front>;

/// Counts and times exchanges with Front. See [`metrics`](mod@metrics).
#[cfg(feature = "metrics")]
pub type MetricsLayer = metrics::MetricsLayer<Front>;

/// Service of [`MetricsLayer`].
#[cfg(feature = "metrics")]
pub type Metrics<S> = metrics::Metrics<S, Front>;

/// Reads Front's rate-limit headers into one value and into headers with standard names. See
/// [`read_rate_limit`](mod@read_rate_limit).
pub type ReadRateLimitLayer = read_rate_limit::ReadRateLimitLayer<Front>;

/// Service of [`ReadRateLimitLayer`].
pub type ReadRateLimit<S> = read_rate_limit::ReadRateLimit<S, Front>;
