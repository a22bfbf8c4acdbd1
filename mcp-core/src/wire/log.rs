//! Log messages for the client.
//!
//! Handlers write them with [`Context::log`](crate::Context::log). They go only to the client of the current
//! request. The server's own log for its operator uses `tracing`.

use std::{fmt, str::FromStr, sync::Arc};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::wire::{
    jsonrpc::{clip, push_json},
    protocol::MESSAGE,
};

/// Default maximum length of the data of a log message, in bytes of its JSON: 16 KiB. Longer data is cut and sent
/// as text.
pub(crate) const MAX_LOG_DATA: usize = 16 * 1024;

/// Severity of a log message, as in RFC 5424, lowest first.
///
/// ```
/// use mcp_core::Level;
///
/// assert!(Level::Debug < Level::Emergency);
/// assert_eq!("warning".parse(), Ok(Level::Warning));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Level {
    /// Details for debugging.
    Debug,
    /// Normal events.
    Info,
    /// Normal but significant events.
    Notice,
    /// Conditions that may lead to an error.
    Warning,
    /// An error.
    Error,
    /// Failure of a component that others depend on.
    Critical,
    /// Immediate action is required.
    Alert,
    /// The system is unusable.
    Emergency,
}

impl Level {
    const ALL: [Self; 8] = [
        Self::Debug,
        Self::Info,
        Self::Notice,
        Self::Warning,
        Self::Error,
        Self::Critical,
        Self::Alert,
        Self::Emergency,
    ];

    /// Returns the name as written on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
            Self::Alert => "alert",
            Self::Emergency => "emergency",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        Self::ALL.into_iter().find(|level| level.as_str() == text).ok_or(UnknownLevel)
    }
}

/// Error of parsing a [`Level`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown log level; use debug, info, notice, warning, error, critical, alert or emergency")]
#[non_exhaustive]
pub struct UnknownLevel;

/// Sink for log messages; set by the transport.
pub type LogSink = Arc<dyn Fn(LogMessage) + Send + Sync>;

/// Log message for a client.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LogMessage {
    /// Severity.
    pub level: Level,
    /// Name of the part of the server that logs.
    pub logger: Option<String>,
    /// Content, any JSON.
    pub data: Box<RawValue>,
}

impl LogMessage {
    /// Creates a message whose data is cut to a maximum length; `None` if it cannot be serialised.
    pub(crate) fn new(
        level: Level,
        logger: Option<&str>,
        data: &(impl Serialize + ?Sized),
        longest: usize,
    ) -> Option<Self> {
        let mut data = serde_json::value::to_raw_value(data).ok()?;
        if data.get().len() > longest {
            // Escaping can make a text up to six times as long.
            let beginning = clip(data.get(), longest / 8);
            data = serde_json::value::to_raw_value(&format!("{beginning}… (cut)")).ok()?;
        }
        Some(Self { level, logger: logger.map(str::to_owned), data })
    }

    /// Returns the JSON-RPC notification.
    #[must_use]
    pub fn to_notification(&self) -> Bytes {
        let mut body = Vec::with_capacity(96 + self.data.get().len());
        body.extend_from_slice(br#"{"jsonrpc":"2.0","method":""#);
        body.extend_from_slice(MESSAGE.as_bytes());
        body.extend_from_slice(br#"","params":{"level":""#);
        body.extend_from_slice(self.level.as_str().as_bytes());
        body.push(b'"');
        if let Some(logger) = &self.logger {
            body.extend_from_slice(br#","logger":"#);
            push_json(&mut body, logger);
        }
        body.extend_from_slice(br#","data":"#);
        body.extend_from_slice(self.data.get().as_bytes());
        body.extend_from_slice(b"}}");
        body.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_names_round_trip() {
        for level in Level::ALL {
            assert_eq!(serde_json::to_value(level).unwrap(), level.as_str());
            assert_eq!(level.as_str().parse(), Ok(level));
        }
        assert!(Level::ALL.is_sorted());
        assert_eq!("WARNING".parse::<Level>(), Err(UnknownLevel));
    }

    #[test]
    fn a_message_has_the_wire_names() {
        let message = LogMessage::new(Level::Info, Some("sync"), "half \"way\"", MAX_LOG_DATA).unwrap();
        assert_eq!(
            message.to_notification(),
            r#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","logger":"sync","data":"half \"way\""}}"#
        );
    }

    #[test]
    fn long_data_is_cut() {
        for character in ["x", "\u{1}", "😀"] {
            let message =
                LogMessage::new(Level::Info, None, &character.repeat(MAX_LOG_DATA), MAX_LOG_DATA).unwrap();
            assert!(message.data.get().len() <= MAX_LOG_DATA, "{character:?}: {}", message.data.get().len());
            assert!(message.data.get().ends_with("(cut)\""));
        }
    }
}
