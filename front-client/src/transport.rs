//! The bottom of the stack: a service that puts requests on the wire.

use crate::{BoxError, ErrorKind};

/// Why a transport has no answer.
///
/// A transport of your own reports its failures with this type, so that the client knows whether a write may have
/// been carried out; any other error counts as "perhaps".
#[derive(Debug, thiserror::Error)]
#[error("{}", self.kind.message())]
pub struct TransportError {
    kind: Kind,
    #[source]
    source: Option<BoxError>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Connect,
    Timeout,
    TooLarge,
    Broken,
}

impl Kind {
    fn message(self) -> &'static str {
        match self {
            Self::Connect => "no connection was made",
            Self::Timeout => "the time limit of the transport passed",
            Self::TooLarge => "the answer is larger than the limit of the client",
            Self::Broken => "the connection broke",
        }
    }
}

impl TransportError {
    /// No connection was made, so that nothing can have been carried out.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Connect, source: Some(source.into()) }
    }

    /// A time limit passed.
    pub fn timeout(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Timeout, source: Some(source.into()) }
    }

    /// The answer was larger than the limit.
    #[must_use]
    pub fn too_large() -> Self {
        Self { kind: Kind::TooLarge, source: None }
    }

    /// The connection broke before the answer was complete.
    pub fn broken(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Broken, source: Some(source.into()) }
    }

    /// Whether no connection was made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    pub(crate) fn error_kind(&self, writes: bool) -> ErrorKind {
        match self.kind {
            Kind::Connect => ErrorKind::Connect,
            Kind::TooLarge => ErrorKind::TooLarge,
            Kind::Timeout | Kind::Broken if writes => ErrorKind::OutcomeUnknown,
            Kind::Timeout | Kind::Broken => ErrorKind::Interrupted,
        }
    }
}
