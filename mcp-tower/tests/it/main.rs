//! Integration tests of the endpoint: over `http::Request`, and over a socket.

#![expect(clippy::unwrap_used, reason = "a test may end where it fails, in its helpers too")]

#[cfg(feature = "actix")]
mod actix;
mod approvals;
mod around;
mod auth;
#[cfg(feature = "rate-limit")]
mod caller_rate_limit;
mod cancel;
mod decision_table;
mod filter;
mod golden;
mod grant;
mod hostile;
#[cfg(feature = "testing")]
mod http_client;
mod layers;
mod limits;
#[cfg(feature = "metrics")]
mod metered;
mod mount;
mod observe;
mod panic;
mod progress;
mod protected_resource;
mod rmcp_client;
mod rmcp_model;
mod send;
mod shelf;
#[cfg(feature = "stdio")]
mod stdio;
mod support;
mod swap;
mod talk;
