//! JSON of a setting, in which no member may stand twice.

use mcp_core::Unique;
use serde_json::Value;

use crate::{error::ConfigError, shown::without_values};

/// Reads JSON. The error repeats nothing of the setting but the beginning of a name that stands twice.
pub(crate) fn json(name: &str, text: &str) -> Result<Value, ConfigError> {
    serde_json::from_str(text).map(Unique::into_inner).map_err(|error| {
        let words = error.to_string();
        ConfigError::new(match words.starts_with("duplicate field") {
            true => format!("{name}: {}", without_values(&words)),
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
    fn a_member_that_stands_twice_is_an_error() {
        let error = |text: &str| json("S", text).unwrap_err().to_string();
        assert!(error(r#"[{"a": {"b": 1, "b": 2}}]"#).starts_with("S: duplicate field `b`"));
        let secret = error(r#"{"sk_live_4242": 1, "sk_live_4242": 2}"#);
        assert!(secret.contains("`sk_live_…`") && !secret.contains("4242"), "{secret}");
        assert_eq!(error("{"), "S is not valid JSON at line 1 column 1");
    }
}
