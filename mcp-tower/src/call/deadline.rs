//! Deadlines.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
    time::{Duration, SystemTime},
};

use mcp_core::Grant;
use tokio::time::{Instant, error::Elapsed, timeout_at};

/// Returns the end of a wait. A wait that overflows ends in a year, which outlives every connection.
pub(crate) fn after(wait: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(wait).unwrap_or_else(|| now + Duration::from_secs(86_400 * 365))
}

/// Returns the end of a notification stream: after `wait`, or when the grant expires if that is earlier.
pub(crate) fn end_of_stream(wait: Duration, grant: Option<&Grant>) -> Instant {
    let left =
        grant.and_then(Grant::expiry).map(|end| end.duration_since(SystemTime::now()).unwrap_or_default());
    after(left.map_or(wait, |left| wait.min(left)))
}

/// Waits for a future until `end`. A future that is ready at once costs no timer.
pub(crate) async fn until<F: Future>(end: Instant, mut future: Pin<&mut F>) -> Result<F::Output, Elapsed> {
    match poll_once(future.as_mut()).await {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => timeout_at(end, future).await,
    }
}

/// Polls a future once.
pub(crate) async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await
}
