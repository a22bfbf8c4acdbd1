//! What the tools of all vendors share (feature `mcp`).
//!
//! A [`ToolSet`] is a client and the limits of a call. Its tools are of two kinds: a function over a [`Call`] and typed
//! arguments, where a tool takes several requests ([`ToolSet::tool`]); and an operation as it is, where the request
//! struct says everything ([`endpoint`]).
//!
//! Beside tools a set has resources, which are what a tool reads as a [`Document`] ([`ToolSet::template`]), prompts, which
//! lead through a task as a [`Guide`], and completion for both ([`ToolSet::completer`]).
//!
//! [`text`] turns HTML mail into text for a model and back, [`result`] cuts results to size, [`argument`] reads names and
//! limits that models write.
//!
//! [`directory`] is for what several vendors know together: the same customer in all of them.
//!
//! A vendor's crate implements [`ToolVendor`], which has no more than what differs.

pub mod argument;
mod budget;
mod call;
pub mod directory;
mod document;
pub mod endpoint;
mod error;
mod guide;
mod proposal;
pub mod result;
mod set;
mod template;
pub mod text;
mod vendor;

pub use budget::{CALL_BUDGET, Limits, MIN_RESULT_CHARS};
pub use call::{Call, DEADLINE_MARGIN, PROGRESS_FROM};
pub use directory::{
    Certainty, Customer, CustomerDirectory, CustomerQuery, Customers, Everywhere, PhoneMatch, same_phone,
};
pub use document::{Document, said};
pub use endpoint::EndpointTool;
pub use error::{maybe_done, tool_error};
pub use guide::Guide;
pub use proposal::{
    COMPLETION_PAUSE, COMPLETION_REQUESTS, COMPLETION_TIMEOUT, COMPLETION_TTL, Proposal, Proposals, propose,
};
pub use set::ToolSet;
pub use template::RESOURCE_TTL;
pub use vendor::ToolVendor;
