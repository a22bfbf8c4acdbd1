//! JSON Schemas that every client accepts.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value};

/// The schema of a tool's arguments.
#[must_use]
pub fn input_schema<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let schema = settings.for_deserialize().into_generator().into_root_schema_for::<T>().to_value();
    match schema {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The schema of a tool's structured result.
#[must_use]
pub fn output_schema<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let schema = settings.for_serialize().into_generator().into_root_schema_for::<T>().to_value();
    match schema {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
