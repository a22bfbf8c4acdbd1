//! Tools that a provider does not support.

/// The provider would refuse a tool, or the set of tools, and it cannot be converted.
///
/// The provider would refuse the whole request, so there is no export. Hide the tool with a filter, or change it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Too many tools for one request.
    #[error("{count} tools exceed the provider's maximum of {most}; filter them")]
    #[non_exhaustive]
    TooManyTools {
        /// Number found.
        count: usize,
        /// Maximum of the provider.
        most: usize,
    },
    /// The schema is too large for strict mode.
    #[error("the schema of {tool} has {count} {what}, and the maximum of strict mode is {most}")]
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
