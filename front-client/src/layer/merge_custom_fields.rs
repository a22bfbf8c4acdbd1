//! Changes some custom fields of a resource and keeps the others.

/// In the extensions of a request: its `custom_fields` are the whole map, and every field they leave out is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // A marker has nothing to add.
pub struct ReplaceCustomFields;
