//! Limits of a client.

use std::time::Duration;

use crate::response::DecodeLimits;

/// Limits of a client and of its calls. [`ClientBuilder`](crate::ClientBuilder) has a setter for each of them, and
/// [`limits`](crate::ClientBuilder::limits) for all.
///
/// ```
/// use std::time::Duration;
///
/// use client_core::ClientLimits;
///
/// let mut limits = ClientLimits::default();
/// assert_eq!(limits.timeout, Duration::from_secs(30));
/// limits.max_response_bytes = 1024 * 1024;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientLimits {
    /// Time limit of a call with waiting, redirects and retries. Defaults to 30 s.
    pub timeout: Duration,
    /// Time limit of a connection attempt of the default transport. Defaults to 5 s.
    pub connect_timeout: Duration,
    /// Largest response that is read, in bytes. Defaults to 16 MiB. A larger one is an error.
    pub max_response_bytes: usize,
    /// Memory of all responses over 64 KiB that are read at the same time, in bytes. Defaults to 64 MiB. Further ones wait
    /// within the time limit of their calls.
    pub max_bytes_in_flight: usize,
    /// Memory of the unknown fields of one response, in bytes. Defaults to 256 KiB. Larger fields are skipped; see
    /// [`response`](mod@crate::response).
    pub max_unknown_bytes: usize,
    /// Memory of the known fields of one response, in bytes. Defaults to 32 MiB. Larger fields are skipped.
    pub max_decoded_bytes: usize,
    /// Least time between two warnings of failures of one kind. Defaults to 60 s.
    pub warn_every: Duration,
}

impl Default for ClientLimits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(5),
            max_response_bytes: 16 * 1024 * 1024,
            max_bytes_in_flight: 64 * 1024 * 1024,
            max_unknown_bytes: 256 * 1024,
            max_decoded_bytes: 32 * 1024 * 1024,
            warn_every: Duration::from_secs(60),
        }
    }
}

/// Limits of decoding.
impl ClientLimits {
    pub(crate) const fn decode(&self) -> DecodeLimits {
        DecodeLimits { known: self.max_decoded_bytes, unknown: self.max_unknown_bytes }
    }
}

impl Default for DecodeLimits {
    fn default() -> Self {
        ClientLimits::default().decode()
    }
}
