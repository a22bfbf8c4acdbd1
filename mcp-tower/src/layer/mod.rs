//! Layers, one file each, usable alone.
//!
//! | layer | ring | does |
//! | --- | --- | --- |
//! | [`CheckOriginLayer`] | `http::Request` | refuses what a foreign web page sends |
//! | [`BearerAuthLayer`] | `http::Request` | admits callers with a known key and says who they are |
//! | [`ProtectedResourceLayer`] | `http::Request` | tells clients where to get a token, in OAuth's way |
//! | [`ObserveHttpLayer`] | `http::Request` | puts each HTTP request into a span |
//! | [`FilterLayer`] | `mcp_core::Request` | hides tools |
//! | [`ObserveLayer`] | `mcp_core::Request` | puts each MCP request into a span |
//! | `CallerRateLimitLayer` | `mcp_core::Request` | feature `rate-limit`: gives each caller a quota of calls |
//! | `MeterLayer` | `mcp_core::Request` | feature `metrics`: counts and times MCP requests |
//! | `MeterHttpLayer` | `http::Request` | feature `metrics`: counts and times HTTP requests |
//!
//! Those of the first ring go around [`Mcp`](crate::Mcp), those of the second into [`Mcp::layer`](crate::Mcp::layer).
//! Timeouts, concurrency limits, load shedding, CORS and request ids are those of `tower` and `tower-http`;
//! [`Mcp`](crate::Mcp#layers) says which of them need a `BufferLayer`.

#[macro_use]
mod macros;
mod http;
mod mcp;

#[cfg(feature = "metrics")]
pub use self::http::meter_http;
pub use self::http::{bearer_auth, check_origin, observe_http, protected_resource};
#[cfg(feature = "rate-limit")]
pub use self::mcp::caller_rate_limit;
#[cfg(feature = "metrics")]
pub use self::mcp::meter;
pub use self::mcp::{filter, observe};

pub use self::http::RefuseFuture;
pub use self::http::bearer_auth::{BearerAuth, BearerAuthLayer, BearerKey, InvalidKey};
pub use self::http::check_origin::{
    AllowedHosts, AllowedOrigins, CheckOrigin, CheckOriginLayer, InvalidAddress,
};
#[cfg(feature = "metrics")]
pub use self::http::meter_http::{MeterHttp, MeterHttpLayer, MeteredBody};
pub use self::http::observe_http::{ObserveHttp, ObserveHttpLayer, ObservedBody};
pub use self::http::protected_resource::{InvalidMetadata, ProtectedResource, ProtectedResourceLayer};
#[cfg(feature = "rate-limit")]
pub use self::mcp::caller_rate_limit::{CallerRateLimit, CallerRateLimitLayer, Quota};
pub use self::mcp::filter::{FilterLayer, Filtered};
#[cfg(feature = "metrics")]
pub use self::mcp::meter::{Meter, MeterLayer};
pub use self::mcp::observe::{MAX_RECORDED_BYTES, Observe, ObserveLayer};
