//! Ends of waits.

use std::time::Duration;

use tokio::time::Instant;

/// Returns the end of a wait. A wait without end ends in a year, when no connection lives any more.
pub(crate) fn after(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or_else(|| now + Duration::from_secs(86_400 * 365))
}
