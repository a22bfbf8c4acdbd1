//! Dates as FuseDesk writes them: with a time zone or without, and not always readable.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use jiff::{Timestamp, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date as FuseDesk wrote it, and what of it could be understood.
///
/// FuseDesk writes some dates with a zone (`2024-03-05T14:07:09-07:00`), some without (`2024-03-05 14:07:09`), and does
/// not say whose zone is meant; those are kept as they are and not converted. A text that is no date is kept too.
///
/// ```
/// use fusedesk_client::{Moment, MomentKind};
///
/// let zoned = Moment::new("2024-03-05T14:07:09-07:00");
/// assert_eq!(zoned.as_millis(), Some(1_709_672_829_000));
///
/// let local = Moment::new("2024-03-05 14:07:09");
/// assert_eq!((local.kind(), local.as_millis()), (MomentKind::Local, None));
///
/// let odd = Moment::new("soon");
/// assert_eq!((odd.kind(), odd.as_str()), (MomentKind::Unreadable, "soon"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Moment {
    text: String,
    kind: MomentKind,
    /// Milliseconds since 1970, as if a text without a zone were in UTC; 0 when it is unreadable.
    millis: i64,
}

/// How much a [`Moment`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MomentKind {
    /// A date and a time with a zone: a point in time.
    Instant,
    /// A date and a time without a zone.
    Local,
    /// A day.
    Day,
    /// No date that could be read.
    Unreadable,
}

impl Moment {
    /// From its text, which is kept.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let (kind, millis) = read(text.trim()).unwrap_or((MomentKind::Unreadable, 0));
        Self { text, kind, millis }
    }

    /// The text as FuseDesk wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How much it says.
    #[must_use]
    pub fn kind(&self) -> MomentKind {
        self.kind
    }

    /// Milliseconds since 1970; `None` when there is no zone, so that nobody knows.
    #[must_use]
    pub fn as_millis(&self) -> Option<i64> {
        (self.kind == MomentKind::Instant).then_some(self.millis)
    }

    /// Milliseconds since 1970 where a date without a zone is taken for UTC, and a day for its first moment: for
    /// putting things in order, and up to a day off. `None` when the text is unreadable.
    #[must_use]
    pub fn millis_as_if_utc(&self) -> Option<i64> {
        (self.kind != MomentKind::Unreadable).then_some(self.millis)
    }

    /// The same as a time of the standard library; `None` when there is no zone.
    #[must_use]
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let millis = self.as_millis()?;
        let distance = Duration::from_millis(millis.unsigned_abs());
        if millis < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
    }
}

/// RFC 3339, then the same without a zone (a `T` or a space between), then a day.
fn read(text: &str) -> Option<(MomentKind, i64)> {
    /// The length of `YYYY-MM-DD`.
    const DAY: usize = 10;
    // What is shorter is one of the many other forms of ISO 8601, which FuseDesk does not write.
    if text.len() < DAY
        || !text.as_bytes()[..DAY].iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    {
        return None;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some((MomentKind::Instant, instant.as_millisecond()));
    }
    let kind = if text.len() == DAY { MomentKind::Day } else { MomentKind::Local };
    let local = text.parse::<civil::DateTime>().ok()?;
    let as_if_utc = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some((kind, as_if_utc.timestamp().as_millisecond()))
}

impl From<&str> for Moment {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Moment {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// In UTC, to the second below; a time out of the range of the calendar becomes its end.
impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => seconds(since),
            Err(before) => seconds(before.duration()).saturating_neg(),
        };
        let end = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Self::new(Timestamp::from_second(seconds).unwrap_or(end).to_string())
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.text
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

client_core::json_schema! {
    impl JsonSchema for Moment {
        "Moment",
        |_| json_schema!({
            "type": "string",
            "description": "A date: `2024-03-05T14:07:09Z`, or without a zone `2024-03-05 14:07:09`, or `2024-03-05`.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(text: &str) -> (MomentKind, Option<i64>) {
        let moment = Moment::new(text);
        (moment.kind(), moment.millis_as_if_utc())
    }

    #[test]
    fn every_form() {
        let noon = Some(1_709_640_000_000);
        for (text, expected) in [
            ("2024-03-05T12:00:00Z", MomentKind::Instant),
            ("2024-03-05T05:00:00-07:00", MomentKind::Instant),
            ("2024-03-05 12:00:00+00:00", MomentKind::Instant),
            ("2024-03-05T12:00:00+0000", MomentKind::Instant),
            ("2024-03-05T12:00:00.000Z", MomentKind::Instant),
            ("2024-03-05 12:00:00", MomentKind::Local),
            ("2024-03-05T12:00:00", MomentKind::Local),
            (" 2024-03-05 12:00 ", MomentKind::Local),
        ] {
            assert_eq!(kind(text), (expected, noon), "{text}");
        }
        assert_eq!(kind("2024-03-05"), (MomentKind::Day, Some(1_709_596_800_000)));
        for text in
            ["", "soon", "12", "1709640000", "20240305", "2024-13-05", "2024-03-05 25:00:00", "2024-03-0x"]
        {
            assert_eq!(kind(text), (MomentKind::Unreadable, None), "{text}");
            assert_eq!(Moment::new(text).as_str(), text);
        }
    }

    #[test]
    fn a_time_of_the_system() {
        for seconds in [0, 1_709_640_000] {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(Moment::from(time).to_system_time(), Some(time));
        }
        let early = UNIX_EPOCH - Duration::from_secs(60);
        assert_eq!(Moment::from(early).to_system_time(), Some(early));
        assert_eq!(Moment::from(UNIX_EPOCH).as_str(), "1970-01-01T00:00:00Z");
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in prop_oneof![any::<String>(), "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T0-9:.Zz+-]{0,20}"]) {
            let moment = Moment::new(&*text);
            prop_assert_eq!(moment.as_str(), &text);
            let json = serde_json::to_string(&moment).unwrap();
            prop_assert_eq!(serde_json::from_str::<Moment>(&json).unwrap(), moment);
        }
    }
}
