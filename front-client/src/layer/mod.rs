//! The quirks of Front's API, each as a tower layer that can be used alone.
//!
//! [`ClientBuilder`](crate::ClientBuilder) stacks them in the right order. Whoever brings a stack of his own takes
//! what he needs: each module has an example over a plain `service_fn`.
//!
//! Requests and responses carry their whole body as [`Bytes`](bytes::Bytes) where a layer reads or repeats it; the
//! others take any body.

pub mod auth;
pub mod base_url;
pub mod collect_body;
mod future;
pub mod merge_custom_fields;
pub mod rate_limit;

pub use auth::{Auth, AuthLayer};
pub use base_url::{BaseUrl, BaseUrlLayer};
pub use collect_body::{CollectBody, CollectBodyLayer};
pub use future::ResponseFuture;
pub use merge_custom_fields::ReplaceCustomFields;
pub use rate_limit::{RateLimit, RateLimitLayer};

use crate::ConversationId;

/// A conversation was merged into another, and the call went to that one: in the extensions of the response.
///
/// Use the new id from now on; the old one costs a request more each time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MergedInto {
    /// The conversation that was asked for.
    pub from: ConversationId,
    /// The conversation that it is part of now.
    pub to: ConversationId,
}
