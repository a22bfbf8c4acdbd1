//! Common parts of typed clients for REST APIs.
//!
//! A vendor's crate holds the vendor's facts: one [`Vendor`], one [`Endpoint`] for each operation, and layers for
//! the quirks of that API. This crate has everything else: encoding of request structs, decoding of responses, the
//! [`Client`] over a stack of tower services, pages as streams, the three states of a field in an update, one
//! [`Error`], retries, rate limits, the credential, the transport.
//!
//! [`Vendor`] has an example of a whole client in forty lines.
//!
//! # Features
//!
//! | feature | default | effect |
//! | --- | --- | --- |
//! | `client` | no | the default transport: reqwest with rustls, and `Client::new` |
//! | `fs` | no | `Upload::from_path`: files on disk, streamed |
//! | `metrics` | no | `layer::MetricsLayer`, and each client is metered through the facade `metrics` |
//! | `testing` | no | `testing`: the kit that fakes of vendors are made of, and `testing::acme`, the vendor of the examples |
//! | `mcp` | no | `mcp`: what the tools of all vendors share |

#![cfg_attr(docsrs, feature(doc_cfg))]

// The macros write paths that begin with the name of this crate.
extern crate self as client_core;

mod body;
mod builder;
pub mod check;
mod client;
mod credential;
mod customize;
pub mod de;
mod encode;
pub mod endpoint;
mod error;
mod failure_log;
mod hosts;
mod id;
mod int_id;
pub mod json;
mod json_schema;
pub mod layer;
mod limits;
#[doc(hidden)]
pub mod macros;
#[cfg(feature = "mcp")]
pub mod mcp;
mod multipart;
mod one_line;
mod operation;
mod page;
mod patch;
pub mod rate_limit;
mod redact;
mod redacted_url;
mod report;
pub mod response;
mod secret;
#[cfg(test)]
mod send;
pub mod transport;
mod upload;
mod vendor;
mod wire_enum;

pub use body::{Body, BodyError};
pub use builder::{ClientBuilder, CustomTransport, DefaultTransport};
pub use client::Client;
pub use customize::{CallTimeout, Customized};
pub use endpoint::Endpoint;
pub use error::{ApiError, DecodeError, Error, ErrorKind, TransportError};
pub use hosts::Hosts;
pub use limits::ClientLimits;
pub use operation::Operation;
pub use page::{PageStream, Paged, Position, StreamLimits};
pub use patch::Patch;
pub use rate_limit::{LatestRateLimit, RateLimit};
pub use redacted_url::redacted_url;
pub use report::Report;
pub use secret::Secret;
pub use upload::Upload;
pub use vendor::{CredentialHeader, Encoding, Stack, Vendor};

pub use client_core_macros::{request, request_part, response};

/// Derive of JSON Schemas, of the crate `schemars`. Without the feature `mcp` it derives nothing.
///
/// Add `#[schemars(crate = "client_core::schemars")]` to a type that derives it, so that its crate needs no
/// `schemars`.
pub use macros::JsonSchema;
/// JSON Schemas of arguments and results.
#[cfg(feature = "mcp")]
pub use schemars;

/// Re-exports of the crates whose types are part of the API: `http::Request`, `bytes::Bytes`.
pub use {bytes, http};

/// Any error that can cross threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[cfg(feature = "testing")]
pub mod testing;
// The vendor of the tests, without the kit and its dependencies.
#[cfg(all(test, not(feature = "testing")))]
mod testing {
    pub(crate) mod acme;
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
