//! Buckets of all callers, in bounded memory.

use std::{
    collections::HashMap,
    fmt,
    ops::Add,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{
    RateLimiter,
    clock::{Clock, Reference},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{StateStore, keyed::ShrinkableKeyedStateStore},
};
use tokio::time::Instant;

use super::Quota;

/// Minimum time between two searches for full buckets. A search visits every bucket, so a flood of new callers must
/// not cause one each.
const SWEEP_PAUSE: Duration = Duration::from_secs(1);

/// Key of a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Own(String),
    /// Requests without a key.
    Keyless,
    /// Callers beyond the maximum number of buckets.
    Crowd,
}

/// Buckets by key.
pub(super) struct Buckets {
    limiter: RateLimiter<Key, Store, TokioClock, NoOpMiddleware<Moment>>,
    max: usize,
    swept: Mutex<Option<Instant>>,
}

impl Buckets {
    pub(super) fn new(quota: Quota, max: usize) -> Self {
        let store = Store { full_at: Mutex::default(), max };
        Self { limiter: RateLimiter::new(quota.governor(), store, TokioClock), max, swept: Mutex::default() }
    }

    /// Takes one call out of a bucket.
    ///
    /// # Errors
    ///
    /// Returns the time until the bucket has another call.
    pub(super) fn take(&self, key: Option<String>) -> Result<(), Duration> {
        if self.limiter.len() >= self.max {
            self.sweep();
        }
        let key = key.map_or(Key::Keyless, Key::Own);
        self.limiter.check_key(&key).map_err(|refused| refused.wait_time_from(TokioClock.now()))
    }

    /// Drops full buckets, if the minimum time since the last search has passed.
    fn sweep(&self) {
        let now = Instant::now();
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.is_none_or(|swept| now.saturating_duration_since(swept) >= SWEEP_PAUSE) {
            *swept = Some(now);
            self.limiter.retain_recent();
        }
    }
}

impl fmt::Debug for Buckets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buckets").field("len", &self.limiter.len()).field("max", &self.max).finish()
    }
}

/// Time at which each bucket is full again. It keeps `max` buckets of callers and the two shared ones.
struct Store {
    full_at: Mutex<HashMap<Key, Nanos>>,
    max: usize,
}

impl Store {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Nanos>> {
        // The map is consistent after each change, so a panic elsewhere does not matter.
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Store {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut states = self.lock();
        let shared = [Key::Keyless, Key::Crowd].iter().filter(|key| states.contains_key(key)).count();
        let error =
            matches!(key, Key::Own(_)) && !states.contains_key(key) && states.len() - shared >= self.max;
        let key = if error { &Key::Crowd } else { key };
        let (outcome, full_at) = measure(states.get(key).copied())?;
        match states.get_mut(key) {
            Some(state) => *state = full_at,
            None => drop(states.insert(key.clone(), full_at)),
        }
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<Key> for Store {
    fn retain_recent(&self, drop_below: Nanos) {
        self.lock().retain(|_, full_at| *full_at > drop_below);
    }

    fn len(&self) -> usize {
        self.lock().len()
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}

/// Tokio's clock, which tests can pause.
#[derive(Debug, Clone, Copy)]
struct TokioClock;

/// Instant of tokio's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment(Instant);

impl Clock for TokioClock {
    type Instant = Moment;

    fn now(&self) -> Moment {
        Moment(Instant::now())
    }
}

impl Add<Nanos> for Moment {
    type Output = Self;

    fn add(self, time: Nanos) -> Self {
        Self(self.0.checked_add(time.into()).unwrap_or(self.0))
    }
}

impl Reference for Moment {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, time: Nanos) -> Self {
        Self(self.0.checked_sub(time.into()).unwrap_or(self.0))
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn take(buckets: &Buckets, key: &str) -> Result<(), Duration> {
        buckets.take(Some(key.to_owned()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_bucket_fills_evenly_up_to_its_burst() {
        let buckets = Buckets::new(Quota::per_minute(60).burst(2), 10);
        assert_eq!([take(&buckets, "ann"), take(&buckets, "ann")], [Ok(()), Ok(())]);
        assert_eq!(take(&buckets, "ann"), Err(SECOND));
        advance(SECOND - Duration::from_millis(1)).await;
        assert_eq!(take(&buckets, "ann"), Err(Duration::from_millis(1)));
        advance(Duration::from_millis(1)).await;
        assert_eq!(take(&buckets, "ann"), Ok(()));
        assert_eq!(take(&buckets, "ann"), Err(SECOND));
        advance(100 * SECOND).await;
        assert_eq!([take(&buckets, "ann"), take(&buckets, "ann")], [Ok(()), Ok(())]);
        assert_eq!(take(&buckets, "ann"), Err(SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn keyless_requests_share_a_bucket() {
        let buckets = Buckets::new(Quota::per_minute(1), 10);
        assert_eq!(buckets.take(None), Ok(()));
        assert!(buckets.take(None).is_err());
        assert_eq!(take(&buckets, "ann"), Ok(()));
    }

    /// A flood of other callers does not reset the bucket of any caller.
    #[tokio::test(start_paused = true)]
    async fn empty_bucket_is_not_evicted() {
        let buckets = Buckets::new(Quota::per_minute(2), 3);
        assert_eq!([take(&buckets, "ann"), take(&buckets, "ann")], [Ok(()), Ok(())]);
        let admitted = (0..1000).filter(|other| take(&buckets, &other.to_string()).is_ok()).count();
        // Two have a bucket of their own, and two calls come from the shared one.
        assert_eq!(admitted, 4);
        assert!(take(&buckets, "ann").is_err());
        assert_eq!(buckets.limiter.len(), 4);

        // No bucket is full again yet.
        advance(29 * SECOND).await;
        assert!(take(&buckets, "ann").is_err());
        assert_eq!(take(&buckets, "eve"), Err(SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn full_buckets_are_evicted() {
        let buckets = Buckets::new(Quota::per_second(1), 3);
        for round in 0..5 {
            for caller in 0..3 {
                assert_eq!(take(&buckets, &format!("{round} {caller}")), Ok(()));
            }
            advance(3 * SECOND).await;
        }
        assert_eq!(buckets.limiter.len(), 3);
    }

    #[tokio::test]
    async fn very_long_quota_does_not_panic() {
        let buckets = Buckets::new(Quota::new(1, Duration::MAX), 3);
        assert_eq!(take(&buckets, "ann"), Ok(()));
        assert!(take(&buckets, "ann").unwrap_err() > SECOND);
        let buckets = Buckets::new(Quota::new(u32::MAX, Duration::ZERO).burst(u32::MAX), 0);
        assert_eq!(take(&buckets, "ann"), Ok(()));
    }
}
