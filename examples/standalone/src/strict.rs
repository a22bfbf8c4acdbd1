//! Strict JSON for settings: duplicate members are errors.

use mcp_core::StrictJson;
use serde_json::Value;

use crate::{error::ConfigError, redact::shorten_quoted};

/// Parses JSON. The error repeats only the beginning of a duplicate name.
pub(crate) fn json(name: &str, text: &str) -> Result<Value, ConfigError> {
    serde_json::from_str(text).map(StrictJson::into_inner).map_err(|error| {
        let words = error.to_string();
        ConfigError::new(match words.starts_with("duplicate field") {
            true => format!("{name}: {}", shorten_quoted(&words)),
            false => {
                format!("{name} is not valid JSON at line {} column {}", error.line(), error.column())
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicate_member_is_an_error() {
        let error = |text: &str| json("S", text).unwrap_err().to_string();
        assert!(error(r#"[{"a": {"b": 1, "b": 2}}]"#).starts_with("S: duplicate field `b`"));
        let secret = error(r#"{"sk_live_4242": 1, "sk_live_4242": 2}"#);
        assert!(secret.contains("`sk_live_…`") && !secret.contains("4242"), "{secret}");
        assert_eq!(error("{"), "S is not valid JSON at line 1 column 1");
    }
}
