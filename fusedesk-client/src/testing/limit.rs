//! Hourly limit of calls.
//!
//! FuseDesk documents that the limit is per hour, and that each response has headers for the limit and the
//! remaining calls. The name of the second header and the window are unknown. Here the name follows the first
//! header, and the hour starts with the first call and ends 60 minutes later.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::call::ErrorResponse;

/// Default limit of calls per hour, from FuseDesk's documentation.
pub const DEFAULT_HOURLY_LIMIT: u32 = 1_800;

const HOUR: u64 = 3_600;

/// Counts calls.
#[derive(Debug)]
pub(super) struct HourlyLimit {
    limit: u32,
    used: u32,
    /// Seconds since the UNIX epoch.
    ends: u64,
}

impl Default for HourlyLimit {
    fn default() -> Self {
        Self::new(DEFAULT_HOURLY_LIMIT)
    }
}

impl HourlyLimit {
    pub(super) const fn new(limit: u32) -> Self {
        Self { limit, used: 0, ends: 0 }
    }

    /// Counts one call, or refuses it. Refused calls are not counted.
    pub(super) fn take(&mut self, now: u64) -> Result<(), ErrorResponse> {
        self.turn(now);
        if self.used >= self.limit {
            return Err(ErrorResponse::rate_limited());
        }
        self.used += 1;
        Ok(())
    }

    pub(super) fn limit(&self) -> u32 {
        self.limit
    }

    pub(super) fn remaining(&mut self, now: u64) -> u32 {
        self.turn(now);
        self.limit.saturating_sub(self.used)
    }

    /// Writes the headers of every response.
    pub(super) fn write(&mut self, now: u64, headers: &mut HeaderMap) {
        let remaining = self.remaining(now);
        for (name, value) in
            [("x-fusedesk-usage-limit", self.limit), ("x-fusedesk-usage-remaining", remaining)]
        {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }

    fn turn(&mut self, now: u64) {
        if now >= self.ends {
            (self.ends, self.used) = (now.saturating_add(HOUR), 0);
        }
    }
}
