//! What an answer says about the rate limit.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderMap, StatusCode, header};
use tokio::time::Instant;

/// The shortest time to wait after a 429: Front's `retry-after` may be 0 or a fraction.
pub const MIN_RETRY_AFTER: Duration = Duration::from_millis(50);

/// The longest time that is read from an answer: an hour. Front's windows last a minute, its burst allowance refills
/// in ten (<https://dev.frontapp.com/docs/rate-limiting>); anything above is a fault of a clock.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// The rate limit as an answer reports it; in the extensions of responses and in errors.
///
/// Front counts for the whole company, not for a token: other programs use the same allowance.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The most requests in the window, which is a minute.
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
    /// Which limit was hit; only on 429. What Front calls it in `x-front-tier`, else `company`, `burst`, or `guard`
    /// for a limit of one operation or resource that Front did not name.
    pub tier: Option<String>,
}

impl RateLimit {
    /// Reads an answer; `None` when it says nothing.
    pub(crate) fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let number = |name| seconds(headers, name).map(|number| number as u64);
        let mut limit = Self {
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            reset: seconds(headers, "x-ratelimit-reset").map(|at| duration(at - server_time(headers))),
            burst_limit: number("x-ratelimit-burst-limit"),
            burst_remaining: number("x-ratelimit-burst-remaining"),
            retry_after: None,
            tier: None,
        };
        if status == StatusCode::TOO_MANY_REQUESTS {
            limit.retry_after = retry_after(headers)
                .filter(|wait| !wait.is_zero())
                .or_else(|| message_hint(body))
                .or_else(|| limit.reset.filter(|_| limit.remaining == Some(0)))
                // A header of 0 without a hint: at once, that is after the minimum.
                .or_else(|| retry_after(headers))
                .map(|wait| wait.clamp(MIN_RETRY_AFTER, MAX_RETRY_AFTER));
            limit.tier = limit.tier_of(headers);
        }
        (limit != Self::default() || status == StatusCode::TOO_MANY_REQUESTS).then_some(limit)
    }

    /// Front's own name, or what the counters say: `retry-after` with requests left is a guard's.
    fn tier_of(&self, headers: &HeaderMap) -> Option<String> {
        let named = headers.get("x-front-tier").and_then(|value| value.to_str().ok()).map(str::trim);
        let tier = match (named, self.remaining, self.burst_remaining) {
            (Some(name), ..) if !name.is_empty() => name,
            (_, Some(0), _) => "company",
            (_, _, Some(0)) => "burst",
            (_, Some(_), _) => "guard",
            _ => return None,
        };
        Some(tier.to_owned())
    }

    /// The same some time later.
    fn after(mut self, passed: Duration) -> Self {
        self.reset = self.reset.map(|wait| wait.saturating_sub(passed));
        self.retry_after = self.retry_after.and_then(|wait| wait.checked_sub(passed));
        self
    }
}

/// `retry-after` in seconds; a fraction is a fraction of a second.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    seconds(headers, header::RETRY_AFTER.as_str()).map(duration)
}

/// A header that is a number from 0 up.
fn seconds(headers: &HeaderMap, name: &str) -> Option<f64> {
    let number: f64 = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    (number.is_finite() && number >= 0.0).then_some(number)
}

/// Clamped: a clock that is wrong must not make a wait of hours, or of less than nothing.
fn duration(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.clamp(0.0, MAX_RETRY_AFTER.as_secs_f64()))
}

/// What time it is for the server, in seconds since 1970: `x-ratelimit-reset` is a time of its clock, not of ours.
fn server_time(headers: &HeaderMap) -> f64 {
    let date = headers.get(header::DATE).and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).ok());
    date.unwrap_or_else(jiff::Timestamp::now).as_millisecond() as f64 / 1000.0
}

/// "Please retry in 341 milliseconds": finer than the header, but only words.
fn message_hint(body: &[u8]) -> Option<Duration> {
    let text = std::str::from_utf8(body.get(..body.len().min(crate::MAX_ERROR_BODY_BYTES))?).ok()?;
    let (_, rest) = text.split_once("retry in ")?;
    let (number, unit) = rest.split_once(' ')?;
    unit.starts_with("millisecond").then(|| number.parse().ok())?.map(Duration::from_millis)
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

    const GLOBAL: &str = r#"{"_error":{"message":"Rate limit exceeded. Please retry in 341 milliseconds."}}"#;

    fn read(status: u16, headers: &[(&'static str, &str)], body: &str) -> Option<RateLimit> {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        RateLimit::read(StatusCode::from_u16(status).unwrap(), &headers, body.as_bytes())
    }

    fn wait(headers: &[(&'static str, &str)], body: &str) -> Option<Duration> {
        read(429, headers, body).unwrap().retry_after
    }

    #[test]
    fn the_five_headers() {
        let limit = read(
            200,
            &[
                ("x-ratelimit-limit", "100"),
                ("x-ratelimit-remaining", "42"),
                ("x-ratelimit-reset", "1800000030"),
                ("x-ratelimit-burst-limit", "50"),
                ("x-ratelimit-burst-remaining", "49"),
                ("date", "Fri, 15 Jan 2027 08:00:00 GMT"),
            ],
            "",
        )
        .unwrap();
        let expected = RateLimit {
            limit: Some(100),
            remaining: Some(42),
            reset: Some(Duration::from_secs(30)),
            burst_limit: Some(50),
            burst_remaining: Some(49),
            retry_after: None,
            tier: None,
        };
        assert_eq!(limit, expected);
        assert_eq!(read(200, &[], ""), None);
        assert_eq!(read(200, &[("x-ratelimit-limit", "many")], ""), None);
    }

    #[test]
    fn a_reset_in_the_past_or_far_away_is_clamped() {
        let reset = |at: &str| {
            let headers = [("x-ratelimit-reset", at), ("date", "Fri, 15 Jan 2027 08:00:00 GMT")];
            read(200, &headers, "").unwrap().reset.unwrap()
        };
        assert_eq!(reset("1799999000"), Duration::ZERO);
        assert_eq!(reset("9999999999"), MAX_RETRY_AFTER);
    }

    #[test]
    fn retry_after_is_in_seconds() {
        assert_eq!(wait(&[("retry-after", "20")], GLOBAL), Some(Duration::from_secs(20)));
        assert_eq!(wait(&[("retry-after", "0.341")], ""), Some(Duration::from_millis(341)));
        assert_eq!(wait(&[("retry-after", "0.001")], ""), Some(MIN_RETRY_AFTER));
        assert_eq!(wait(&[("retry-after", "1e9")], ""), Some(MAX_RETRY_AFTER));
    }

    #[test]
    fn the_message_is_a_hint_when_the_header_says_nothing() {
        assert_eq!(wait(&[], GLOBAL), Some(Duration::from_millis(341)));
        assert_eq!(wait(&[("retry-after", "0")], GLOBAL), Some(Duration::from_millis(341)));
        assert_eq!(wait(&[("retry-after", "0")], ""), Some(MIN_RETRY_AFTER));
        for nonsense in ["-1", "NaN", "inf", "soon"] {
            assert_eq!(wait(&[("retry-after", nonsense)], ""), None, "{nonsense}");
        }
        assert_eq!(wait(&[], "retry in 99999999999999999999999 milliseconds"), None);
        assert_eq!(wait(&[], "retry in 3 hours"), None);
    }

    #[test]
    fn the_reset_helps_when_nothing_else_does() {
        let reset = [("x-ratelimit-reset", "1800000030"), ("date", "Fri, 15 Jan 2027 08:00:00 GMT")];
        let spent = [reset[0], reset[1], ("x-ratelimit-remaining", "0")];
        assert_eq!(wait(&spent, ""), Some(Duration::from_secs(30)));
        let guard = [reset[0], reset[1], ("x-ratelimit-remaining", "7")];
        assert_eq!(wait(&guard, ""), None);
    }

    #[test]
    fn which_limit_was_hit() {
        let tier = |headers: &[(&'static str, &str)]| read(429, headers, "").unwrap().tier;
        assert_eq!(tier(&[("x-front-tier", "2"), ("x-ratelimit-remaining", "0")]).as_deref(), Some("2"));
        assert_eq!(tier(&[("x-ratelimit-remaining", "0")]).as_deref(), Some("company"));
        let burst = [("x-ratelimit-remaining", "3"), ("x-ratelimit-burst-remaining", "0")];
        assert_eq!(tier(&burst).as_deref(), Some("burst"));
        assert_eq!(tier(&[("x-ratelimit-remaining", "3")]).as_deref(), Some("guard"));
        assert_eq!(tier(&[]), None);
        assert_eq!(read(200, &[("x-front-tier", "2"), ("x-ratelimit-limit", "5")], "").unwrap().tier, None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_latest_value_ages() {
        let latest = LatestRateLimit::default();
        assert_eq!(latest.get(), None);
        latest.set(read(429, &[("retry-after", "20")], "").unwrap());
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(latest.get().unwrap().retry_after, Some(Duration::from_secs(15)));
        tokio::time::advance(Duration::from_secs(50)).await;
        assert_eq!(latest.get().unwrap().retry_after, None);
    }
}
