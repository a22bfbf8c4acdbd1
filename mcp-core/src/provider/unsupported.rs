//! What a provider would not take.

/// A tool, or a set of tools, that a provider would refuse and that cannot be bent into what it takes.
///
/// The provider would refuse the whole request for it, so there is no offer. Filter the tool away, or change it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misfit {
    /// More tools than fit in one request.
    #[error("{count} tools are more than the {most} that the provider takes; filter them")]
    #[non_exhaustive]
    TooManyTools {
        /// How many there are.
        count: usize,
        /// How many the provider takes.
        most: usize,
    },
    /// A schema that is too large for strict mode.
    #[error("the schema of {tool} has {count} {what}, and strict mode takes {most}")]
    #[non_exhaustive]
    Schema {
        /// The tool.
        tool: String,
        /// What there is too much of: `properties`, `enum values`, `characters of names and values` or
        /// `characters in one long enum`.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
}
