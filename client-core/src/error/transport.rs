//! Failures of a transport.

use super::ErrorKind;
use crate::BoxError;

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
    Unsendable,
    Connect,
    Timeout,
    TooLarge,
    Broken,
}

impl Kind {
    fn message(self) -> &'static str {
        match self {
            Self::Unsendable => "the request cannot be put on the wire",
            Self::Connect => "no connection was made",
            Self::Timeout => "the time limit of the transport passed",
            Self::TooLarge => "the answer is larger than the limit of the client",
            Self::Broken => "the connection broke",
        }
    }
}

impl TransportError {
    /// The request itself is wrong: nothing was sent.
    pub fn unsendable(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Unsendable, source: Some(source.into()) }
    }

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

    /// What the body of an answer failed with.
    pub(crate) fn from_body(error: BoxError) -> Self {
        match error.downcast() {
            Ok(error) => *error,
            Err(error) => Self::broken(error),
        }
    }

    /// The cause.
    pub(crate) fn into_cause(self) -> Option<BoxError> {
        self.source
    }

    /// Whether no connection was made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    /// Whether a time limit of the transport passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }

    /// Whether the answer was larger than the limit.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.kind == Kind::TooLarge
    }

    /// Whether it was on the way: a time limit, or the connection broke.
    pub(crate) fn is_interruption(&self) -> bool {
        matches!(self.kind, Kind::Timeout | Kind::Broken)
    }

    /// One word, for spans and metrics.
    pub(crate) const fn word(&self) -> &'static str {
        match self.kind {
            Kind::Unsendable => "unsendable",
            Kind::Connect => "connect",
            Kind::Timeout => "timeout",
            Kind::TooLarge => "too_large",
            Kind::Broken => "broken",
        }
    }

    pub(crate) fn error_kind(&self, writes: bool) -> ErrorKind {
        match self.kind {
            Kind::Unsendable => ErrorKind::InvalidRequest,
            Kind::Connect => ErrorKind::Connect,
            Kind::TooLarge => ErrorKind::TooLarge,
            Kind::Timeout | Kind::Broken if writes => ErrorKind::OutcomeUnknown,
            Kind::Timeout | Kind::Broken => ErrorKind::Interrupted,
        }
    }
}
