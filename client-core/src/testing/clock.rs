//! Clock of a fake: the system's time unless a test stops or moves it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Clock of a fake.
///
/// Starts at the system's time and runs with it. [`advance`](Self::advance) moves it forward at once,
/// [`freeze`](Self::freeze) stops it: rate-limit windows, delayed messages and reminders can be tested without
/// waiting. Clones share the clock.
///
/// ```
/// use std::time::Duration;
/// use client_core::testing::Clock;
///
/// let clock = Clock::system();
/// clock.freeze();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(3600));
/// assert_eq!(clock.now() - before, Duration::from_secs(3600));
/// ```
#[derive(Debug, Clone)]
pub struct Clock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    /// Time at `since`, after the UNIX epoch.
    base: Duration,
    /// `None` while the clock stands still.
    since: Option<Instant>,
    /// Set while a record is backdated.
    backdated: Option<Duration>,
}

impl Clock {
    /// Creates a clock that runs with the system's time.
    #[must_use]
    pub fn system() -> Self {
        let base = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(Arc::new(Mutex::new(Hands { base, since: Some(Instant::now()), backdated: None })))
    }

    /// Returns the current time, as the duration since the UNIX epoch.
    #[must_use]
    pub fn now(&self) -> Duration {
        let hands = self.hands();
        hands.backdated.unwrap_or_else(|| hands.real())
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut hands = self.hands();
        hands.base = hands.base.saturating_add(by);
    }

    /// Stops the clock. From now on only [`advance`](Self::advance) and [`set`](Self::set) move it.
    pub fn freeze(&self) {
        let mut hands = self.hands();
        hands.base = hands.real();
        hands.since = None;
    }

    /// Stops the clock at a time given as the duration since the UNIX epoch.
    pub fn set(&self, since_epoch: Duration) {
        let mut hands = self.hands();
        hands.base = since_epoch;
        hands.since = None;
    }

    /// Returns the milliseconds since the UNIX epoch.
    #[must_use]
    pub fn millis(&self) -> u64 {
        u64::try_from(self.now().as_millis()).unwrap_or(u64::MAX)
    }

    /// Backdates the clock by `ago` and returns the previous backdating.
    #[must_use = "restoring needs it"]
    pub fn backdate(&self, ago: Duration) -> Option<Duration> {
        let mut hands = self.hands();
        let then = hands.real().saturating_sub(ago);
        hands.backdated.replace(then)
    }

    /// Restores the backdating returned by [`backdate`](Self::backdate).
    pub fn restore(&self, backdated: Option<Duration>) {
        self.hands().backdated = backdated;
    }

    fn hands(&self) -> std::sync::MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hands {
    fn real(&self) -> Duration {
        self.base.saturating_add(self.since.map_or(Duration::ZERO, |since| since.elapsed()))
    }
}
