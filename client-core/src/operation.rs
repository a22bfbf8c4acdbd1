//! An operation as layers and logs name it.

/// Operation of a request, for layers and errors. Set in the extensions of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Path template, for example `/conversations/{conversation_id}`. Safe to log: it contains no argument.
    pub path: &'static str,
    /// The scopes that the operation needs.
    pub scopes: &'static [&'static str],
}

impl Operation {
    /// Creates the operation with this path template and these scopes.
    #[must_use]
    pub const fn new(path: &'static str, scopes: &'static [&'static str]) -> Self {
        Self { path, scopes }
    }
}
