//! The log, on stderr.

use std::{ffi::OsString, io};

use tracing::Subscriber;
use tracing_subscriber::{
    Layer, filter::Targets, fmt::format::FmtSpan, layer::SubscriberExt, registry, registry::LookupSpan,
};

use crate::redact::shorten;

/// Default log level, if `RUST_LOG` is not set.
const DEFAULT: &str = "warn";

/// An invalid log setting.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    #[error("RUST_LOG cannot be read: {0}; write it as warn or warn,mcp_tower=debug")]
    Levels(String),
    #[error("MCP_LOG_FORMAT={} is not a log format; use text or json", shorten(.0))]
    Format(String),
    #[error("the log cannot be set up: {0}")]
    Setup(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Json,
}

/// Sets up the log. `levels` is the value of `RUST_LOG`, `format` that of `MCP_LOG_FORMAT`.
///
/// Writes a line for each event, and for each request, tool call and exchange with a vendor when it ends.
pub(crate) fn init(levels: Option<OsString>, format: Option<&str>) -> Result<(), LogError> {
    let (levels, format) = (parse(levels)?, Format::parse(format)?);
    let subscriber = registry().with(lines(format).with_filter(levels));
    tracing::subscriber::set_global_default(subscriber).map_err(|error| LogError::Setup(error.to_string()))
}

fn lines<S: Subscriber + for<'a> LookupSpan<'a>>(format: Format) -> Box<dyn Layer<S> + Send + Sync> {
    let lines = tracing_subscriber::fmt::layer()
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(io::stderr);
    match format {
        Format::Text => lines.boxed(),
        Format::Json => lines.json().flatten_event(true).boxed(),
    }
}

impl Format {
    fn parse(text: Option<&str>) -> Result<Self, LogError> {
        match text.map(str::trim) {
            None | Some("text") => Ok(Self::Text),
            Some("json") => Ok(Self::Json),
            Some(other) => Err(LogError::Format(other.to_owned())),
        }
    }
}

fn parse(levels: Option<OsString>) -> Result<Targets, LogError> {
    let levels = match levels {
        Some(levels) => {
            levels.into_string().map_err(|_| LogError::Levels("it is not valid UTF-8".to_owned()))?
        }
        None => String::new(),
    };
    let levels = if levels.trim().is_empty() { DEFAULT } else { levels.trim() };
    levels
        .parse()
        .map_err(|error: tracing_subscriber::filter::ParseError| LogError::Levels(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_levels() {
        assert_eq!(parse(None).unwrap(), parse(Some("warn".into())).unwrap());
        assert_eq!(parse(Some(" ".into())).unwrap(), parse(None).unwrap());
        assert!(parse(Some("info,mcp_tower=debug".into())).is_ok());
        let error = parse(Some("mcp_tower=loud".into())).unwrap_err();
        assert!(error.to_string().starts_with("RUST_LOG cannot be read"), "{error}");
    }

    #[test]
    fn reads_the_format() {
        assert_eq!(Format::parse(None).unwrap(), Format::Text);
        assert_eq!(Format::parse(Some("json")).unwrap(), Format::Json);
        let error = Format::parse(Some("sk_live_4242")).unwrap_err().to_string();
        assert_eq!(error, "MCP_LOG_FORMAT=\"sk_live_…\" is not a log format; use text or json");
    }
}
