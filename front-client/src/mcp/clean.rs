//! Results without characters that nobody sees.

use std::borrow::Cow;

use mcp_core::text;
use serde_json::Value;

/// Leaves invisible characters out of every text of a value, at any depth. Cursors and ids have none.
pub(crate) fn visible(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(clean) = text::visible(text) {
                *text = clean;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(visible),
        Value::Object(members) => members.values_mut().for_each(visible),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_text_is_cleaned() {
        let mut value =
            json!({"name": "a\u{202E}b", "list": ["\u{E0041}c", {"deep": "d\u{200B}\n"}], "n": 1});
        visible(&mut value);
        assert_eq!(value, json!({"name": "ab", "list": ["c", {"deep": "d\n"}], "n": 1}));
    }
}
