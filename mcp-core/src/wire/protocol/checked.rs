//! Validated parameters.

use super::{Params, ProtocolVersion};

/// Validated parameters: the input of [`Server::decode`](crate::Server::decode). [`Params::validate`] returns them.
#[derive(Debug, Clone)]
pub struct Checked {
    pub(crate) params: Params,
    /// The revision of a stateless request.
    pub(crate) version: Option<ProtocolVersion>,
}

impl Checked {
    /// The parameters.
    #[must_use]
    pub const fn params(&self) -> &Params {
        &self.params
    }

    /// Returns the revision of a request of 2026-07-28 or later; `None` for others.
    #[must_use]
    pub const fn version(&self) -> Option<ProtocolVersion> {
        self.version
    }
}
