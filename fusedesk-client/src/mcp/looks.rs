//! Repeated looks for a record whose write had no readable response.

use std::time::{Duration, Instant};

use super::call::Call;

/// Pause before the second look. Doubles with each look.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Time kept before the caller's deadline, so that the response still arrives.
const MARGIN: Duration = Duration::from_secs(1);

/// Looks at FuseDesk, repeated with growing pauses until the time is up.
pub(crate) struct Looks<'a> {
    call: &'a Call,
    until: Instant,
    pause: Duration,
    /// Number of looks so far.
    pub(crate) count: u32,
}

impl<'a> Looks<'a> {
    /// Looks for at most this time, within the time and the requests of the call.
    pub(crate) fn within(call: &'a Call, wait: Duration) -> Self {
        let now = Instant::now();
        let wait = match call.context().deadline() {
            Some(deadline) => wait.min(deadline.saturating_duration_since(now).saturating_sub(MARGIN)),
            None => wait,
        };
        Self { call, until: now + wait, pause: FIRST_PAUSE, count: 0 }
    }

    /// Waits until it is time for another look. Returns `false` when the time or the requests are used up. The first
    /// look is at once, the last one when the time is up.
    pub(crate) async fn again(&mut self) -> bool {
        if self.call.requests_left() == 0 {
            return false;
        }
        if self.count > 0 {
            let left = self.until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            tokio::time::sleep(self.pause.min(left)).await;
            self.pause *= 2;
        }
        self.count += 1;
        self.call.requests_left() > 0
    }
}
