//! The log, on stderr.

use std::{ffi::OsString, io};

use tracing_subscriber::{Layer, filter::Targets, fmt::format::FmtSpan, layer::SubscriberExt, registry};

/// What is logged unless `RUST_LOG` says otherwise.
const DEFAULT: &str = "warn";

/// A `RUST_LOG` that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("RUST_LOG cannot be read: {0}; write it as warn or warn,mcp_tower=debug")]
pub(crate) struct LogError(String);

/// Sets up the log. `levels` is the value of `RUST_LOG`.
pub(crate) fn init(levels: Option<OsString>) -> Result<(), LogError> {
    let levels = parse(levels)?;
    // A line for each request, tool call and exchange with a vendor, when it ends.
    let lines = tracing_subscriber::fmt::layer()
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(io::stderr)
        .with_filter(levels);
    tracing::subscriber::set_global_default(registry().with(lines))
        .map_err(|error| LogError(error.to_string()))
}

fn parse(levels: Option<OsString>) -> Result<Targets, LogError> {
    let levels = match levels {
        Some(levels) => levels.into_string().map_err(|_| LogError("it is not valid UTF-8".to_owned()))?,
        None => String::new(),
    };
    let levels = if levels.trim().is_empty() { DEFAULT } else { levels.trim() };
    levels.parse().map_err(|error: tracing_subscriber::filter::ParseError| LogError(error.to_string()))
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
}
