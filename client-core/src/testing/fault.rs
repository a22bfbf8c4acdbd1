//! Failures on demand, to see what a client does with them.

use std::time::Duration;

use http::StatusCode;

/// Something that goes wrong with the next matching request.
///
/// A fault strikes once and before the request is carried out, unless [`times`](Self::times) and
/// [`after_write`](Self::after_write) say otherwise.
///
/// ```
/// use client_core::testing::{Fault, Faults};
///
/// let mut faults = Faults::default();
/// // The next reply is carried out, but the caller never learns it.
/// faults.add(Fault::dropped().after_write().on("POST", "/messages"));
/// // Two answers of 500 to whatever comes next.
/// faults.add(Fault::status(500).times(2));
/// ```
#[derive(Debug, Clone)]
pub struct Fault {
    pub(super) what: What,
    pub(super) after_write: bool,
    method: Option<String>,
    path: Option<String>,
    times: u32,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Status(StatusCode),
    Html(StatusCode),
    Truncated,
    Delay(Duration),
    Dropped,
    RateLimited(Duration),
}

impl Fault {
    /// Answers with this status and an error body in the vendor's form; 500 when the number is no HTTP status.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::new(What::Status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)))
    }

    /// Answers with this status and an HTML page; 500 when the number is no HTTP status.
    #[must_use]
    pub fn html(status: u16) -> Self {
        Self::new(What::Html(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)))
    }

    /// Answers 502 with an HTML page, as a proxy in front of the API does.
    #[must_use]
    pub fn bad_gateway() -> Self {
        Self::html(502)
    }

    /// Carries the request out and cuts the answer's body in half.
    #[must_use]
    pub fn truncated() -> Self {
        Self { after_write: true, ..Self::new(What::Truncated) }
    }

    /// Carries the request out and answers only after this time, measured by tokio's timer.
    #[must_use]
    pub fn delay(time: Duration) -> Self {
        Self { after_write: true, ..Self::new(What::Delay(time)) }
    }

    /// Gives no answer: the service fails with [`Dropped`](super::Dropped).
    #[must_use]
    pub fn dropped() -> Self {
        Self::new(What::Dropped)
    }

    /// Answers 429 as if the limit of the account were used up for this time.
    #[must_use]
    pub fn rate_limited(retry_after: Duration) -> Self {
        Self::new(What::RateLimited(retry_after))
    }

    /// Strikes only requests with this method whose path contains this text.
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path = Some(path.to_owned());
        self
    }

    /// Carries the request out first: the write has happened, whatever the caller sees.
    #[must_use]
    pub const fn after_write(mut self) -> Self {
        self.after_write = true;
        self
    }

    /// Strikes so many matching requests.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    const fn new(what: What) -> Self {
        Self { what, after_write: false, method: None, path: None, times: 1 }
    }
}

/// The faults that are still to come.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault behind those that wait.
    pub fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.0.push(fault);
        }
    }

    /// Takes back all that have not struck.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault for this request, which then has one time less.
    pub(super) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let matches = |fault: &Fault| {
            fault.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.path.as_deref().is_none_or(|wanted| path.contains(wanted))
        };
        let at = self.0.iter().position(matches)?;
        let fault = &mut self.0[at];
        fault.times -= 1;
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
    fn a_fault_strikes_what_it_matches_as_often_as_told() {
        let mut faults = Faults::default();
        faults.add(Fault::status(500).on("POST", "/messages").times(2));
        assert!(faults.strike("GET", "/messages").is_none());
        assert!(faults.strike("POST", "/conversations/cnv_1/comments").is_none());
        assert!(faults.strike("POST", "/conversations/cnv_1/messages").is_some());
        assert!(faults.strike("POST", "/conversations/cnv_1/messages").is_some());
        assert!(faults.strike("POST", "/conversations/cnv_1/messages").is_none());
    }
}
