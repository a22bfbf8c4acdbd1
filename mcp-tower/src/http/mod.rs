//! Re-export of the crate `http`, for hosts such as actix apps that use another release of it.

pub(crate) mod authorize;
pub(crate) mod batch;
pub(crate) mod body;
pub(crate) mod endpoint;
pub(crate) mod exchange;
pub(crate) mod headers;
pub(crate) mod http_context;
pub(crate) mod limits;
pub(crate) mod mcp;
pub(crate) mod message;
pub(crate) mod origin;
pub(crate) mod param_header;
pub(crate) mod post;
pub(crate) mod read_body;
pub(crate) mod receive;
pub(crate) mod refusal;
pub(crate) mod responses;
#[cfg(feature = "sessions")]
mod session;
#[cfg(not(feature = "sessions"))]
mod session_disabled;
pub(crate) mod settings;
pub(crate) mod sse;
pub(crate) mod subscribe;
pub(crate) mod validate;
pub(crate) mod watch;

// The modules of HTTP stand in this folder; the crate root re-exports their public items.
#[doc(no_inline)]
pub use ::http::*;
