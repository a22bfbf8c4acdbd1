//! Error of tools that a provider does not support.

/// Error of an export: the provider would refuse a tool or the set of tools, and no conversion is possible.
///
/// The provider would refuse the whole request, so nothing is exported. Hide the tool with a filter, or change it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Too many tools for one request.
    #[error("{count} tools exceed the provider's maximum of {most}; hide some with a filter")]
    #[non_exhaustive]
    TooManyTools {
        /// Number found.
        count: usize,
        /// Maximum of the provider.
        most: usize,
    },
    /// The schema is too large for strict mode.
    #[error("the schema of {tool} has {count} {what}; strict mode allows {most}")]
    #[non_exhaustive]
    UnsupportedSchema {
        /// The tool.
        tool: String,
        /// The exceeded quantity: `properties`, `enum values`, `characters of names and values` or `characters in
        /// one long enum`.
        what: &'static str,
        /// Number found.
        count: usize,
        /// Maximum allowed.
        most: usize,
    },
}
