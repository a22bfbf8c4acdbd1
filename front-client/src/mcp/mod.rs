//! Front as tools for an AI agent (feature `mcp`).
//!
//! [`agent_tools`] is a [`Registry`](mcp_core::Registry) of few, well-shaped tools. Their names and arguments are those
//! of Front's own MCP server, so that prompts move over unchanged; they work over the Core API with the limits that the
//! host sets: a filter decides which of them a caller has, [`Author`] in whose name they write.

mod agent;
mod author;
mod budget;
mod call;
mod error;
mod mention;
mod resolve;
mod view;

pub use agent::{AgentTools, agent_tools};
pub use author::Author;
pub use budget::{CALL_BUDGET, RESULT_CHARS, SEND_WAIT};
