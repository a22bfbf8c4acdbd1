//! What the tools of all vendors share (feature `mcp`).

mod error;

pub use error::rate_limit;
