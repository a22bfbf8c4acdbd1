//! Running a call: the innermost service, its deadline, and the mapping of its errors.
//!
//! All transports use it. It imports nothing from the rest of the crate.

pub(crate) mod batch;
#[cfg(any(feature = "sessions", feature = "stdio"))]
pub(crate) mod client_wait;
#[cfg(not(any(feature = "sessions", feature = "stdio")))]
pub(crate) mod client_wait_disabled;
pub(crate) mod deadline;
pub(crate) mod dispatch;
pub(crate) mod error;
pub(crate) mod gauges;
#[cfg(any(feature = "sessions", feature = "stdio"))]
pub(crate) mod in_flight;
pub(crate) mod limits;
pub(crate) mod outbox;
pub(crate) mod outcome;
pub(crate) mod response;
pub(crate) mod run;
pub(crate) mod transport_info;
pub(crate) mod watch;

#[cfg(not(any(feature = "sessions", feature = "stdio")))]
pub(crate) use client_wait_disabled as client_wait;
