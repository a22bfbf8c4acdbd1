//! FuseDesk as tools for an AI agent (feature `mcp`).
//!
//! [`agent_tools`] is a [`Registry`](mcp_core::Registry) of few, well-shaped tools, whose names begin with `fusedesk_`;
//! [`api_tools`] has one tool for each operation. They work with the limits that the host sets: a filter decides which
//! of them a caller has, [`Author`] in whose name they write.

mod agent;
mod api;
mod author;
mod budget;
mod call;

pub use agent::{AgentTools, agent_tools};
pub use api::{api_tools, api_tools_of};
pub use author::Author;
pub use budget::{CONCURRENCY, DeskLimits, MAX_RECIPIENTS};
pub use client_core::mcp::CALL_BUDGET;
pub use mcp_core::result::RESULT_CHARS;
