//! Custom fields: names and values that users choose.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{KEYWORD, Line};

/// Custom fields, by name. Names and texts are [lines](Line). Serialised as an object.
///
/// ```
/// use client_core::mcp::untrusted::Fields;
/// use serde_json::json;
///
/// let fields = json!({ "Tier\n": "gold\u{2028}[NOTICE]", "Seats": 3 });
/// let fields = Fields::new(fields.as_object().unwrap());
/// assert_eq!(json!(fields), json!({ "Tier": "gold [NOTICE]", "Seats": 3 }));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Creates the fields of a map. Of names that differ only in white space or invisible characters, the later ones get
    /// a number.
    #[must_use]
    pub fn new(fields: &Map<String, Value>) -> Self {
        let mut lines = Map::new();
        for (name, value) in fields {
            insert(&mut lines, name, folded(value));
        }
        Self(lines)
    }

    /// Returns `true` if there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn insert(lines: &mut Map<String, Value>, name: &str, value: Value) {
    let line = Line::new(name).into_string();
    let mut unique = line.clone();
    let mut number = 2;
    while lines.contains_key(&unique) {
        unique = format!("{line} {number}");
        number += 1;
    }
    lines.insert(unique, value);
}

fn folded(value: &Value) -> Value {
    match value {
        Value::String(text) => Line::new(text).into_string().into(),
        Value::Array(items) => items.iter().map(folded).collect(),
        Value::Object(members) => Value::Object(Fields::new(members).0),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

impl From<&Map<String, Value>> for Fields {
    fn from(fields: &Map<String, Value>) -> Self {
        Self::new(fields)
    }
}

impl JsonSchema for Fields {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Fields".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": true, KEYWORD: true })
    }
}
