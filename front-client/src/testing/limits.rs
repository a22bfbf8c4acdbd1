//! Rate limits: one bucket per company with a burst on top, and guards for single routes.
//!
//! Sources: <https://dev.frontapp.com/docs/rate-limiting> for the company's limit, the headers and the guards; the
//! descriptions of search and message-seen in Front's OpenAPI file for theirs. Front does not list the values of
//! `x-front-tier`: all but `2` are the fake's own choice.

use std::collections::{BTreeMap, VecDeque};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::call::Failure;

const MINUTE: u64 = 60_000;
const SECOND: u64 = 1_000;
const HOUR: u64 = 3_600_000;
/// Time until the burst is full again after its first use, in milliseconds.
const BURST_REFILL: u64 = 10 * MINUTE;
/// Default limit: more than a test sends.
const UNTHROTTLED: u32 = 60_000;
/// Requests per second that Front accepts for one resource.
const PER_RESOURCE: u32 = 5;
/// Share of the company's limit that searches may use, in percent.
const SEARCH_PERCENT: u32 = 40;
/// Maximum number of times that one message may be marked as seen per hour.
const SEEN_PER_HOUR: u32 = 10;

/// Rate limits of the company.
///
/// ```
/// use front_client::testing::{FakeFront, RateLimits};
///
/// let fake = FakeFront::new();
/// // All limits of the smallest plan: 50 requests a minute, 20 of them searches, 5 a second per resource.
/// fake.set_rate_limits(RateLimits::plan(50));
/// // The same without the guard per resource, which a quick test meets first.
/// fake.rate_limit(50);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    per_minute: u32,
    burst: u32,
    search_percent: u32,
    per_resource: Option<u32>,
    seen_per_hour: u32,
}

impl Default for RateLimits {
    /// 60,000 requests per minute and no guard per resource: no test reaches this by accident.
    fn default() -> Self {
        Self { per_resource: None, ..Self::plan(UNTHROTTLED) }
    }
}

impl RateLimits {
    /// Returns the limits of a plan with `per_minute` requests per minute: a burst of half as many, 40 % for
    /// search, 5 requests per second per conversation or channel.
    #[must_use]
    pub const fn plan(per_minute: u32) -> Self {
        Self {
            per_minute,
            burst: per_minute / 2,
            search_percent: SEARCH_PERCENT,
            per_resource: Some(PER_RESOURCE),
            seen_per_hour: SEEN_PER_HOUR,
        }
    }

    /// Sets the burst: the number of requests that may exceed the limit before requests are refused. It refills
    /// after 10 minutes.
    #[must_use]
    pub const fn burst(mut self, requests: u32) -> Self {
        self.burst = requests;
        self
    }

    /// Share of the company's limit that searches may use, in percent.
    #[must_use]
    pub const fn search_percent(mut self, percent: u32) -> Self {
        self.search_percent = percent;
        self
    }

    /// Sets the limit per conversation or channel, in requests per second. `None` disables it.
    #[must_use]
    pub const fn per_resource(mut self, per_second: Option<u32>) -> Self {
        self.per_resource = per_second;
        self
    }

    /// Sets how many times each message may be marked as seen per hour.
    #[must_use]
    pub const fn seen_per_hour(mut self, times: u32) -> Self {
        self.seen_per_hour = times;
        self
    }
}

/// Guard of a route besides the company's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Guard {
    None,
    /// Per conversation or channel.
    Resource,
    Search,
    /// Per message marked as seen.
    Seen,
}

/// Reason and duration of a refusal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Throttled {
    pub(super) retry_millis: u64,
    /// Guard that refused, as a value of `x-front-tier`. `None` for the company's limit.
    pub(super) tier: Option<&'static str>,
}

impl Throttled {
    pub(super) fn failure(self) -> Failure {
        let route = self.tier.map_or(String::new(), |tier| match tier {
            "2" => " for tier-2 route".to_owned(),
            other => format!(" for {other} route"),
        });
        let message =
            format!("Rate limit exceeded{route}. Please retry in {} milliseconds.", self.retry_millis);
        let failure = Failure::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests", message);
        Failure { throttled: Some(self), ..failure }
    }

    pub(super) fn write(&self, headers: &mut HeaderMap) {
        headers.insert("retry-after", HeaderValue::from(self.retry_millis.div_ceil(SECOND)));
        if let Some(tier) = self.tier {
            headers.insert("x-front-tier", HeaderValue::from_static(tier));
        }
    }
}

/// Counts requests against the limits.
#[derive(Debug, Default)]
pub(super) struct RateLimiter {
    limits: RateLimits,
    window_ends: u64,
    used: u32,
    searches: u32,
    burst_used: u32,
    burst_refills: u64,
    guarded: BTreeMap<(Guard, String), VecDeque<u64>>,
}

impl RateLimiter {
    pub(super) fn new(limits: RateLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Counts one request, or returns the time to wait. Refused requests are not counted.
    pub(super) fn acquire(&mut self, now: u64, guard: Guard, resource: &str) -> Result<(), Throttled> {
        self.start_window(now);
        let wait = |until: u64, tier| Err(Throttled { retry_millis: until.saturating_sub(now).max(1), tier });
        let sliding = match guard {
            Guard::Resource => self.limits.per_resource.map(|limit| (limit, SECOND, "2")),
            Guard::Seen => Some((self.limits.seen_per_hour, HOUR, "seen")),
            Guard::None | Guard::Search => None,
        };
        if let Some((limit, span, tier)) = sliding {
            let taken = self.guarded.entry((guard, resource.to_owned())).or_default();
            while taken.front().is_some_and(|at| at + span <= now) {
                taken.pop_front();
            }
            if taken.len() >= limit as usize {
                return wait(taken.front().map_or(now + span, |first| first + span), Some(tier));
            }
        }
        let search_limit = u64::from(self.limits.per_minute) * u64::from(self.limits.search_percent) / 100;
        if guard == Guard::Search && u64::from(self.searches) >= search_limit {
            return wait(self.window_ends, Some("search"));
        }
        if self.used >= self.limits.per_minute {
            if self.burst_used >= self.limits.burst {
                return wait(self.window_ends, None);
            }
            if self.burst_used == 0 {
                self.burst_refills = now + BURST_REFILL;
            }
            self.burst_used += 1;
        }
        self.used = self.used.saturating_add(1);
        self.searches += u32::from(guard == Guard::Search);
        if sliding.is_some() {
            self.guarded.entry((guard, resource.to_owned())).or_default().push_back(now);
        }
        Ok(())
    }

    /// Writes the headers of every response.
    pub(super) fn write(&mut self, now: u64, headers: &mut HeaderMap) {
        self.start_window(now);
        let remaining = self.limits.per_minute.saturating_sub(self.used);
        let burst_remaining = self.limits.burst.saturating_sub(self.burst_used);
        for (name, value) in [
            ("x-ratelimit-limit", self.limits.per_minute.into()),
            ("x-ratelimit-remaining", remaining.into()),
            ("x-ratelimit-reset", self.window_ends.div_ceil(SECOND)),
            ("x-ratelimit-burst-limit", self.limits.burst.into()),
            ("x-ratelimit-burst-remaining", u64::from(burst_remaining)),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }

    /// Starts a new window when the last one has ended.
    fn start_window(&mut self, now: u64) {
        if now >= self.window_ends {
            (self.window_ends, self.used, self.searches) = (now + MINUTE, 0, 0);
        }
        if self.burst_used > 0 && now >= self.burst_refills {
            self.burst_used = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn burst_refills_after_ten_minutes() {
        let mut rate_limiter = RateLimiter::new(RateLimits::plan(4));
        for _ in 0..6 {
            assert_eq!(rate_limiter.acquire(0, Guard::None, ""), Ok(()));
        }
        assert_eq!(
            rate_limiter.acquire(15_000, Guard::None, ""),
            Err(Throttled { retry_millis: 45_000, tier: None })
        );
        for _ in 0..4 {
            assert_eq!(rate_limiter.acquire(MINUTE, Guard::None, ""), Ok(()));
        }
        assert!(rate_limiter.acquire(MINUTE, Guard::None, "").is_err());
        for _ in 0..6 {
            assert_eq!(rate_limiter.acquire(BURST_REFILL, Guard::None, ""), Ok(()));
        }
    }

    #[test]
    fn guards_refuse_with_requests_left() {
        let mut rate_limiter = RateLimiter::new(RateLimits::plan(50));
        for _ in 0..5 {
            assert_eq!(rate_limiter.acquire(659, Guard::Resource, "cnv_1"), Ok(()));
        }
        let refused = rate_limiter.acquire(1_318, Guard::Resource, "cnv_1").unwrap_err();
        assert_eq!(refused, Throttled { retry_millis: 341, tier: Some("2") });
        assert_eq!(
            refused.failure().message,
            "Rate limit exceeded for tier-2 route. Please retry in 341 milliseconds."
        );
        assert_eq!(rate_limiter.acquire(1_318, Guard::Resource, "cnv_2"), Ok(()));
        let mut headers = HeaderMap::new();
        rate_limiter.write(1_318, &mut headers);
        assert_eq!(headers["x-ratelimit-remaining"], "44");
    }

    #[test]
    fn searches_have_forty_percent() {
        let mut rate_limiter = RateLimiter::new(RateLimits::plan(50));
        for _ in 0..20 {
            assert_eq!(rate_limiter.acquire(0, Guard::Search, ""), Ok(()));
        }
        assert_eq!(rate_limiter.acquire(0, Guard::Search, "").unwrap_err().tier, Some("search"));
        assert_eq!(rate_limiter.acquire(0, Guard::None, ""), Ok(()));
    }
}
