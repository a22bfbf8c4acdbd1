//! Failures of a transport.

use super::ErrorKind;
use crate::BoxError;

/// Error of a transport.
///
/// Return this type from your own transport, so that the client knows whether a write may have been carried out.
/// After any other error the outcome counts as unknown.
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
            Self::TooLarge => "the response is larger than the limit of the client",
            Self::Broken => "the connection broke",
        }
    }
}

impl TransportError {
    /// Creates the error of an invalid request: nothing was sent.
    pub fn unsendable(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Unsendable, source: Some(source.into()) }
    }

    /// Creates the error of a failed connection: nothing was carried out.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Connect, source: Some(source.into()) }
    }

    /// Creates the error of a timeout.
    pub fn timeout(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Timeout, source: Some(source.into()) }
    }

    /// Creates the error of a response over the size limit.
    #[must_use]
    pub fn too_large() -> Self {
        Self { kind: Kind::TooLarge, source: None }
    }

    /// Creates the error of a connection that broke before the response was complete.
    pub fn broken(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Broken, source: Some(source.into()) }
    }

    /// Converts the error of a response body.
    pub(crate) fn from_body(error: BoxError) -> Self {
        match error.downcast() {
            Ok(error) => *error,
            Err(error) => Self::broken(error),
        }
    }

    /// Changes the cause.
    pub(crate) fn map_cause(self, change: impl FnOnce(BoxError) -> BoxError) -> Self {
        Self { kind: self.kind, source: self.source.map(change) }
    }

    /// Returns the cause.
    pub(crate) fn into_cause(self) -> Option<BoxError> {
        self.source
    }

    /// Returns `true` if no connection was made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }

    /// Returns `true` if a timeout of the transport passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }

    /// Returns `true` if the response was over the size limit.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.kind == Kind::TooLarge
    }

    /// Returns `true` for failures after the request was sent: a timeout, or a broken connection.
    pub(crate) fn is_interruption(&self) -> bool {
        matches!(self.kind, Kind::Timeout | Kind::Broken)
    }

    /// Returns one word, for spans and metrics.
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
