//! What the tools of all vendors share (feature `mcp`).
//!
//! A [`ToolSet`] is a client and the limits of a call. Its tools are of two kinds: a function over a [`Call`] and typed
//! arguments, where a tool takes several requests ([`ToolSet::tool`]); and an operation as it is, where the request
//! struct says everything ([`endpoint`]).
//!
//! [`directory`] is for what several vendors know together: the same customer in all of them.
//!
//! A vendor's crate implements [`ToolVendor`], which has no more than what differs.

mod budget;
mod call;
pub mod directory;
pub mod endpoint;
mod error;
mod set;
mod vendor;

pub use budget::{CALL_BUDGET, Limits, MIN_RESULT_CHARS};
pub use call::{Call, DEADLINE_MARGIN, PROGRESS_FROM};
pub use directory::{
    Certainty, Customer, CustomerDirectory, CustomerQuery, Customers, Everywhere, PhoneMatch, same_phone,
};
pub use endpoint::EndpointTool;
pub use error::{maybe_done, tool_error};
pub use set::ToolSet;
pub use vendor::ToolVendor;
