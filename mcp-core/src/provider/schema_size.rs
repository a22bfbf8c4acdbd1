//! Size limits of a schema in OpenAI's strict mode.

use serde_json::Value;

use super::{
    ExportError, STRICT_LONG_ENUM, STRICT_MAX_LONG_ENUM, STRICT_MAX_NAMES, STRICT_MAX_PROPERTIES,
    STRICT_MAX_VALUES,
};

/// Validates the size of a tool's schema, as it is sent.
pub(super) fn check(tool: &str, schema: &Value) -> Result<(), ExportError> {
    let mut size = Size::default();
    size.add(schema);
    for (what, count, most) in [
        ("properties", size.properties, STRICT_MAX_PROPERTIES),
        ("enum values", size.values, STRICT_MAX_VALUES),
        ("characters of names and values", size.characters, STRICT_MAX_NAMES),
        ("characters in one long enum", size.long_enum, STRICT_MAX_LONG_ENUM),
    ] {
        if count > most {
            return Err(ExportError::UnsupportedSchema { tool: tool.to_owned(), what, count, most });
        }
    }
    Ok(())
}

#[derive(Default)]
struct Size {
    properties: usize,
    values: usize,
    characters: usize,
    /// Number of characters of the largest long enum.
    long_enum: usize,
}

impl Size {
    fn add(&mut self, schema: &Value) {
        if let Some(Value::Array(values)) = schema.get("enum") {
            let texts = values.iter().filter_map(Value::as_str);
            let characters = texts.map(|value| value.chars().count()).sum();
            self.values += values.len();
            self.characters += characters;
            if values.len() > STRICT_LONG_ENUM {
                self.long_enum = self.long_enum.max(characters);
            }
        }
        for (name, member) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.properties += 1;
            self.characters += name.chars().count();
            self.add(member);
        }
        if let Some(items) = schema.get("items") {
            self.add(items);
        }
        for branch in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            self.add(branch);
        }
    }
}
