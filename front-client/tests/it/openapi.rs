//! Front's OpenAPI file: operations, schemas, and examples built from those of the properties.
//!
//! The file (<https://github.com/frontapp/front-api-specs>, `core-api/core-api.json`) has no licence and is not
//! part of this repository. `FRONT_OPENAPI` is the path of a copy. Without it, the tests that need it report that
//! they were skipped.

use std::{collections::BTreeMap, io::Write};

use serde_json::{Map, Value, json};

/// Sections of the file that the client covers.
const SECTIONS: &[&str] = &[
    "Accounts",
    "Attachments",
    "Channels",
    "Comments",
    "Contact Handles",
    "Contact Notes",
    "Contacts",
    "Conversations",
    "Custom Fields",
    "Drafts",
    "Events",
    "Inboxes",
    "Messages",
    "Tags",
    "Teammates",
    "Teams",
    "Token Identity",
];

pub(crate) struct Spec {
    file: Value,
    /// `GET /tags/{tag_id}` → the operation, for the client's sections.
    pub(crate) operations: BTreeMap<String, Value>,
}

impl Spec {
    /// Opens the file, if it is available.
    pub(crate) fn open(test: &str) -> Option<Self> {
        let Some(path) = std::env::var_os("FRONT_OPENAPI") else {
            // Bypasses the capture of the test harness, which hides the output of a passing test.
            let mut stderr = std::io::stderr();
            writeln!(stderr, "SKIPPED: {test}: FRONT_OPENAPI does not name a copy of Front's OpenAPI file")
                .unwrap();
            return None;
        };
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let file: Value = serde_json::from_str(&text).unwrap();
        let mut operations = BTreeMap::new();
        for (path, methods) in file["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let in_section = |tag: &Value| tag.as_str().is_some_and(|tag| SECTIONS.contains(&tag));
                if operation["tags"].as_array().is_some_and(|tags| tags.iter().any(in_section)) {
                    operations.insert(format!("{} {path}", method.to_uppercase()), operation.clone());
                }
            }
        }
        Some(Self { file, operations })
    }

    /// Returns an operation of the client's sections. Panics with its name if the file lacks it.
    pub(crate) fn operation(&self, operation: &str) -> &Value {
        self.operations.get(operation).unwrap_or_else(|| {
            panic!(
                "Front's OpenAPI file (FRONT_OPENAPI) has no operation `{operation}` in the `SECTIONS` of {}: compare method and path \
                 of its `#[request]`",
                file!()
            )
        })
    }

    /// Returns the target of a `$ref`. Other values are returned unchanged.
    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => self.resolve(self.file.pointer(reference.trim_start_matches('#')).unwrap()),
            None => value,
        }
    }

    /// Returns the query parameters of an operation: name → schema.
    pub(crate) fn query(&self, operation: &str) -> BTreeMap<String, Value> {
        let parameters = self.operation(operation)["parameters"].as_array().cloned().unwrap_or_default();
        let parameters = parameters.iter().map(|parameter| self.resolve(parameter));
        let query = parameters.filter(|parameter| parameter["in"] == "query");
        query.map(|query| (query["name"].as_str().unwrap().to_owned(), query["schema"].clone())).collect()
    }

    /// Returns the body schema of an operation, with references resolved and `allOf` merged.
    pub(crate) fn body(&self, operation: &str) -> Option<Value> {
        let body = self.resolve(&self.operation(operation)["requestBody"]);
        body["content"]["application/json"].get("schema").map(|schema| self.flatten(schema))
    }

    /// Returns one schema without references and `allOf`. Siblings of a `$ref` count: the file puts `required` and
    /// `nullable` there, although OpenAPI 3.0 ignores them.
    pub(crate) fn flatten(&self, schema: &Value) -> Value {
        let Value::Object(fields) = schema else { return schema.clone() };
        let mut flat = Map::new();
        if let Some(reference) = fields.get("$ref") {
            let target = self.file.pointer(reference.as_str().unwrap().trim_start_matches('#')).unwrap();
            merge(&mut flat, self.flatten(target));
        }
        for part in fields.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            merge(&mut flat, self.flatten(part));
        }
        let mut rest = fields.clone();
        rest.remove("$ref");
        rest.remove("allOf");
        if let Some(properties) = rest.get_mut("properties").and_then(Value::as_object_mut) {
            properties.values_mut().for_each(|property| *property = self.flatten(property));
        }
        for name in ["items", "additionalProperties"] {
            if let Some(inner) = rest.get_mut(name) {
                *inner = self.flatten(inner);
            }
        }
        for name in ["oneOf", "anyOf"] {
            for variant in rest.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten() {
                *variant = self.flatten(variant);
            }
        }
        merge(&mut flat, rest.into());
        Value::Object(flat)
    }

    /// Returns the status of a successful response and the flat schema of its JSON. `None` if there is no JSON.
    pub(crate) fn response(&self, operation: &str) -> (u16, Option<Value>) {
        let responses = self.operation(operation)["responses"].as_object().unwrap();
        let (status, response) = responses.iter().find(|(status, _)| status.starts_with('2')).unwrap();
        let response = self.resolve(response);
        let schema = response["content"]["application/json"].get("schema");
        (status.parse().unwrap(), schema.map(|schema| self.flatten(schema)))
    }

    /// Returns a schema of the file by its name, flat.
    pub(crate) fn schema(&self, name: &str) -> Value {
        self.flatten(&self.file["components"]["schemas"][name])
    }
}

fn merge(into: &mut Map<String, Value>, from: Value) {
    let Value::Object(from) = from else { panic!("a schema is an object") };
    for (name, value) in from {
        match (name.as_str(), into.get_mut(&name), value) {
            ("properties", Some(Value::Object(old)), Value::Object(new)) => old.extend(new),
            ("required", Some(Value::Array(old)), Value::Array(mut new)) => {
                new.retain(|name| !old.contains(name));
                old.extend(new);
            }
            (_, _, value) => {
                into.insert(name, value);
            }
        }
    }
}

/// Direction of the JSON of a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To Front: an object has only its documented properties, if the file names any.
    Request,
    /// From Front, which may return undocumented fields. Two defects of the file are corrected:
    ///
    /// - `required` loses the names without a property (`license_type` of teammates, `is_private` of contact
    ///   notes);
    /// - `oneOf` is read as `anyOf`: an inbox requires nothing, so that every resource of an event is also an
    ///   inbox.
    Response,
}

/// Returns a validator for a flat OpenAPI schema.
pub(crate) fn validator(schema: &Value, direction: Direction) -> jsonschema::Validator {
    jsonschema::draft4::new(&json_schema(schema, direction)).unwrap()
}

/// Converts a flat OpenAPI schema to JSON Schema: `nullable` becomes a type.
fn json_schema(schema: &Value, direction: Direction) -> Value {
    let Value::Object(fields) = schema else {
        return match schema {
            Value::Array(items) => items.iter().map(|item| json_schema(item, direction)).collect(),
            other => other.clone(),
        };
    };
    let mut converted = Map::new();
    for (name, value) in fields {
        match name.as_str() {
            "example" | "default" | "nullable" | "format" | "description" => {}
            // A map of schemas, whose keys are no keywords: one property is named `description`.
            "properties" => {
                let properties = value.as_object().unwrap().iter();
                let properties =
                    properties.map(|(name, schema)| (name.clone(), json_schema(schema, direction)));
                converted.insert("properties".into(), Value::Object(properties.collect()));
                if direction == Direction::Request {
                    converted.insert("additionalProperties".into(), false.into());
                }
            }
            "required" if direction == Direction::Response => {
                let is_there =
                    |name: &Value| name.as_str().is_some_and(|name| fields["properties"].get(name).is_some());
                let names: Vec<_> =
                    value.as_array().unwrap().iter().filter(|name| is_there(name)).cloned().collect();
                // Draft 4 allows no empty list here.
                if !names.is_empty() {
                    converted.insert("required".into(), names.into());
                }
            }
            "oneOf" if direction == Direction::Response => {
                converted.insert("anyOf".into(), json_schema(value, direction));
            }
            _ => {
                converted.insert(name.clone(), json_schema(value, direction));
            }
        };
    }
    if fields.get("nullable") == Some(&Value::Bool(true)) {
        if let Some(kind) = converted.get("type").cloned() {
            converted.insert("type".into(), json!([kind, "null"]));
        }
        if let Some(Value::Array(words)) = converted.get_mut("enum") {
            words.push(Value::Null);
        }
        for name in ["oneOf", "anyOf"] {
            if let Some(Value::Array(variants)) = converted.get_mut(name) {
                variants.push(json!({ "type": "null" }));
            }
        }
    }
    Value::Object(converted)
}

/// Returns a response built from the examples of a flat schema. A property without one gets a value of its type.
pub(crate) fn example(schema: &Value) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(variants) = schema.get("oneOf").or_else(|| schema.get("anyOf")) {
        return example(&variants[0]);
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        return properties.iter().map(|(name, property)| (name.clone(), example(property))).collect();
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values[0].clone();
    }
    match schema["type"].as_str() {
        Some("array") => match example(&schema["items"]) {
            // The example of an item is sometimes that of the whole list.
            Value::Array(items) if schema["items"]["type"] != "array" => items.into(),
            Value::Null => Value::Null,
            item => json!([item]),
        },
        Some("string") => json!("text"),
        Some("number") => json!(1_701_292_649.333),
        Some("integer") => json!(3),
        Some("boolean") => json!(true),
        Some("object") => json!({}),
        kind => panic!("no example for {kind:?}: {schema}"),
    }
}

/// Collects the place of every property in an [`example`] of a flat schema, with the property's schema:
/// `/author/name`, `/_results/0/id`.
pub(crate) fn property_paths(schema: &Value, at: &str, found: &mut Vec<(String, Value)>) {
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push((place.clone(), property.clone()));
        property_paths(property, &place, found);
    }
    if schema["type"] == "array" {
        property_paths(&schema["items"], &format!("{at}/0"), found);
    }
    if let Some(variants) = schema.get("oneOf") {
        property_paths(&variants[0], at, found);
    }
}
