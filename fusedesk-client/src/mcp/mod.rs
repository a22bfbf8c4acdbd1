//! FuseDesk as tools for an AI agent (feature `mcp`).
//!
//! [`agent_tools`] is a [`Registry`](mcp_core::Registry) of few, well-shaped tools, whose names begin with `fusedesk_`;
//! [`api_tools`] has one tool for each operation. They work with the limits that the host sets: a filter decides which
//! of them a caller has, [`Author`] in whose name they write.
//!
//! # What the model gets
//!
//! * Texts of customers as clean text, without what the mail hides and with its history folded. They are still the words
//!   of strangers: a model should take them as data, and a host should not give it more tools than the task needs.
//! * Times in UTC where FuseDesk names a zone, such as `2026-05-03T14:00:00Z`; as FuseDesk wrote them where it does not.
//! * `next_cursor` where there is more; it comes back unchanged, with the same arguments.
//! * `scanned` where a list was looked through in part, `not_applied` for a filter that FuseDesk has no means for, and
//!   `failed` for what could not be read where the rest could.
//! * Errors as `{"error": {kind, status, message, retry_after_ms, hint}}`, in words that let it mend its call.

mod agent;
mod api;
mod author;
mod budget;
mod call;
mod cases;
mod change;
mod chats;
mod emails;
mod key;
mod names;
mod people;
mod resolve;
mod view;
mod when;

pub use agent::{AgentTools, agent_tools};
pub use api::{api_tools, api_tools_of};
pub use author::Author;
pub use budget::{CONCURRENCY, DeskLimits, MAX_RECIPIENTS, NAMES_TTL, SCAN_CASES};
pub use client_core::mcp::CALL_BUDGET;
pub use mcp_core::result::RESULT_CHARS;
