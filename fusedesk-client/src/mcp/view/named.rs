//! View of a resource with a number and a name.

use client_core::mcp::untrusted::Line;
use schemars::JsonSchema;
use serde::Serialize;

/// A department, a rep or a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct NameView {
    /// Id. For a rep, the user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<u64>,
    /// Name, if it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Line>,
}

impl NameView {
    pub(crate) fn new(id: u64, name: Option<&str>) -> Self {
        Self { id: Some(id), name: Line::given(name) }
    }

    /// Creates a view of a name without an id.
    pub(crate) fn nameless_id(name: &str) -> Self {
        Self { id: None, name: Some(name.into()) }
    }
}
