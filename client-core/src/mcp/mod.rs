//! Shared code of the tools of all vendors (feature `mcp`).
//!
//! A [`ToolSet`] is a client with limits for each call. A tool is either a function over a [`Call`] and typed arguments, for
//! tools that send several requests ([`ToolSet::tool`]), or one operation, defined by its request struct ([`endpoint`]).
//!
//! A set also has resources, the records that tools read as a [`Document`] ([`ToolSet::template`]); prompts, which lead
//! through a task as a [`Guide`]; and completion for both ([`ToolSet::completer`]).
//!
//! [`text`] turns HTML mail into text for a model and back, [`untrusted`] sets text of customers apart from facts,
//! [`result`] cuts results to size, [`argument`] reads names and limits that models write.
//!
//! [`lookup`] finds one customer at several vendors.
//!
//! A vendor's crate implements [`ToolVendor`], which holds only the differences.

pub mod argument;
mod budget;
mod call;
mod completion;
mod document;
pub mod endpoint;
mod error;
mod guide;
pub mod lookup;
mod reading;
pub mod repeat;
pub mod result;
mod set;
mod template;
pub mod text;
pub mod untrusted;
mod vendor;

pub use budget::Limits;
pub use call::Call;
pub use completion::{Candidate, CandidateCache, complete};
pub use document::{Document, display_value};
pub use endpoint::EndpointTool;
pub use error::{outcome_unknown, tool_error};
pub use guide::Guide;
pub use lookup::{
    Certainty, Customer, CustomerLookup, CustomerQuery, CustomerSource, FoundCustomers, PhoneMatch,
    same_phone,
};
pub use reading::Folded;
pub use set::ToolSet;
pub use vendor::ToolVendor;
