//! Rate-limit values of an upstream, in one form.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

/// Key of the rate-limit object in the `_meta` of a tool result.
pub const RATE_LIMIT_META: &str = "frontdesk/rateLimit";

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// What an upstream said about its limits when it answered.
///
/// In a result's `_meta` it stands under [`RATE_LIMIT_META`] with the members `limit`, `remaining`, `reset`,
/// `retryAfter` (both in whole seconds, rounded up) and `tier`; over HTTP it becomes the headers `ratelimit-limit`,
/// `ratelimit-remaining`, `ratelimit-reset` and `retry-after`.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::RateLimit;
///
/// let mut limit = RateLimit::default();
/// limit.limit = Some(50);
/// limit.remaining = Some(0);
/// limit.retry_after = Some(Duration::from_millis(1200));
/// let mut headers = http::HeaderMap::new();
/// limit.write_headers(&mut headers);
/// assert_eq!(headers["retry-after"], "2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests per window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Requests left in the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// Time until the window starts anew.
    #[serde(skip_serializing_if = "Option::is_none", with = "seconds")]
    pub reset: Option<Duration>,
    /// Time to wait before the next request.
    #[serde(skip_serializing_if = "Option::is_none", with = "seconds")]
    pub retry_after: Option<Duration>,
    /// Which of the upstream's limits this is, in its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
}

impl RateLimit {
    /// Writes the values as headers. What is unknown is left alone.
    pub fn write_headers(&self, headers: &mut HeaderMap) {
        let values = [
            (LIMIT, self.limit),
            (REMAINING, self.remaining),
            (RESET, self.reset.map(whole_seconds)),
            (http::header::RETRY_AFTER, self.retry_after.map(whole_seconds)),
        ];
        for (name, value) in values {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from(value));
            }
        }
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

// Rounded up: a client that waits the stated time must not come too early.
pub(crate) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

mod seconds {
    use super::{Duration, whole_seconds};
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "the signature serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_u64(whole_seconds(*value)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(deserializer)?.map(Duration::from_secs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_leave_no_trace() {
        let mut headers = HeaderMap::new();
        RateLimit::default().write_headers(&mut headers);
        assert!(headers.is_empty());
        assert_eq!(serde_json::to_string(&RateLimit::default()).unwrap(), "{}");
    }

    #[test]
    fn seconds_are_rounded_up() {
        let limit = RateLimit { reset: Some(Duration::from_millis(1)), ..RateLimit::default() };
        assert_eq!(serde_json::to_string(&limit).unwrap(), r#"{"reset":1}"#);
        assert_eq!(
            serde_json::from_str::<RateLimit>(r#"{"reset":1}"#).unwrap().reset,
            Some(Duration::from_secs(1))
        );
    }
}
