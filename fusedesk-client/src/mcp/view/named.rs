//! What has a number and a name.

use schemars::JsonSchema;
use serde::Serialize;

/// A department, a rep or a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct NameView {
    /// The id; of a rep, the number of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<u64>,
    /// The name, where it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
}

impl NameView {
    pub(crate) fn new(id: u64, name: Option<String>) -> Self {
        Self { id: Some(id), name: name.filter(|name| !name.trim().is_empty()) }
    }

    /// A name whose id is not known.
    pub(crate) fn nameless_id(name: String) -> Self {
        Self { id: None, name: Some(name) }
    }
}
