//! The quirks of Front's API, each as a tower layer that can be used alone.
//!
//! [`ClientBuilder`](crate::ClientBuilder) stacks them in the right order. Whoever brings a stack of his own takes
//! what he needs: each module has an example over a plain `service_fn`.
//!
//! Responses carry their whole body as [`Bytes`](bytes::Bytes) where a layer reads it. Requests may have any body that can
//! be cloned where a layer repeats them; [`MergeCustomFields`] takes [`Body`](crate::Body), which it reads.

pub mod follow_merged;
pub mod merge_custom_fields;

#[cfg(feature = "metrics")]
pub use client_core::layer::meter;
pub use client_core::layer::{
    BaseUrl, BaseUrlLayer, CollectBody, CollectBodyLayer, Deadline, Resent, ResponseFuture, Retry,
    RetryLayer, RetryPolicy, auth, base_url, collect_body, observe, rate_limit, retry,
};
pub use follow_merged::{DoNotFollowMerged, FollowMerged, FollowMergedLayer, MergedInto, RedirectError};
pub use merge_custom_fields::{MergeCustomFields, MergeCustomFieldsLayer, ReplaceCustomFields};

use crate::vendor::Front;

/// Puts the API token on requests, and only on those that go to Front: to `api2.frontapp.com` and to the hosts of
/// companies, `{company}.api.frontapp.com`, over https. See [`auth`].
pub type AuthLayer = auth::AuthLayer<Front>;

/// The service of [`AuthLayer`].
pub type Auth<S> = auth::Auth<S, Front>;

/// Puts each exchange with Front into a `tracing` span. See [`observe`](mod@observe).
pub type ObserveLayer = observe::ObserveLayer<Front>;

/// The service of [`ObserveLayer`].
pub type Observe<S> = observe::Observe<S, Front>;

/// Counts and times exchanges with Front. See [`meter`](mod@meter).
#[cfg(feature = "metrics")]
pub type MeterLayer = meter::MeterLayer<Front>;

/// The service of [`MeterLayer`].
#[cfg(feature = "metrics")]
pub type Meter<S> = meter::Meter<S, Front>;

/// Reads Front's rate-limit headers into one value and into headers with the usual names. See
/// [`rate_limit`](mod@rate_limit).
pub type RateLimitLayer = rate_limit::RateLimitLayer<Front>;

/// The service of [`RateLimitLayer`].
pub type RateLimit<S> = rate_limit::RateLimit<S, Front>;
