//! Points in time as Front writes them: seconds since 1970, with up to three decimals.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time, exact to the millisecond.
///
/// Reads a number with or without decimals, or a string that holds one; writes a number of seconds. `Display` is
/// RFC 3339 in UTC with three decimals, so that texts sort as times do.
///
/// ```
/// use front_client::Timestamp;
/// let time: Timestamp = serde_json::from_str("1701292649.333")?;
/// assert_eq!(time.as_millis(), 1_701_292_649_333);
/// assert_eq!(time.to_string(), "2023-11-29T21:17:29.333Z");
/// assert_eq!(serde_json::to_string(&time)?, "1701292649.333");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From seconds since 1970.
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// From milliseconds since 1970.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The present, by the system's clock.
    #[must_use]
    pub fn now() -> Self {
        Self(jiff::Timestamp::now().as_millisecond())
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The same as a time of the standard library; `None` when that cannot hold it.
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let millis = Duration::from_millis(self.0.unsigned_abs());
        if self.0 < 0 { UNIX_EPOCH.checked_sub(millis) } else { UNIX_EPOCH.checked_add(millis) }
    }

    /// From seconds with decimals, rounded to the millisecond; `None` when it is no number in range.
    #[must_use]
    pub fn from_secs_f64(seconds: f64) -> Option<Self> {
        let millis = (seconds * 1000.0).round();
        // Nothing in Front lies outside ± 10^14 s, and within that the conversion is exact.
        (millis.abs() <= 1e17).then_some(Self(millis as i64))
    }
}

/// To the millisecond below; a time that is out of range becomes the end of the range.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(since) => millis(since),
            Err(before) => -millis(before.duration()),
        })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            // All with the same number of decimals, so that their texts sort as the times do.
            Ok(time) => write!(f, "{time:.3}"),
            Err(_) => write!(f, "{}ms", self.0),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1000 == 0 {
            serializer.serialize_i64(self.0 / 1000)
        } else {
            serializer.serialize_f64(self.0 as f64 / 1000.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor).and_then(|seconds| {
            Self::from_secs_f64(seconds).ok_or_else(|| de::Error::custom("a time out of range"))
        })
    }
}

client_core::json_schema! {
    impl JsonSchema for Timestamp {
        "Timestamp",
        |_| json_schema!({ "type": "number", "description": "Seconds since 1970, with up to three decimals." })
    }
}

/// Writes whole seconds, for the one field that takes no decimals.
pub(crate) fn whole_secs<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(time.as_secs())
}

/// The one field that Front gives in milliseconds: read as a string or a number, written as a number.
pub(crate) mod millis {
    use super::{Deserializer, Serialize, Serializer, Timestamp, Visitor};

    #[allow(clippy::ref_option)] // The signature that serde calls.
    pub(crate) fn serialize<S: Serializer>(
        time: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(Timestamp::as_millis).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        struct Optional;
        impl<'de> serde::de::Visitor<'de> for Optional {
            type Value = Option<Timestamp>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("milliseconds since 1970 or null")
            }
            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                let millis = deserializer.deserialize_any(Visitor)?;
                Ok(Timestamp::from_secs_f64(millis / 1000.0))
            }
        }
        deserializer.deserialize_option(Optional)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or a string that holds one")
    }

    fn visit_i64<E>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_u64<E>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<f64, E> {
        value.trim().parse().map_err(|_| E::invalid_value(de::Unexpected::Str(value), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for millis in [0, 1, -1, 1_701_292_649_333, -62_135_596_800_000] {
            let time = Timestamp::from_millis(millis);
            assert_eq!(Timestamp::from(time.to_system_time().unwrap()), time);
        }
    }

    #[test]
    fn reads_every_form() {
        for (text, millis) in [("1.5", 1500), ("1", 1000), ("\"1.5\"", 1500), ("-1", -1000)] {
            assert_eq!(serde_json::from_str::<Timestamp>(text).unwrap().as_millis(), millis, "{text}");
        }
        for text in ["\"x\"", "null", "1e300", "true"] {
            assert!(serde_json::from_str::<Timestamp>(text).is_err(), "{text}");
        }
    }
}
