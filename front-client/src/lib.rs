//! A typed client for [Front](https://front.com)'s Core API that is correct about its quirks.
//!
//! One struct is one operation: its fields are the arguments, [`Endpoint`] says where they go.
//!
//! ```no_run
//! # async fn run() -> Result<(), front_client::Error> {
//! use front_client::{Client, Endpoint, api::conversations::GetConversation};
//!
//! let front = Client::new("the API token")?;
//! let conversation = GetConversation::new("cnv_55c8c149").send(&front).await?;
//! # Ok(())
//! # }
//! ```

pub mod api;
mod builder;
mod client;
mod de;
mod encode;
pub mod endpoint;
mod error;
mod hosts;
mod id;
pub mod layer;
#[cfg(feature = "mcp")]
pub mod mcp;
mod multipart;
mod page;
mod patch;
mod rate_limit;
mod redact;
pub mod search;
mod secret;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
pub mod transport;
mod upload;
mod wire_enum;

pub use builder::{
    ClientBuilder, CustomTransport, DEFAULT_CONNECT_TIMEOUT, DEFAULT_TIMEOUT, DefaultTransport,
};
pub use client::Client;
pub use endpoint::{Endpoint, Operation};
pub use error::{ApiError, DecodeError, Error, ErrorKind, MAX_ERROR_BODY_BYTES};
pub use hosts::DEFAULT_BASE_URL;
pub use id::*;
pub use page::{MAX_PAGE_SIZE, Page, PageToken, StreamLimits};
pub use patch::Patch;
pub use rate_limit::{LatestRateLimit, MAX_RETRY_AFTER, MIN_RETRY_AFTER, RateLimit};
pub use secret::Secret;
pub use time::Timestamp;
pub use transport::TransportError;
pub use upload::{MAX_UPLOAD_BYTES, Upload};

/// Any error that can cross threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
