//! A typed client for the API of [FuseDesk](https://www.fusedesk.com) that is correct about its quirks.

pub mod api;
mod date_range;
mod de;
mod id;
mod list;
#[cfg(feature = "mcp")]
pub mod mcp;
mod page;
mod record;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod vendor;
mod written;

pub use client_core::{
    ApiError, BoxError, CustomTransport, DEFAULT_CONNECT_TIMEOUT, DEFAULT_TIMEOUT, DecodeError,
    DefaultTransport, Endpoint, Error, ErrorKind, LatestRateLimit, MAX_ERROR_BODY_BYTES, MAX_RETRY_AFTER,
    MAX_SNIPPET_BYTES, MIN_RETRY_AFTER, Operation, RateLimit, Secret, StreamLimits, TransportError, Vendor,
    layer, transport,
};
pub use date_range::DateRange;
pub use id::*;
pub use page::{DEFAULT_PAGE_SIZE, LARGEST_KNOWN_PAGE};
pub use record::Record;
pub use time::{Moment, MomentKind};
pub use vendor::{FuseDesk, USAGE_LIMIT, USAGE_REMAINING};
pub use written::Written;

/// A client of FuseDesk's API. Cheap to clone; clones share their connections and layers.
///
/// ```no_run
/// # #[cfg(feature = "client")]
/// # async fn run() -> Result<(), fusedesk_client::Error> {
/// use fusedesk_client::{Endpoint, FuseDesk, api::session::GetPermissions};
///
/// let desk = FuseDesk::app("acme")?.client("the API key")?;
/// let permissions = GetPermissions::new().send(&desk).await?;
/// println!("{:?}", permissions.scopes);
/// # Ok(())
/// # }
/// ```
pub type Client = client_core::Client<FuseDesk>;

/// Key, timeouts, layers and transport of a [`Client`]: [`FuseDesk::builder`] begins one. The key is its
/// [`token`](client_core::ClientBuilder::token).
///
/// ```text
///   request                                                    response
///      │   timeout              the whole call, 30 s               ▲
///      │   Retry                only if you ask for it             │
///      │   RateLimit            x-fusedesk-usage-… → RateLimit     │
///      │   BaseUrl              /api/v1/cases → https://acme.…     │
///      │   CollectBody          bytes in memory, at most 16 MiB    │
///      │   your layers          each exchange, without the key     │
///      │   Auth                 the key, to the app's host only    │
///      ▼   transport            reqwest, or any tower service      │
/// ```
pub type ClientBuilder<L = tower_layer::Identity, T = DefaultTransport> =
    client_core::ClientBuilder<FuseDesk, L, T>;
