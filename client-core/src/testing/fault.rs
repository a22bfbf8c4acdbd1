//! Injected faults.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

/// Fault of the next matching request.
///
/// A fault applies once and before the request is carried out. Change that with [`times`](Self::times) and
/// [`after_write`](Self::after_write).
///
/// ```
/// use client_core::testing::{Fault, Faults};
///
/// let mut faults = Faults::default();
/// // The next reply is carried out, but its response is lost.
/// faults.add(Fault::dropped().after_write().on("POST", "/messages"));
/// // The next two requests are answered with 500.
/// faults.add(Fault::status(500).times(2));
/// ```
///
/// # As JSON
///
/// Deserializes from an object with exactly one key for the kind and any of the keys for the conditions. Durations are
/// strings with a unit, such as `"200ms"`. The error for an unknown key names the known keys. Serializes to the same form.
///
/// | kind | same as |
/// | --- | --- |
/// | `"status": 500` | [`status`](Self::status) |
/// | `"status": 429, "retry_after": "2s"` | [`rate_limited`](Self::rate_limited); other statuses get the header `retry-after` |
/// | `"status": 200, "body": "…", "content_type": "text/plain"` | [`body`](Self::body); the type defaults to `application/json` |
/// | `"html": 502` | [`html`](Self::html) |
/// | `"prefix": "<b>Warning</b>"` | [`prefixed`](Self::prefixed) |
/// | `"truncate": true` | [`truncated`](Self::truncated) |
/// | `"delay": "5s"` | [`delay`](Self::delay) |
/// | `"hang": true` | [`hung`](Self::hung) |
/// | `"cut": true` | [`cut`](Self::cut) |
/// | `"drop": true` | [`dropped`](Self::dropped) |
///
/// Conditions: `"method": "POST"` and `"path": "/messages"`, each alone or both ([`on`](Self::on)); `"times": 3` or
/// `"times": "always"` ([`times`](Self::times)); `"after_write": true` ([`after_write`](Self::after_write));
/// `"headers": {"name": "value"}` ([`header`](Self::header)).
///
/// ```
/// use client_core::testing::Fault;
///
/// let fault: Fault = serde_json::from_str(r#"{ "status": 429, "retry_after": "2s", "path": "/messages" }"#)?;
/// assert_eq!(serde_json::to_value(&fault)?["retry_after"], "2s");
///
/// let typo = serde_json::from_str::<Fault>(r#"{ "statis": 500 }"#).unwrap_err();
/// assert!(typo.to_string().contains("`status`"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Fault {
    pub(super) what: What,
    pub(super) after_write: bool,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
    pub(super) times: u32,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Status(StatusCode),
    Html(StatusCode),
    Body { status: StatusCode, content_type: HeaderValue, body: Bytes },
    Prefixed(Bytes),
    Truncated,
    Delay(Duration),
    Hung,
    Cut,
    Dropped,
    RateLimited(Duration),
}

impl What {
    /// True if the fault changes the real response, so that the request must be carried out.
    pub(super) const fn needs_response(&self) -> bool {
        matches!(self, Self::Prefixed(_) | Self::Truncated | Self::Delay(_) | Self::Cut)
    }
}

impl Fault {
    /// Responds with this status and an error body in the vendor's format. 500 if the number is not an HTTP status.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::new(What::Status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)))
    }

    /// Responds with this status and an HTML page. 500 if the number is not an HTTP status.
    #[must_use]
    pub fn html(status: u16) -> Self {
        Self::new(What::Html(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)))
    }

    /// Responds with 502 and an HTML page, as a proxy in front of the API does.
    #[must_use]
    pub fn bad_gateway() -> Self {
        Self::html(502)
    }

    /// Responds with this status and exactly this body. 500 if the number is not an HTTP status.
    ///
    /// # Panics
    ///
    /// Panics if the content type is not a valid header value.
    #[must_use]
    pub fn body(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let content_type = HeaderValue::from_str(content_type).expect("a valid header value");
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(What::Body { status, content_type, body: body.into() })
    }

    /// Carries out the request and prepends this text to the response body, as PHP does with a warning.
    #[must_use]
    pub fn prefixed(text: impl Into<Bytes>) -> Self {
        Self { after_write: true, ..Self::new(What::Prefixed(text.into())) }
    }

    /// Carries out the request and sends the first half of the body as a complete response: truncated JSON.
    #[must_use]
    pub fn truncated() -> Self {
        Self { after_write: true, ..Self::new(What::Truncated) }
    }

    /// Carries out the request and breaks off in the middle of the response: `content-length` announces the whole
    /// body, and half of it follows. The programs `fake_front` and `fake_desk` close the connection there. Responses
    /// without a body are dropped.
    #[must_use]
    pub fn cut() -> Self {
        Self { after_write: true, ..Self::new(What::Cut) }
    }

    /// Carries out the request and delays the response by this time, measured by tokio's timer.
    #[must_use]
    pub fn delay(time: Duration) -> Self {
        Self { after_write: true, ..Self::new(What::Delay(time)) }
    }

    /// Never responds, and keeps the connection open until the caller gives up.
    #[must_use]
    pub fn hung() -> Self {
        Self::new(What::Hung)
    }

    /// Sends no response: the service fails with [`Dropped`](super::Dropped).
    #[must_use]
    pub fn dropped() -> Self {
        Self::new(What::Dropped)
    }

    /// Responds with 429, as if the limit of the account were exhausted for this time.
    #[must_use]
    pub fn rate_limited(retry_after: Duration) -> Self {
        Self::new(What::RateLimited(retry_after))
    }

    /// Applies only to requests with this method and a path that contains this text.
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path = Some(path.to_owned());
        self
    }

    /// Carries out the request before the fault applies.
    #[must_use]
    pub const fn after_write(mut self) -> Self {
        self.after_write = true;
        self
    }

    /// Applies to this many matching requests. `u32::MAX` applies to all of them.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Sets a header of the response.
    ///
    /// # Panics
    ///
    /// Panics if the name or the value is not valid in a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).expect("a valid header name");
        self.headers.push((name, HeaderValue::from_str(value).expect("a valid header value")));
        self
    }

    pub(super) const fn new(what: What) -> Self {
        Self { what, after_write: false, headers: Vec::new(), method: None, path: None, times: 1 }
    }
}

/// Pending faults.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault after the pending ones.
    pub fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.0.push(fault);
        }
    }

    /// Returns the pending faults, oldest first, each with its remaining `times`.
    #[must_use]
    pub fn waiting(&self) -> Vec<Fault> {
        self.0.clone()
    }

    /// Removes all pending faults.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns the fault for this request and decrements its `times`.
    pub(super) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let matches = |fault: &Fault| {
            fault.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.path.as_deref().is_none_or(|wanted| path.contains(wanted))
        };
        let at = self.0.iter().position(matches)?;
        let fault = &mut self.0[at];
        // `u32::MAX` means always.
        fault.times -= u32::from(fault.times < u32::MAX);
        let struck = fault.clone();
        if fault.times == 0 {
            self.0.remove(at);
        }
        Some(struck)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fault_applies_to_matching_requests_the_given_times() {
        let mut faults = Faults::default();
        faults.add(Fault::status(500).on("POST", "/messages").times(2));
        assert!(faults.take("GET", "/messages").is_none());
        assert!(faults.take("POST", "/conversations/cnv_1/comments").is_none());
        assert!(faults.take("POST", "/conversations/cnv_1/messages").is_some());
        assert!(faults.take("POST", "/conversations/cnv_1/messages").is_some());
        assert!(faults.take("POST", "/conversations/cnv_1/messages").is_none());
    }
}
