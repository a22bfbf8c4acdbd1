//! Rate limit of a response, in one format for every vendor.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderMap, HeaderName, StatusCode, header};
use tokio::time::Instant;

use crate::vendor::Vendor;

/// Minimum wait after a 429. A vendor's `retry-after` may be 0 or a fraction.
pub(crate) const MIN_RETRY_AFTER: Duration = Duration::from_millis(50);

/// Maximum wait read from a response: an hour, the longest window of a vendor. Larger values come from a wrong
/// clock.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Rate limit reported by a response, in the extensions of responses and in errors.
///
/// Vendors count for the whole account, not for a credential: other programs use the same quota.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Maximum number of requests in the window.
    pub limit: Option<u64>,
    /// Number of remaining requests in the window.
    pub remaining: Option<u64>,
    /// Time until the window begins anew. At most an hour.
    pub reset: Option<Duration>,
    /// Burst quota in addition to the window.
    pub burst_limit: Option<u64>,
    /// Remaining burst quota.
    pub burst_remaining: Option<u64>,
    /// Time to wait before the next request, on 429 only. 50 ms to an hour.
    pub retry_after: Option<Duration>,
    /// Vendor's name of the exceeded limit, on 429 only.
    pub tier: Option<String>,
}

impl RateLimit {
    /// Reads a vendor's response. Returns `None` if it has no rate limit.
    #[must_use]
    pub fn read<V: Vendor>(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let mut limit = V::rate_limit(status, headers, body)?;
        limit.reset = limit.reset.map(|wait| wait.min(MAX_RETRY_AFTER));
        limit.retry_after = limit.retry_after.map(|wait| wait.clamp(MIN_RETRY_AFTER, MAX_RETRY_AFTER));
        Some(limit)
    }

    /// Returns the rate limit after some time has passed.
    fn after(mut self, passed: Duration) -> Self {
        self.reset = self.reset.map(|wait| wait.saturating_sub(passed));
        self.retry_after = self.retry_after.and_then(|wait| wait.checked_sub(passed));
        self
    }
}

/// Reads `retry-after`: seconds, possibly with a fraction, or a date by the server's clock. `None` if it is
/// missing or invalid.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let until = || date(headers, header::RETRY_AFTER).map(|at| at - server_time(headers));
    seconds(headers, header::RETRY_AFTER.as_str()).or_else(until).map(duration)
}

/// Reads a header with a number of at least 0.
#[must_use]
pub fn seconds(headers: &HeaderMap, name: &str) -> Option<f64> {
    let number: f64 = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some(number)
}

/// Reads a header with an integer.
#[must_use]
pub fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    seconds(headers, name).map(|number| number as u64)
}

/// Converts seconds to a duration, clamped so that a wrong clock causes no negative wait and none of hours.
#[must_use]
pub fn duration(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.clamp(0.0, MAX_RETRY_AFTER.as_secs_f64()))
}

/// Returns the server's time in seconds since 1970, for headers with absolute times. Falls back to the local
/// clock.
#[must_use]
pub fn server_time(headers: &HeaderMap) -> f64 {
    date(headers, header::DATE).unwrap_or_else(|| jiff::Timestamp::now().as_millisecond() as f64 / 1000.0)
}

/// Reads a header with a date, in seconds since 1970.
fn date(headers: &HeaderMap, name: HeaderName) -> Option<f64> {
    let text = headers.get(name)?.to_str().ok()?;
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(date.as_millisecond() as f64 / 1000.0)
}

/// Rate limit of the last response: a cheap handle to a shared cell.
#[derive(Debug, Clone, Default)]
pub struct LatestRateLimit(Arc<Mutex<Option<(Instant, RateLimit)>>>);

impl LatestRateLimit {
    /// Returns the last rate limit, with its times counted from now. `None` before the first response.
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
    use crate::testing::acme::Acme;

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
