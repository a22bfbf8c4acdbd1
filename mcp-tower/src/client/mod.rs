//! What a connection remembers of its client, in the handshake eras: that of a session or of a pipe.

#[cfg(not(any(feature = "sessions", feature = "stdio")))]
mod absent;
#[cfg(any(feature = "sessions", feature = "stdio"))]
mod limits;
#[cfg(any(feature = "sessions", feature = "stdio"))]
mod memory;
#[cfg(any(feature = "sessions", feature = "stdio"))]
mod patience;
#[cfg(any(feature = "sessions", feature = "stdio"))]
mod peer;

#[cfg(not(any(feature = "sessions", feature = "stdio")))]
pub(crate) use absent::Patience;
#[cfg(any(feature = "sessions", feature = "stdio"))]
pub use limits::{ASK_TIMEOUT, MAX_CLIENT_BYTES, MAX_QUESTIONS};
#[cfg(any(feature = "sessions", feature = "stdio"))]
pub(crate) use {limits::Limits, memory::Client, patience::Patience, peer::ClientPeer};
