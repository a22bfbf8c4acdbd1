//! Arguments that are an id or a name.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

/// A text that may be an id. Most ids of FuseDesk are numbers, and models write them as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Key(String);

impl Key {
    /// The text, without space around it.
    pub(crate) fn as_str(&self) -> &str {
        self.0.trim()
    }

    /// The text of an argument that says something.
    pub(crate) fn given(key: Option<&Self>) -> Option<&str> {
        client_core::mcp::argument::given(key.map(Self::as_str))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a string, or a number that is an id")]
        enum Form {
            Text(String),
            Number(u64),
        }
        Ok(Self(match Form::deserialize(deserializer)? {
            Form::Text(text) => text,
            Form::Number(number) => number.to_string(),
        }))
    }
}

impl JsonSchema for Key {
    fn schema_name() -> Cow<'static, str> {
        "Key".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_texts() {
        for (json, text) in
            [(json!(12), Some("12")), (json!(" Billing "), Some("Billing")), (json!(" "), None)]
        {
            let key: Key = serde_json::from_value(json).unwrap();
            assert_eq!(Key::given(Some(&key)), text);
        }
        for junk in [json!(-1), json!(1.5), json!(true), json!([1]), json!(null)] {
            assert!(serde_json::from_value::<Key>(junk.clone()).is_err(), "{junk}");
        }
    }
}
