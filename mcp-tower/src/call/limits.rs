//! Limits that both transports have.

use std::time::Duration;

/// How long a call may take, unless set otherwise: 50 s. Many clients give up after 60 s, and then they do not learn what
/// became of it.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(50);
/// How many messages a JSON-RPC batch may have, unless set otherwise: 32. Only clients of 2025-03-26 send batches.
pub const MAX_BATCH: usize = 32;
