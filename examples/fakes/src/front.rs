//! Front: its settings, and its fake as an account.

use std::time::Duration;

use clap::{Args, ValueEnum};
use client_core::testing::{DEFAULT_LOG_CAPACITY, Fault};
use front_client::testing::{FakeFront, MergedLocation, RateLimits, seed};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    account::{Account, controls},
    settings::{self, Settings},
    value::{BaseUrl, PerMinute, PerSecondOrOff, Time},
};

/// Default rate limit, too high to reach by accident.
const UNTHROTTLED: u32 = 60_000;
/// Share of the rate limit that Front documents for searches, in percent.
const SEARCH_PERCENT: u32 = 40;
/// Marks as seen per message and hour that Front documents.
const SEEN_PER_HOUR: u32 = 10;
/// Limit that Front documents for attachments, in bytes.
const BODY_LIMIT: usize = 25 * 1024 * 1024;

/// Settings of the fake Front.
#[derive(Debug, Clone, Default, PartialEq, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FrontSettings {
    /// Requests a minute before 429, plus `--burst` [default: 60000/min]
    #[arg(long, env = "FAKE_RATE_LIMIT", value_name = "COUNT/min", help_heading = "Rate limits")]
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<PerMinute>,
    /// Requests above the limit that are still served; refilled after 10 minutes [default: half the rate limit]
    #[arg(long, env = "FAKE_BURST", value_name = "COUNT", help_heading = "Rate limits")]
    #[serde(skip_serializing_if = "Option::is_none")]
    burst: Option<u32>,
    /// Share of the rate limit that searches may use, in percent [default: 40]
    #[arg(long, env = "FAKE_SEARCH_PERCENT", value_name = "PERCENT", help_heading = "Rate limits")]
    #[serde(skip_serializing_if = "Option::is_none")]
    search_percent: Option<u32>,
    /// Requests a second with one conversation or channel, 5/s at Front [default: off]
    #[arg(long, env = "FAKE_PER_RESOURCE", value_name = "COUNT/s", help_heading = "Rate limits")]
    #[serde(skip_serializing_if = "Option::is_none")]
    per_resource: Option<PerSecondOrOff>,
    /// Times that a message may be marked as seen in an hour [default: 10]
    #[arg(long, env = "FAKE_SEEN_PER_HOUR", value_name = "COUNT", help_heading = "Rate limits")]
    #[serde(skip_serializing_if = "Option::is_none")]
    seen_per_hour: Option<u32>,
    /// Delay of every response [default: 0s]
    #[arg(long, env = "FAKE_LATENCY", value_name = "TIME", help_heading = "Faults")]
    #[serde(skip_serializing_if = "Option::is_none")]
    latency: Option<Time>,
    /// Time from the 202 of a send until the message exists [default: 0s]
    #[arg(long, env = "FAKE_SEND_DELAY", value_name = "TIME", help_heading = "Quirks of Front")]
    #[serde(skip_serializing_if = "Option::is_none")]
    send_delay: Option<Time>,
    /// Base URL of `_links`, `_pagination.next` and `Location` [default: the fake's own URL]
    ///
    /// Front's links point to another host than api2.frontapp.com, and HTTP libraries drop the token when they
    /// follow a redirect to another host. To test that, set http://localhost:PORT and call 127.0.0.1.
    #[arg(long, env = "FAKE_LINKS", value_name = "URL", help_heading = "Quirks of Front")]
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<BaseUrl>,
    /// `Location` in the 301 of a merged conversation [default: company_host]
    #[arg(
        long,
        env = "FAKE_MERGED_LOCATION",
        value_name = "FORM",
        help_heading = "Quirks of Front",
        value_enum
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_location: Option<Location>,
    /// Send a JSON body with the 301 of a merged conversation [default: true]
    #[arg(long, env = "FAKE_MERGED_BODY", value_name = "BOOL", help_heading = "Quirks of Front")]
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_body: Option<bool>,
    /// Largest request body in bytes; larger ones are answered with 413 [default: 26214400]
    #[arg(long, env = "FAKE_BODY_LIMIT", value_name = "BYTES", help_heading = "Limits of the fake")]
    #[serde(skip_serializing_if = "Option::is_none")]
    body_limit: Option<usize>,
    /// Number of received requests to keep [default: 1000]
    #[arg(long, env = "FAKE_LOG_CAPACITY", value_name = "COUNT", help_heading = "Limits of the fake")]
    #[serde(skip_serializing_if = "Option::is_none")]
    log_capacity: Option<usize>,
}

/// The forms of [`MergedLocation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
enum Location {
    /// URL below `--links`
    CompanyHost,
    /// URL on the requested host
    SameHost,
    /// Path without a host
    Relative,
    /// URL below `--links` that ends with the conversation's id
    WithoutSubPath,
    /// No `Location` at all
    Missing,
}

impl From<Location> for MergedLocation {
    fn from(location: Location) -> Self {
        match location {
            Location::CompanyHost => Self::CompanyHost,
            Location::SameHost => Self::SameHost,
            Location::Relative => Self::Relative,
            Location::WithoutSubPath => Self::WithoutSubPath,
            Location::Missing => Self::Missing,
        }
    }
}

impl Settings for FrontSettings {
    fn filled(self, base_url: &str) -> Self {
        let PerMinute(per_minute) = self.rate_limit.unwrap_or(PerMinute(UNTHROTTLED));
        Self {
            rate_limit: Some(PerMinute(per_minute)),
            burst: self.burst.or(Some(per_minute / 2)),
            search_percent: self.search_percent.or(Some(SEARCH_PERCENT)),
            per_resource: self.per_resource.or(Some(PerSecondOrOff(None))),
            seen_per_hour: self.seen_per_hour.or(Some(SEEN_PER_HOUR)),
            latency: self.latency.or(Some(Time::default())),
            send_delay: self.send_delay.or(Some(Time::default())),
            links: self.links.or_else(|| Some(BaseUrl(base_url.to_owned()))),
            merged_location: self.merged_location.or(Some(Location::CompanyHost)),
            merged_body: self.merged_body.or(Some(true)),
            body_limit: self.body_limit.or(Some(BODY_LIMIT)),
            log_capacity: self.log_capacity.or(Some(DEFAULT_LOG_CAPACITY)),
        }
    }
}

impl FrontSettings {
    fn limits(&self) -> RateLimits {
        let PerMinute(per_minute) = self.rate_limit.unwrap_or(PerMinute(UNTHROTTLED));
        let mut limits = RateLimits::plan(per_minute)
            .per_resource(self.per_resource.and_then(|PerSecondOrOff(per_second)| per_second));
        if let Some(requests) = self.burst {
            limits = limits.burst(requests);
        }
        if let Some(percent) = self.search_percent {
            limits = limits.search_percent(percent);
        }
        if let Some(times) = self.seen_per_hour {
            limits = limits.seen_per_hour(times);
        }
        limits
    }
}

impl Account for FakeFront {
    type Settings = FrontSettings;

    const VENDOR: &'static str = "Front";
    const PROGRAM: &'static str = "fake_front";
    const BIND: &'static str = "127.0.0.1:8849";
    const ABOUT: &'static str = "A fake Front on a socket: stateful, in memory, with Front's quirks and a seeded company. \
                                 For clients, tools and agents in any language, without an account.";
    const EXAMPLES: &'static str = include_str!("front.txt");

    fn open(empty: bool) -> Self {
        if empty { Self::new() } else { Self::seeded() }
    }

    fn token(&self) -> String {
        self.token()
    }

    fn set_token(&self, token: &str) {
        self.set_token(token);
    }

    fn issue(&self, scopes: Vec<String>) -> String {
        self.token_with_scopes(scopes)
    }

    fn apply(&self, settings: &FrontSettings, before: Option<&FrontSettings>) {
        // Setting the limits resets the counts.
        if before.is_none_or(|before| before.limits() != settings.limits()) {
            self.set_rate_limits(settings.limits());
        }
        let time = |time: Option<Time>| time.map_or(Duration::ZERO, |Time(time)| time);
        self.set_send_delay(time(settings.send_delay));
        if let Some(BaseUrl(url)) = &settings.links {
            self.set_links(url);
        }
        self.set_merged_location(settings.merged_location.unwrap_or(Location::CompanyHost).into());
        self.set_merged_body(settings.merged_body.unwrap_or(true));
        self.set_common(
            settings.body_limit.unwrap_or(BODY_LIMIT),
            settings.log_capacity.unwrap_or(DEFAULT_LOG_CAPACITY),
            time(settings.latency),
        );
    }

    fn read_fault(json: Value) -> Result<Fault, String> {
        settings::read(json)
    }

    fn variables(&self, base_url: &str) -> Vec<(&'static str, String)> {
        vec![("FRONT_BASE_URL", base_url.to_owned()), ("FRONT_API_TOKEN", self.token())]
    }

    fn curl(&self, base_url: &str) -> String {
        format!(
            "curl -s -H 'Authorization: Bearer {}' {base_url}/conversations/{}",
            self.token(),
            seed::DISPUTE
        )
    }

    fn sent(&self) -> Vec<Value> {
        self.sent()
    }

    controls!();
}
