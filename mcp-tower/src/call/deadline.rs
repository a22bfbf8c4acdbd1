//! Ends of waits.

use std::time::{Duration, SystemTime};

use mcp_core::Grant;
use tokio::time::Instant;

/// Returns the end of a wait. A wait without end ends in a year, when no connection lives any more.
pub(crate) fn after(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or_else(|| now + Duration::from_secs(86_400 * 365))
}

/// Returns the end of a stream of notifications: after `wait`, or when the grant expires if that is earlier.
pub(crate) fn end_of_stream(wait: Duration, grant: Option<&Grant>) -> Instant {
    let left =
        grant.and_then(Grant::expiry).map(|end| end.duration_since(SystemTime::now()).unwrap_or_default());
    after(left.map_or(wait, |left| wait.min(left)))
}
