//! Quota: size and refill rate of a bucket.

use std::{fmt, num::NonZeroU32, time::Duration};

/// Number of calls that a caller may make in a period.
///
/// Calls are refilled evenly over the period: with 60 per minute, one per second. [`burst`](Self::burst) sets the
/// maximum number of calls at once; it defaults to the number per period.
///
/// ```
/// use std::time::Duration;
/// use mcp_tower::layer::Quota;
///
/// let quota = Quota::per_minute(60).burst(5);
/// assert_eq!(quota.to_string(), "60 calls per minute, 5 at once");
/// assert_eq!(Quota::new(3, Duration::from_secs(10)).to_string(), "3 calls per 10s");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub struct Quota {
    calls: NonZeroU32,
    period: Duration,
    burst: NonZeroU32,
}

/// Maximum time in which an empty bucket fills: 100 years. `governor` counts nanoseconds in 64 bits, which overflow
/// after 584 years.
const LONGEST_FILL: Duration = Duration::from_secs(100 * 365 * 86_400);

/// Number of calls. `0` counts as one.
const fn at_least_one(calls: u32) -> NonZeroU32 {
    match NonZeroU32::new(calls) {
        Some(calls) => calls,
        None => NonZeroU32::MIN,
    }
}

impl Quota {
    /// Creates a quota of calls per period. `0` calls count as one. A period of zero counts as one nanosecond per
    /// call. A period in which a bucket takes more than 100 years to fill is shortened to 100 years.
    pub const fn new(calls: u32, period: Duration) -> Self {
        let calls = at_least_one(calls);
        Self { calls, period, burst: calls }
    }

    /// Creates a quota of calls per second.
    pub const fn per_second(calls: u32) -> Self {
        Self::new(calls, Duration::from_secs(1))
    }

    /// Creates a quota of calls per minute.
    pub const fn per_minute(calls: u32) -> Self {
        Self::new(calls, Duration::from_secs(60))
    }

    /// Creates a quota of calls per hour.
    pub const fn per_hour(calls: u32) -> Self {
        Self::new(calls, Duration::from_secs(3600))
    }

    /// Sets the maximum number of calls at once. `0` counts as one.
    pub const fn burst(self, calls: u32) -> Self {
        Self { burst: at_least_one(calls), ..self }
    }

    /// Returns the calls per period.
    pub(super) const fn calls(self) -> u32 {
        self.calls.get()
    }

    pub(super) fn governor(self) -> governor::Quota {
        let interval = self.period / self.calls.get();
        let interval = interval.clamp(Duration::from_nanos(1), LONGEST_FILL / self.burst.get());
        governor::Quota::with_period(interval)
            .expect("the interval is longer than zero")
            .allow_burst(self.burst)
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = if self.calls.get() == 1 { "call" } else { "calls" };
        write!(f, "{} {calls} per ", self.calls)?;
        match self.period.as_secs() {
            1 if self.period.subsec_nanos() == 0 => f.write_str("second")?,
            60 if self.period.subsec_nanos() == 0 => f.write_str("minute")?,
            3600 if self.period.subsec_nanos() == 0 => f.write_str("hour")?,
            _ => write!(f, "{:?}", self.period)?,
        }
        if self.burst == self.calls { Ok(()) } else { write!(f, ", {} at once", self.burst) }
    }
}
