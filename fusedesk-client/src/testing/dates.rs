//! Times in PHP's formats.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::Value;

/// Formats a time like PHP's `date('c')`, in UTC.
pub(super) fn text(seconds: u64) -> String {
    timestamp(seconds).strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// Returns a time, or null.
pub(super) fn or_null(seconds: Option<u64>) -> Value {
    seconds.map(text).into()
}

/// Returns a time, or false, which FuseDesk writes for some unset dates.
pub(super) fn or_false(seconds: Option<u64>) -> Value {
    seconds.map_or(Value::Bool(false), |seconds| text(seconds).into())
}

/// Parses a text to seconds since the UNIX epoch: `2026-03-01`, `2026-03-01 09:30:00` (both UTC),
/// `2026-03-01T09:30:00+01:00`, `now`, `today`, `tomorrow`, `-30 days` or `@1767225600`. Covers the part of PHP's
/// `strtotime` that callers of the API use.
pub(super) fn parse(text: &str, now: u64) -> Option<u64> {
    let text = text.trim();
    let instant = if let Some(seconds) = text.strip_prefix('@') {
        Timestamp::from_second(seconds.parse().ok()?).ok()?
    } else if let Ok(instant) = text.parse::<Timestamp>() {
        instant
    } else if !text.contains(':')
        && let Ok(day) = text.parse::<Date>()
    {
        in_utc(day.at(0, 0, 0, 0))?
    } else if let Ok(time) = text.parse::<DateTime>() {
        in_utc(time)?
    } else {
        relative(&text.to_ascii_lowercase(), timestamp(now))?
    };
    u64::try_from(instant.as_second()).ok()
}

/// Returns the start of the day of a time.
pub(super) fn day_of(seconds: u64) -> u64 {
    seconds - seconds % SECONDS_A_DAY
}

pub(super) const SECONDS_A_DAY: u64 = 86_400;

fn relative(text: &str, now: Timestamp) -> Option<Timestamp> {
    let now = now.to_zoned(TimeZone::UTC);
    let days =
        |days: i64| Some(now.start_of_day().ok()?.checked_add(Span::new().days(days)).ok()?.timestamp());
    match text {
        "now" => return Some(now.timestamp()),
        "today" => return days(0),
        "tomorrow" => return days(1),
        "yesterday" => return days(-1),
        _ => {}
    }
    let (text, ago) = text.strip_suffix(" ago").map_or((text, 1), |text| (text, -1));
    let split = text.find(|char: char| char.is_ascii_alphabetic())?;
    let (count, unit) = text.split_at(split);
    let count = count.trim().trim_start_matches('+').parse::<i64>().ok()?.checked_mul(ago)?;
    let span = match unit.trim_end_matches('s') {
        "sec" | "second" => Span::new().try_seconds(count),
        "min" | "minute" => Span::new().try_minutes(count),
        "hour" => Span::new().try_hours(count),
        "day" => Span::new().try_days(count),
        "week" => Span::new().try_weeks(count),
        "month" => Span::new().try_months(count),
        "year" => Span::new().try_years(count),
        _ => return None,
    };
    Some(now.checked_add(span.ok()?).ok()?.timestamp())
}

fn in_utc(time: DateTime) -> Option<Timestamp> {
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn timestamp(seconds: u64) -> Timestamp {
    i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-03-05T14:07:09Z.
    const NOW: u64 = 1_709_647_629;

    #[test]
    fn reads_what_callers_send() {
        for (given, read) in [
            ("2024-03-05T14:07:09+00:00", NOW),
            ("2024-03-05T16:07:09+02:00", NOW),
            ("2024-03-05T14:07:09Z", NOW),
            ("2024-03-05 14:07:09", NOW),
            ("2024-03-05T14:07:09", NOW),
            ("2024-03-05", day_of(NOW)),
            ("today", day_of(NOW)),
            ("tomorrow", day_of(NOW) + SECONDS_A_DAY),
            ("now", NOW),
            ("-30 days", NOW - 30 * SECONDS_A_DAY),
            ("+2 hours", NOW + 7_200),
            ("3 weeks ago", NOW - 21 * SECONDS_A_DAY),
            ("@1709647629", NOW),
        ] {
            assert_eq!(parse(given, NOW), Some(read), "{given}");
        }
        for given in ["", "soon", "0000-00-00", "2024-13-01", "days", "-5 fortnights", "{}"] {
            assert_eq!(parse(given, NOW), None, "{given}");
        }
        assert_eq!(text(NOW), "2024-03-05T14:07:09+00:00");
    }
}
