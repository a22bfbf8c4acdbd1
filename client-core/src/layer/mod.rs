//! Layers of a client. Each is a tower layer that can be used alone.
//!
//! [`ClientBuilder`](crate::ClientBuilder) stacks them in the right order. For a custom stack, pick the layers
//! that you need: each module has an example over a plain `service_fn`.
//!
//! Layers that read or repeat a body need it whole, as [`Bytes`](bytes::Bytes). The others accept any body.

pub mod auth;
pub mod base_url;
pub mod collect_body;
mod future;
mod in_flight;
#[cfg(feature = "metrics")]
pub mod metrics;
mod outcome;
pub mod read_rate_limit;
pub mod remove_credential;
pub mod retry;
pub mod trace;

#[cfg(feature = "metrics")]
pub use self::metrics::{Metrics, MetricsLayer};
pub use auth::{Auth, AuthLayer};
pub use base_url::{BaseUrl, BaseUrlLayer};
pub use collect_body::{CollectBody, CollectBodyLayer};
pub use future::ResponseFuture;
pub(crate) use in_flight::release;
pub use read_rate_limit::{ReadRateLimit, ReadRateLimitLayer};
pub use remove_credential::{RemoveCredential, RemoveCredentialLayer};
pub use retry::{Deadline, PriorAttempts, Retry, RetryLayer, RetryPolicy};
pub use trace::{Trace, TraceLayer};

/// Layer that changes nothing: the layers of a [`ClientBuilder`](crate::ClientBuilder) without own layers.
pub use tower::layer::util::Identity;
