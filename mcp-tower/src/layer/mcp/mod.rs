//! MCP layers, inside [`Mcp`](crate::Mcp).

#[cfg(feature = "rate-limit")]
pub mod caller_rate_limit;
pub mod filter;
pub(crate) mod from_fn;
#[cfg(feature = "metrics")]
pub mod mcp_metrics;
pub mod mcp_trace;
