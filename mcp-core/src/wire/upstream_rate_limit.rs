//! Rate limit of an upstream, normalised.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

/// Key of the rate-limit object in the `_meta` of a tool result.
pub const RATE_LIMIT_META: &str = "frontdesk/rateLimit";

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Rate limit that an upstream reported with a response.
///
/// In a result's `_meta` it is the member [`RATE_LIMIT_META`], with `limit`, `remaining`, `reset`, `retryAfter`
/// (both in whole seconds, rounded up) and `tier`. Over HTTP it becomes the headers `ratelimit-limit`,
/// `ratelimit-remaining`, `ratelimit-reset` and `retry-after`.
///
/// ```
/// use std::time::Duration;
/// use mcp_core::UpstreamRateLimit;
///
/// let mut limit = UpstreamRateLimit::default();
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
pub struct UpstreamRateLimit {
    /// Requests per window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Requests left in the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// Time until the window resets.
    #[serde(skip_serializing_if = "Option::is_none", with = "seconds")]
    pub reset: Option<Duration>,
    /// Time to wait before the next request.
    #[serde(skip_serializing_if = "Option::is_none", with = "seconds")]
    pub retry_after: Option<Duration>,
    /// Name of the limit, as the upstream calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
}

impl UpstreamRateLimit {
    /// Writes the values as headers. Unknown values leave their headers unchanged.
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

    /// Returns `true` if no value is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

// Rounded up: a client that waits for the stated time must not be too early.
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
    fn unknown_rate_limit_values_write_no_header() {
        let mut headers = HeaderMap::new();
        UpstreamRateLimit::default().write_headers(&mut headers);
        assert!(headers.is_empty());
        assert_eq!(serde_json::to_string(&UpstreamRateLimit::default()).unwrap(), "{}");
    }

    #[test]
    fn seconds_are_rounded_up() {
        let limit =
            UpstreamRateLimit { reset: Some(Duration::from_millis(1)), ..UpstreamRateLimit::default() };
        assert_eq!(serde_json::to_string(&limit).unwrap(), r#"{"reset":1}"#);
        assert_eq!(
            serde_json::from_str::<UpstreamRateLimit>(r#"{"reset":1}"#).unwrap().reset,
            Some(Duration::from_secs(1))
        );
    }
}
