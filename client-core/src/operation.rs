//! An operation as layers and logs name it.

/// The operation that a request belongs to, for layers and errors: in the extensions of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The path template, for example `/conversations/{conversation_id}`. Safe to log: it holds no argument.
    pub path: &'static str,
    /// The scopes that the operation needs.
    pub scopes: &'static [&'static str],
}

impl Operation {
    /// This operation.
    #[must_use]
    pub const fn new(path: &'static str, scopes: &'static [&'static str]) -> Self {
        Self { path, scopes }
    }
}
