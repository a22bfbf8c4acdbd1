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
#[cfg(feature = "metrics")]
pub mod meter;
pub mod observe;
mod outcome;
pub mod rate_limit;
pub mod retry;

pub use auth::{Auth, AuthLayer};
pub use base_url::{BaseUrl, BaseUrlLayer};
pub use collect_body::{CollectBody, CollectBodyLayer};
pub use future::ResponseFuture;
#[cfg(feature = "metrics")]
pub use meter::{Meter, MeterLayer};
pub use observe::{Observe, ObserveLayer};
pub use rate_limit::{RateLimit, RateLimitLayer};
pub use retry::{Deadline, Resent, Retry, RetryLayer, RetryPolicy};
