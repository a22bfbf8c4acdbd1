//! JSON Schemas that every client accepts.
//!
//! Clients pass a tool's schema to model providers, and each provider supports a different part of JSON Schema. A
//! schema that one of them rejects costs the whole list of tools. The output of schemars is therefore reduced to
//! what all of them support: sub-schemas inlined, one type per place, plain string enums, no formats but
//! `date-time`.
//!
//! ```
//! use mcp_core::schema::input_schema;
//! use schemars::JsonSchema;
//! use serde_json::json;
//!
//! #[derive(serde::Deserialize, JsonSchema)]
//! struct Search {
//!     /// Text to search for.
//!     query: String,
//!     /// Maximum number of results.
//!     limit: Option<u32>,
//! }
//!
//! assert_eq!(
//!     json!(input_schema::<Search>()),
//!     json!({
//!         "type": "object",
//!         "properties": {
//!             "query": { "type": "string", "description": "Text to search for." },
//!             "limit": { "type": "integer", "minimum": 0, "description": "Maximum number of results." }
//!         },
//!         "required": ["query"],
//!         "additionalProperties": false
//!     })
//! );
//! ```

mod lean;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

pub use lean::lean;

/// Returns the schema of a tool's arguments, from the type that they are deserialised into.
///
/// The root is an object without additional properties. A nullable field becomes an optional one of the plain type.
/// A type that is not an object, such as `()`, gives the schema of no arguments. A field that can be anything, such
/// as [`serde_json::Value`], has no schema that all clients support; [`lint`](crate::lint::lint) reports it.
#[must_use]
pub fn input_schema<T: JsonSchema>() -> Map<String, Value> {
    let settings = settings().for_deserialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    Cleaner { input: true }.clean(&mut schema);
    fold_notes(&mut schema);
    let mut root = match schema {
        Value::Object(root) if is_object_schema(&root) => root,
        _ => Map::new(),
    };
    // The tool has its own description.
    root.remove("description");
    root.insert("type".into(), "object".into());
    root.entry("properties").or_insert_with(|| json!({}));
    root.insert("additionalProperties".into(), false.into());
    root
}

/// Returns the schema of a tool's structured result, from the type that is serialised.
///
/// The root is an object; any other type is put under `result`, as [`ToolOutput::json`](crate::ToolOutput::json)
/// does with the value. Nullable members are marked, because clients validate results against the schema.
/// Additional members are allowed, so that a result can grow.
#[must_use]
pub fn output_schema<T: JsonSchema>() -> Map<String, Value> {
    let settings = settings().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    Cleaner { input: false }.clean(&mut schema);
    fold_notes(&mut schema);
    let mut root = match schema {
        Value::Object(root) if is_object_schema(&root) => root,
        Value::Object(root) if root.get("type") == Some(&json!("null")) => Map::new(),
        other => Map::from_iter([
            ("properties".to_owned(), json!({ "result": other })),
            ("required".to_owned(), json!(["result"])),
        ]),
    };
    root.insert("type".into(), "object".into());
    root.entry("properties").or_insert_with(|| json!({}));
    root
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    })
}

/// Returns `true` if the schema allows only objects.
fn is_object_schema(schema: &Map<String, Value>) -> bool {
    if schema.get("type") == Some(&json!("object")) {
        return true;
    }
    ["oneOf", "anyOf"].into_iter().any(|key| {
        schema.get(key).and_then(Value::as_array).is_some_and(|branches| {
            !branches.is_empty() && branches.iter().all(|b| b.as_object().is_some_and(is_object_schema))
        })
    })
}

/// Keywords whose value is one schema.
const ONE: [&str; 4] = ["items", "additionalProperties", "not", "contains"];
/// Keywords whose value is a list of schemas.
const LIST: [&str; 4] = ["anyOf", "oneOf", "allOf", "prefixItems"];
/// Keywords whose value is a map of schemas.
const MAP: [&str; 4] = ["properties", "patternProperties", "$defs", "definitions"];
/// Keywords that some provider refuses in arguments.
const REFUSED: [&str; 4] = ["multipleOf", "uniqueItems", "patternProperties", "propertyNames"];

/// Temporary keyword for notes on the values of an enum, until its description is known. No JSON Schema has such a
/// keyword.
const NOTES: &str = "\u{0}notes";

struct Cleaner {
    input: bool,
}

impl Cleaner {
    fn clean(&self, schema: &mut Value) {
        let Value::Object(map) = schema else { return };
        // Children first, so that only clean schemas are merged upwards.
        for key in ONE {
            if let Some(child) = map.get_mut(key) {
                self.clean(child);
            }
        }
        for key in LIST {
            if let Some(Value::Array(children)) = map.get_mut(key) {
                children.iter_mut().for_each(|child| self.clean(child));
            }
        }
        for key in MAP {
            if let Some(Value::Object(children)) = map.get_mut(key) {
                children.values_mut().for_each(|child| self.clean(child));
            }
        }
        map.remove("$schema");
        map.remove("title");
        // Extensions are internal, except for `x-mcp-header` of the protocol.
        map.retain(|key, _| !key.starts_with("x-") || key == "x-mcp-header");
        if map.get("default") == Some(&Value::Null) {
            map.remove("default");
        }
        clean_format(map);
        clean_const(map);
        merge_only_branch(map, "allOf");
        if !self.input && map.get("additionalProperties") == Some(&Value::Bool(false)) {
            map.remove("additionalProperties");
        }
        self.clean_null(map);
        for key in ["oneOf", "anyOf"] {
            string_enum(map, key);
            merge_only_branch(map, key);
        }
        if self.input {
            // Redundant: an object allows further members by default. Providers reject the schema `true`.
            if map.get("additionalProperties") == Some(&Value::Bool(true)) {
                map.remove("additionalProperties");
            }
            clean_bounds(map);
            for key in REFUSED {
                map.remove(key);
            }
        }
    }

    /// Removes `null` from arguments. In results, writes it in the one form that needs no list of types.
    fn clean_null(&self, map: &mut Map<String, Value>) {
        let mut nullable = false;
        if let Some(Value::Array(types)) = map.get_mut("type") {
            let before = types.len();
            types.retain(|name| name != "null");
            nullable |= types.len() < before;
            if let [only] = types.as_slice() {
                let only = only.clone();
                map.insert("type".into(), only);
            }
        }
        if let Some(Value::Array(values)) = map.get_mut("enum") {
            let before = values.len();
            values.retain(|value| !value.is_null());
            nullable |= values.len() < before;
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = map.get_mut(key) {
                let before = branches.len();
                branches.retain(|branch| branch.get("type") != Some(&json!("null")));
                nullable |= branches.len() < before;
            }
            merge_only_branch(map, key);
        }
        if nullable && !self.input && map.get("type") != Some(&json!("null")) {
            let description = map.remove("description");
            let inner = std::mem::take(map);
            map.insert("anyOf".into(), json!([inner, { "type": "null" }]));
            if let Some(description) = description {
                map.insert("description".into(), description);
            }
        }
    }
}

/// Keeps `date-time` only: validators warn about schemars' integer formats, and one provider supports no other.
fn clean_format(map: &mut Map<String, Value>) {
    let Some(format) = map.get("format").and_then(Value::as_str) else { return };
    if format == "date-time" {
        return;
    }
    if format.starts_with("uint") {
        map.entry("minimum").or_insert_with(|| 0.into());
    }
    map.remove("format");
}

fn clean_const(map: &mut Map<String, Value>) {
    if let Some(Value::String(value)) = map.get("const") {
        let value = value.clone();
        map.remove("const");
        map.insert("type".into(), "string".into());
        map.insert("enum".into(), json!([value]));
    }
}

/// Turns `exclusiveMinimum: 0` of an integer into `minimum: 1`, and removes it from a number, where it has no
/// equivalent.
fn clean_bounds(map: &mut Map<String, Value>) {
    let integer = map.get("type") == Some(&json!("integer"));
    for (exclusive, inclusive, step) in
        [("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)]
    {
        if let Some(bound) = map.remove(exclusive)
            && integer
            && let Some(bound) = bound.as_i64().and_then(|bound| bound.checked_add(step))
        {
            map.insert(inclusive.into(), bound.into());
        }
    }
}

/// Merges branches that are all string enums into one string enum. Their descriptions move into its own.
fn string_enum(map: &mut Map<String, Value>, key: &str) {
    let Some(Value::Array(branches)) = map.get(key) else { return };
    let mut values: Vec<Value> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    for branch in branches {
        let Some(Value::Array(some)) = branch.get("enum") else { return };
        if !some.iter().all(Value::is_string) {
            return;
        }
        if let (Some(note), [Value::String(value)]) =
            (branch.get("description").and_then(Value::as_str), some.as_slice())
        {
            notes.push(format!("{value}: {note}"));
        }
        values.extend(some.iter().filter(|value| !values.contains(value)).cloned().collect::<Vec<_>>());
    }
    if values.is_empty() {
        return;
    }
    map.remove(key);
    map.insert("type".into(), "string".into());
    map.insert("enum".into(), Value::Array(values));
    if !notes.is_empty() {
        map.insert(NOTES.into(), notes.join("\n").into());
    }
}

/// Appends the notes on the values of an enum to the description, which may come from an outer schema.
fn fold_notes(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(notes)) = map.remove(NOTES) {
                let description = match map.get("description").and_then(Value::as_str) {
                    Some(own) => format!("{own}\n{notes}"),
                    None => notes,
                };
                map.insert("description".into(), description.into());
            }
            map.values_mut().for_each(fold_notes);
        }
        Value::Array(list) => list.iter_mut().for_each(fold_notes),
        _ => {}
    }
}

/// Merges a single branch into the schema around it, whose keywords take precedence.
fn merge_only_branch(map: &mut Map<String, Value>, key: &str) {
    let Some(Value::Array(branches)) = map.get_mut(key) else { return };
    if branches.len() > 1 {
        return;
    }
    let only = branches.pop();
    map.remove(key);
    if let Some(Value::Object(only)) = only {
        for (key, value) in only {
            map.entry(key).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[derive(serde::Serialize, serde::Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Documented {
        /// Nobody has it.
        Open,
        /// Somebody has it.
        Assigned,
        Plain,
    }

    #[derive(serde::Serialize, serde::Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        flag: bool,
    }

    /// The description of the struct.
    #[derive(serde::Serialize, serde::Deserialize, JsonSchema)]
    struct All {
        /// Which state.
        state: Option<Documented>,
        #[serde(default)]
        count: Option<u64>,
        signed: i32,
        ratio: f64,
        inner: Option<Inner>,
        /// A list.
        list: Vec<Inner>,
        names: Option<Vec<String>>,
        map: HashMap<String, String>,
    }

    #[test]
    fn argument_schema_is_inlined() {
        let schema = json!(input_schema::<All>());
        let inner = json!({
            "type": "object", "properties": { "flag": { "type": "boolean" } },
            "required": ["flag"], "additionalProperties": false
        });
        assert_eq!(
            schema,
            json!({
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "state": {
                        "type": "string",
                        "enum": ["plain", "open", "assigned"],
                        "description": "Which state.\nopen: Nobody has it.\nassigned: Somebody has it."
                    },
                    "count": { "type": "integer", "minimum": 0 },
                    "signed": { "type": "integer" },
                    "ratio": { "type": "number" },
                    "inner": inner,
                    "list": { "type": "array", "items": inner, "description": "A list." },
                    "names": { "type": "array", "items": { "type": "string" } },
                    "map": { "type": "object", "additionalProperties": { "type": "string" } }
                },
                "required": schema["required"]
            })
        );
        assert_eq!(schema["required"], json!(["signed", "ratio", "list", "map"]));
    }

    #[test]
    fn result_schema_marks_nullable_members() {
        let schema = json!(output_schema::<All>());
        let properties = &schema["properties"];
        assert_eq!(
            properties["count"]["anyOf"],
            json!([{ "type": "integer", "minimum": 0 }, { "type": "null" }])
        );
        assert_eq!(properties["state"]["description"], "Which state.");
        assert!(properties["state"]["anyOf"][0]["description"].as_str().unwrap().starts_with("open: "));
        assert_eq!(properties["state"]["anyOf"][1], json!({ "type": "null" }));
        assert!(!schema.to_string().contains("additionalProperties\":false"));
    }

    #[test]
    fn non_object_result_schema_is_wrapped() {
        assert_eq!(
            json!(output_schema::<Vec<String>>()),
            json!({
                "type": "object", "required": ["result"],
                "properties": { "result": { "type": "array", "items": { "type": "string" } } }
            })
        );
        assert_eq!(json!(output_schema::<()>()), json!({ "type": "object", "properties": {} }));
    }

    #[test]
    fn empty_arguments_have_empty_properties() {
        let none = json!({ "type": "object", "properties": {}, "additionalProperties": false });
        assert_eq!(json!(input_schema::<()>()), none);
        assert_eq!(json!(input_schema::<crate::handler::tool::NoArguments>()), none);
    }

    #[test]
    fn exclusive_bounds_become_inclusive() {
        let mut schema =
            json!({ "type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10, "multipleOf": 2 });
        Cleaner { input: true }.clean(&mut schema);
        assert_eq!(schema, json!({ "type": "integer", "minimum": 1, "maximum": 9 }));
    }

    #[test]
    fn open_objects_and_crate_extensions_are_removed() {
        let mut schema =
            json!({ "type": "object", "additionalProperties": true, "x-note": 1, "x-mcp-header": "A" });
        Cleaner { input: true }.clean(&mut schema);
        assert_eq!(schema, json!({ "type": "object", "x-mcp-header": "A" }));
    }

    #[test]
    fn property_named_like_a_keyword_is_kept() {
        let mut schema =
            json!({ "type": "object", "properties": { "title": { "type": "string", "title": "T" } } });
        Cleaner { input: true }.clean(&mut schema);
        assert_eq!(schema, json!({ "type": "object", "properties": { "title": { "type": "string" } } }));
    }
}
