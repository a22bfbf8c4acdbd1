//! MCP layers, inside [`Mcp`](crate::Mcp).

#[cfg(feature = "rate-limit")]
pub mod caller_rate_limit;
pub mod filter;
#[cfg(feature = "metrics")]
pub mod mcp_metrics;
pub mod mcp_trace;
