//! HTTP layers, outside of [`Mcp`](crate::Mcp).

pub mod bearer_auth;
pub mod check_origin;
#[cfg(feature = "metrics")]
pub mod http_metrics;
pub mod http_trace;
pub mod protected_resource;
mod refuse;

pub use self::refuse::RefuseFuture;
