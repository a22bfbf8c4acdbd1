//! One tool call in FuseDesk.

use client_core::mcp::ToolVendor;

use super::{Author, budget::DeskLimits};
use crate::{ErrorKind, FuseDesk, RepUserId};

/// One tool call: see [`client_core::mcp::Call`].
pub(crate) type Call = client_core::mcp::Call<FuseDesk>;

/// The client and the limits of a set of tools.
pub(crate) type ToolSet = client_core::mcp::ToolSet<FuseDesk>;

impl ToolVendor for FuseDesk {
    type Settings = DeskLimits;

    const PAGE_FIELDS: &'static [&'static str] = &["offset"];

    fn hint(kind: ErrorKind) -> Option<&'static str> {
        (kind == ErrorKind::NotFound).then_some(
            "Check the id; search to find the right one. A case that was merged into another does not exist any more.",
        )
    }
}

/// What a call in FuseDesk has beyond any other.
pub(crate) trait DeskCall {
    /// The rep in whose name the call writes, where the host set one.
    fn author(&self) -> Option<RepUserId>;
}

impl DeskCall for Call {
    fn author(&self) -> Option<RepUserId> {
        Author::of(self.context()).map(Author::id)
    }
}
