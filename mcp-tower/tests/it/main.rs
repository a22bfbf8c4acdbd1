//! Integration tests of the endpoint: over `http::Request`, and over a socket.

#![expect(clippy::unwrap_used, reason = "a test may end where it fails, in its helpers too")]

#[cfg(feature = "actix")]
mod actix;
mod approvals;
mod auth;
#[cfg(feature = "rate-limit")]
mod caller_rate_limit;
mod cancel;
mod client_traffic;
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
mod metrics;
mod mount;
mod panic;
mod progress;
mod prompts_and_resources;
mod protected_resource;
mod replace_server;
mod rmcp_client;
mod rmcp_model;
mod send;
#[cfg(feature = "stdio")]
mod stdio;
mod support;
mod tower_http_layers;
mod trace;
