//! What an answer says about the rate limit, in one form for every vendor.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderMap, HeaderName, StatusCode, header};
use tokio::time::Instant;

use crate::vendor::Vendor;

/// The shortest time to wait after a 429: a vendor's `retry-after` may be 0 or a fraction.
pub const MIN_RETRY_AFTER: Duration = Duration::from_millis(50);

/// The longest time that is read from an answer: an hour, which is the longest window of a vendor. Anything above is a
/// fault of a clock.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// The rate limit as an answer reports it; in the extensions of responses and in errors.
///
/// Vendors count for the whole account, not for a credential: other programs use the same allowance.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The most requests in the window.
    pub limit: Option<u64>,
    /// How many of them are left.
    pub remaining: Option<u64>,
    /// How long until the window begins anew; at most [`MAX_RETRY_AFTER`].
    pub reset: Option<Duration>,
    /// The allowance on top of the window.
    pub burst_limit: Option<u64>,
    /// How much of it is left.
    pub burst_remaining: Option<u64>,
    /// How long to wait before the next request; only on 429. From [`MIN_RETRY_AFTER`] to [`MAX_RETRY_AFTER`].
    pub retry_after: Option<Duration>,
    /// Which of the vendor's limits was hit, in its word; only on 429.
    pub tier: Option<String>,
}

impl RateLimit {
    /// Reads an answer of a vendor; `None` when it says nothing.
    #[must_use]
    pub fn read<V: Vendor>(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let mut limit = V::rate_limit(status, headers, body)?;
        limit.reset = limit.reset.map(|wait| wait.min(MAX_RETRY_AFTER));
        limit.retry_after = limit.retry_after.map(|wait| wait.clamp(MIN_RETRY_AFTER, MAX_RETRY_AFTER));
        Some(limit)
    }

    /// The same some time later.
    fn after(mut self, passed: Duration) -> Self {
        self.reset = self.reset.map(|wait| wait.saturating_sub(passed));
        self.retry_after = self.retry_after.and_then(|wait| wait.checked_sub(passed));
        self
    }
}

/// `retry-after` in seconds, where a fraction is a fraction of a second, or as a date by the clock of the server.
/// `None` when it is missing or neither.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let until = || date(headers, header::RETRY_AFTER).map(|at| at - server_time(headers));
    seconds(headers, header::RETRY_AFTER.as_str()).or_else(until).map(duration)
}

/// A header that is a number from 0 up.
#[must_use]
pub fn seconds(headers: &HeaderMap, name: &str) -> Option<f64> {
    let number: f64 = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some(number)
}

/// A header that counts something.
#[must_use]
pub fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    seconds(headers, name).map(|number| number as u64)
}

/// A time in seconds, clamped: a clock that is wrong must not make a wait of hours, or of less than nothing.
#[must_use]
pub fn duration(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.clamp(0.0, MAX_RETRY_AFTER.as_secs_f64()))
}

/// What time it is for the server, in seconds since 1970, for headers that name a time of its clock; ours when it does
/// not say.
#[must_use]
pub fn server_time(headers: &HeaderMap) -> f64 {
    date(headers, header::DATE).unwrap_or_else(|| jiff::Timestamp::now().as_millisecond() as f64 / 1000.0)
}

/// A header that is a date, in seconds since 1970.
fn date(headers: &HeaderMap, name: HeaderName) -> Option<f64> {
    let text = headers.get(name)?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(date.as_millisecond() as f64 / 1000.0)
}

/// The rate limit that the last answer reported: a cheap handle on a shared cell.
#[derive(Debug, Clone, Default)]
pub struct LatestRateLimit(Arc<Mutex<Option<(Instant, RateLimit)>>>);

impl LatestRateLimit {
    /// The last report, with its times counted from now; `None` before the first.
    #[must_use]
    pub fn get(&self) -> Option<RateLimit> {
        let cell = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cell.as_ref().map(|(at, limit)| limit.clone().after(at.elapsed()))
    }

    pub(crate) fn set(&self, limit: RateLimit) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), limit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acme::Acme;

    fn wait(text: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", text.parse().unwrap());
        RateLimit::read::<Acme>(StatusCode::TOO_MANY_REQUESTS, &headers, b"").unwrap().retry_after
    }

    #[test]
    fn waits_are_clamped() {
        assert_eq!(wait("20"), Some(Duration::from_secs(20)));
        assert_eq!(wait("0.341"), Some(Duration::from_millis(341)));
        assert_eq!(wait("0"), Some(MIN_RETRY_AFTER));
        assert_eq!(wait("1e9"), Some(MAX_RETRY_AFTER));
        for nonsense in ["-1", "NaN", "inf", "soon"] {
            assert_eq!(wait(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_date_is_a_wait_by_the_clock_of_the_server() {
        let mut headers = HeaderMap::new();
        headers.insert("date", "Fri, 15 Jan 2027 08:00:00 GMT".parse().unwrap());
        for (until, wait) in [("Fri, 15 Jan 2027 08:02:00 GMT", 120), ("Fri, 15 Jan 2027 07:00:00 GMT", 0)] {
            headers.insert("retry-after", until.parse().unwrap());
            assert_eq!(retry_after(&headers), Some(Duration::from_secs(wait)), "{until}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_latest_value_ages() {
        let latest = LatestRateLimit::default();
        assert_eq!(latest.get(), None);
        latest.set(RateLimit { retry_after: wait("20"), ..RateLimit::default() });
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(latest.get().unwrap().retry_after, Some(Duration::from_secs(15)));
        tokio::time::advance(Duration::from_secs(50)).await;
        assert_eq!(latest.get().unwrap().retry_after, None);
    }
}
