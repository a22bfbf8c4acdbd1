//! Values of settings, with the same form on the command line, in variables and in JSON.

use std::{fmt, str::FromStr, time::Duration};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Duration with its unit: `200ms`, `2s`, `1m 30s`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Time(pub(crate) Duration);

impl FromStr for Time {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let time = text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
        time.map(Self)
            .ok_or_else(|| format!("{text:?} is not a duration; write it with a unit, as in 200ms or 2s"))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match SignedDuration::try_from(self.0) {
            Ok(time) => write!(f, "{time:#}"),
            Err(_) => write!(f, "{}s", self.0.as_secs()),
        }
    }
}

/// Defines a rate such as `50/min`.
macro_rules! rate {
    ($(#[$doc:meta])* $name:ident, $example:literal, $($word:literal)|+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub(crate) struct $name(pub(crate) u32);

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let count = match text.split_once('/') {
                    Some((count, $($word)|+)) => count.trim().parse().ok(),
                    _ => None,
                };
                count.map(Self).ok_or_else(|| format!(concat!("{:?} is not a rate of this API; write it as ", $example), text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let words = [$($word),+];
                write!(f, "{}/{}", self.0, words[0])
            }
        }

        text!($name);
    };
}

/// Uses the text form of a type in JSON.
macro_rules! text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    };
}

text!(Time);
rate!(
    /// Requests a minute.
    PerMinute, "50/min", "min" | "minute" | "m"
);
rate!(
    /// Requests an hour.
    PerHour, "1800/hour", "hour" | "h"
);
rate!(
    /// Requests a second.
    PerSecond, "5/s", "s" | "sec" | "second"
);

/// Requests a second, or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct PerSecondOrOff(pub(crate) Option<u32>);

impl FromStr for PerSecondOrOff {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self(None)),
            _ => text
                .parse()
                .map(|PerSecond(count)| Self(Some(count)))
                .map_err(|wrong| format!("{wrong}, or off")),
        }
    }
}

impl fmt::Display for PerSecondOrOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(count) => PerSecond(count).fmt(f),
            None => f.write_str("off"),
        }
    }
}

text!(PerSecondOrOff);

/// URL to which paths are appended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct BaseUrl(pub(crate) String);

impl FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a base URL; write it as http://localhost:8849");
        let uri: http::Uri = text.parse().map_err(|_| wrong())?;
        let has_scheme = matches!(uri.scheme_str(), Some("http" | "https"));
        if has_scheme && uri.host().is_some() && uri.query().is_none() {
            Ok(Self(text.trim_end_matches('/').to_owned()))
        } else {
            Err(wrong())
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text!(BaseUrl);

/// Credential that needs no quotes in a shell.
#[derive(Debug, Clone)]
pub(crate) struct Token(pub(crate) String);

impl FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        if !text.is_empty() && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err("a token consists of letters, digits and -._~+/=".into())
        }
    }
}
