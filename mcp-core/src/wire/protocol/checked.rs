//! Parameters that keep the rules of the protocol.

use super::{Params, ProtocolVersion};

/// Validated parameters: the input of [`Server::decode`](crate::Server::decode). [`Params::validate`] makes them.
#[derive(Debug, Clone)]
pub struct Checked {
    pub(crate) params: Params,
    /// The revision of a modern request.
    pub(crate) version: Option<ProtocolVersion>,
}

impl Checked {
    /// The parameters.
    #[must_use]
    pub const fn params(&self) -> &Params {
        &self.params
    }

    /// The revision of a modern request; `None` for a legacy one.
    #[must_use]
    pub const fn version(&self) -> Option<ProtocolVersion> {
        self.version
    }
}
