//! Front's rate-limit headers.
//!
//! Front counts per company and minute, with a burst allowance on top that refills in ten minutes. It guards single
//! operations and resources with limits of their own: <https://dev.frontapp.com/docs/rate-limiting>.

use std::time::Duration;

use client_core::{
    RateLimit,
    rate_limit::{duration, number, retry_after, seconds, server_time},
};
use http::{HeaderMap, StatusCode};

/// Reads the rate limit of a response. `None` if it has none.
pub(crate) fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<RateLimit> {
    let mut limit = RateLimit::default();
    limit.limit = number(headers, "x-ratelimit-limit");
    limit.remaining = number(headers, "x-ratelimit-remaining");
    // A time of the server's clock, not of the local one.
    limit.reset = seconds(headers, "x-ratelimit-reset").map(|at| duration(at - server_time(headers)));
    limit.burst_limit = number(headers, "x-ratelimit-burst-limit");
    limit.burst_remaining = number(headers, "x-ratelimit-burst-remaining");
    if status == StatusCode::TOO_MANY_REQUESTS {
        limit.retry_after = retry_after(headers)
            .filter(|wait| !wait.is_zero())
            .or_else(|| message_hint(body))
            .or_else(|| limit.reset.filter(|_| limit.remaining == Some(0)))
            // A header of 0 without a hint: retry immediately, that is after the minimum.
            .or_else(|| retry_after(headers));
        limit.tier = tier(&limit, headers);
    }
    (limit != RateLimit::default() || status == StatusCode::TOO_MANY_REQUESTS).then_some(limit)
}

/// Returns Front's own name, or derives it from the counters: `retry-after` with requests left means a guard.
fn tier(limit: &RateLimit, headers: &HeaderMap) -> Option<String> {
    let named = headers.get("x-front-tier").and_then(|value| value.to_str().ok()).map(str::trim);
    let tier = match (named, limit.remaining, limit.burst_remaining) {
        (Some(name), ..) if !name.is_empty() => name,
        (_, Some(0), _) => "company",
        (_, _, Some(0)) => "burst",
        (_, Some(_), _) => "guard",
        _ => return None,
    };
    Some(tier.to_owned())
}

/// Part of a body that is searched for the hint, in bytes.
const MAX_HINT_BYTES: usize = 2048;

/// Parses "Please retry in 341 milliseconds". More precise than the header, but free text.
fn message_hint(body: &[u8]) -> Option<Duration> {
    let text = std::str::from_utf8(body.get(..body.len().min(MAX_HINT_BYTES))?).ok()?;
    let (_, rest) = text.split_once("retry in ")?;
    let (number, unit) = rest.split_once(' ')?;
    unit.starts_with("millisecond").then(|| number.parse().ok())?.map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Front;

    const MIN_RETRY_AFTER: Duration = Duration::from_millis(50);
    const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

    const GLOBAL: &str = r#"{"_error":{"message":"Rate limit exceeded. Please retry in 341 milliseconds."}}"#;

    fn read(status: u16, headers: &[(&'static str, &str)], body: &str) -> Option<RateLimit> {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        RateLimit::read::<Front>(StatusCode::from_u16(status).unwrap(), &headers, body.as_bytes())
    }

    fn wait(headers: &[(&'static str, &str)], body: &str) -> Option<Duration> {
        read(429, headers, body).unwrap().retry_after
    }

    #[test]
    fn all_rate_limit_headers_are_read() {
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
        let mut expected = RateLimit::default();
        expected.limit = Some(100);
        expected.remaining = Some(42);
        expected.reset = Some(Duration::from_secs(30));
        expected.burst_limit = Some(50);
        expected.burst_remaining = Some(49);
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
    fn retry_hint_of_the_message_is_the_fallback() {
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
    fn reset_is_the_last_fallback() {
        let reset = [("x-ratelimit-reset", "1800000030"), ("date", "Fri, 15 Jan 2027 08:00:00 GMT")];
        let spent = [reset[0], reset[1], ("x-ratelimit-remaining", "0")];
        assert_eq!(wait(&spent, ""), Some(Duration::from_secs(30)));
        let guard = [reset[0], reset[1], ("x-ratelimit-remaining", "7")];
        assert_eq!(wait(&guard, ""), None);
    }

    #[test]
    fn tier_is_read_or_derived() {
        let tier = |headers: &[(&'static str, &str)]| read(429, headers, "").unwrap().tier;
        assert_eq!(tier(&[("x-front-tier", "2"), ("x-ratelimit-remaining", "0")]).as_deref(), Some("2"));
        assert_eq!(tier(&[("x-ratelimit-remaining", "0")]).as_deref(), Some("company"));
        let burst = [("x-ratelimit-remaining", "3"), ("x-ratelimit-burst-remaining", "0")];
        assert_eq!(tier(&burst).as_deref(), Some("burst"));
        assert_eq!(tier(&[("x-ratelimit-remaining", "3")]).as_deref(), Some("guard"));
        assert_eq!(tier(&[]), None);
        assert_eq!(read(200, &[("x-front-tier", "2"), ("x-ratelimit-limit", "5")], "").unwrap().tier, None);
    }
}
