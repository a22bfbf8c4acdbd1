//! Limits of all transports.

use std::time::Duration;

/// Default maximum duration of a call: 50 s. Many clients give up after 60 s and then never learn the outcome.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(50);
/// Default maximum number of messages in a JSON-RPC batch: 32. Only clients of 2025-03-26 send batches.
pub(crate) const MAX_BATCH: usize = 32;
