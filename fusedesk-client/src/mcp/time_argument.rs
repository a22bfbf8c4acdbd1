//! Times in arguments.

use client_core::mcp::argument::echo;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use mcp_core::HandlerError;

/// Point in time, with its form for FuseDesk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeArgument {
    /// A day unchanged, in FuseDesk's own zone, or a time in UTC.
    pub(crate) text: String,
    /// Milliseconds since 1970. For a day, its beginning in UTC.
    pub(crate) millis: i64,
}

/// Returns the current time, in milliseconds since 1970.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Parses a past time: a day, a time with its zone, or a time ago such as `2d`, `36h`, `30m`, `1w`.
pub(crate) fn past(argument: &str, text: &str, now: i64) -> Result<TimeArgument, HandlerError> {
    read(text, now, -1).ok_or_else(|| {
        HandlerError::invalid_arguments(format!(
            "{argument} is {text}; it must be a day such as 2026-05-03, a time with its zone such as \
             2026-05-03T14:00:00Z, or how long ago: 30m, 36h, 2d, 1w",
            text = echo(text)
        ))
    })
}

/// Parses a future time: a day, a time with its zone, or a time from now such as `2d`, `36h`, `30m`, `1w`.
pub(crate) fn future(argument: &str, text: &str, now: i64) -> Result<TimeArgument, HandlerError> {
    let when = read(text, now, 1).ok_or_else(|| {
        HandlerError::invalid_arguments(format!(
            "{argument} is {text}; it must be a day such as 2026-05-03, a time with its zone such as \
             2026-05-03T14:00:00Z, or how long from now: 30m, 36h, 2d, 1w",
            text = echo(text)
        ))
    })?;
    if when.millis <= now {
        let now = at(now).map_or_else(String::new, |now| format!("; it is {} now", now.text));
        return Err(HandlerError::invalid_arguments(format!(
            "{argument} is {text}; it must be in the future{now}",
            text = echo(text)
        )));
    }
    Ok(when)
}

fn read(text: &str, now: i64, direction: i64) -> Option<TimeArgument> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>()
        && !text.contains(['T', 't', ' ', ':'])
    {
        let start = day.to_zoned(TimeZone::UTC).ok()?.timestamp();
        return Some(TimeArgument { text: day.to_string(), millis: start.as_millisecond() });
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        return at(time.as_millisecond());
    }
    let distance = distance(&text.to_lowercase(), direction)?;
    at(now.checked_add(distance.checked_mul(direction)?)?)
}

/// Creates a time to the second, which is FuseDesk's precision.
fn at(millis: i64) -> Option<TimeArgument> {
    let time = Timestamp::from_second(millis.div_euclid(1_000)).ok()?;
    Some(TimeArgument { text: time.to_string(), millis: time.as_millisecond() })
}

/// Parses a relative time, in milliseconds: `2d`, `2 days`, and for the past also `-2d` and `2 days ago`.
fn distance(text: &str, direction: i64) -> Option<i64> {
    let text = if direction < 0 {
        let text = text.strip_prefix('-').unwrap_or(text);
        text.strip_suffix(" ago").unwrap_or(text)
    } else {
        let text = text.strip_prefix('+').unwrap_or(text);
        text.strip_prefix("in ").unwrap_or(text)
    };
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = text.split_at(split);
    let minutes = match unit.trim() {
        "m" | "min" | "minute" | "minutes" => 1,
        "h" | "hour" | "hours" => 60,
        "d" | "day" | "days" => 24 * 60,
        "w" | "week" | "weeks" => 7 * 24 * 60,
        _ => return None,
    };
    count.parse::<i64>().ok()?.checked_mul(minutes)?.checked_mul(60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-05-03T14:00:00Z.
    const NOW: i64 = 1_777_816_800_000;

    #[test]
    fn days_times_and_distances() {
        for (text, expected) in [
            ("2026-05-03", "2026-05-03"),
            ("2026-05-03T14:00:00Z", "2026-05-03T14:00:00Z"),
            ("2026-05-03T16:00:00+02:00", "2026-05-03T14:00:00Z"),
            ("2d", "2026-05-01T14:00:00Z"),
            ("-2d", "2026-05-01T14:00:00Z"),
            ("36 hours ago", "2026-05-02T02:00:00Z"),
            ("1W", "2026-04-26T14:00:00Z"),
        ] {
            assert_eq!(past("since", text, NOW).unwrap().text, expected, "{text}");
        }
        assert_eq!(past("since", "2026-05-03", NOW).unwrap().millis, NOW - 14 * 3_600_000);
        for text in
            ["", "d", "2", "2y", "soon", "2026-13-01", "2026-05-03T14:00:00", "99999999999999999d", "+2d"]
        {
            assert!(past("since", text, NOW).unwrap_err().message().starts_with("since is"), "{text}");
        }
    }

    #[test]
    fn future_time_must_be_later_than_now() {
        for (text, expected) in [
            ("2026-05-04", "2026-05-04"),
            ("2026-05-03T14:00:01Z", "2026-05-03T14:00:01Z"),
            ("2d", "2026-05-05T14:00:00Z"),
            ("+30m", "2026-05-03T14:30:00Z"),
            ("in 3 hours", "2026-05-03T17:00:00Z"),
        ] {
            assert_eq!(future("until", text, NOW).unwrap().text, expected, "{text}");
        }
        for text in ["2026-05-03", "2026-05-03T14:00:00Z", "0m", "2001-01-01T00:00:00Z"] {
            let error = future("until", text, NOW).unwrap_err();
            assert!(
                error.message().ends_with("it must be in the future; it is 2026-05-03T14:00:00Z now"),
                "{error}"
            );
        }
        for text in ["", "-2d", "2 days ago", "tomorrow", "99999999w"] {
            assert!(
                future("until", text, NOW).unwrap_err().message().contains("how long from now"),
                "{text}"
            );
        }
    }
}
