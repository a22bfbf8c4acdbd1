//! Serialises shapes in the format of a provider.

use serde_json::{Map, Value, json};

use super::{
    Provider,
    shape::{Kind, Member, Shape, Text},
};

/// Writes a shape that [`adapt`](super::adapt::adapt) has adapted.
pub(super) fn write(provider: Provider, shape: &Shape) -> Value {
    let strict = provider.is_strict();
    match provider {
        Provider::Gemini => Gemini.shape(shape),
        _ => JsonSchema { strict }.shape(shape, false),
    }
}

/// JSON Schema as OpenAI and Anthropic support it.
struct JsonSchema {
    strict: bool,
}

impl JsonSchema {
    fn shape(&self, shape: &Shape, optional: bool) -> Value {
        let nullable = shape.nullable || (self.strict && optional);
        let mut schema = match &shape.kind {
            Kind::Text(text) => text_schema(text, nullable),
            Kind::Json => typed("string", nullable),
            Kind::Number { integer, minimum, maximum } => {
                let mut schema = typed(if *integer { "integer" } else { "number" }, nullable);
                put(&mut schema, "minimum", minimum.clone());
                put(&mut schema, "maximum", maximum.clone());
                schema
            }
            Kind::Flag => typed("boolean", nullable),
            Kind::List { items, minimum, maximum } => {
                let mut schema = typed("array", nullable);
                schema.insert("items".into(), self.shape(items, false));
                put(&mut schema, "minItems", *minimum);
                put(&mut schema, "maxItems", *maximum);
                schema
            }
            Kind::Object { members, rest } => self.object(members, rest.as_deref(), nullable),
            Kind::Either(branches) => {
                let mut branches: Vec<Value> =
                    branches.iter().map(|branch| self.shape(branch, false)).collect();
                if nullable {
                    branches.push(json!({ "type": "null" }));
                }
                Map::from_iter([("anyOf".to_owned(), branches.into())])
            }
            Kind::Any => Map::new(),
        };
        put(&mut schema, "description", shape.description.clone());
        put(&mut schema, "default", shape.default.clone());
        Value::Object(schema)
    }

    fn object(&self, members: &[Member], rest: Option<&Shape>, nullable: bool) -> Map<String, Value> {
        let mut schema = typed("object", nullable);
        let properties: Map<String, Value> = members
            .iter()
            .map(|member| (member.exported_name.clone(), self.shape(&member.shape, !member.required)))
            .collect();
        schema.insert("properties".into(), properties.into());
        let required: Vec<&str> = members
            .iter()
            .filter(|member| member.required || self.strict)
            .map(|member| member.exported_name.as_str())
            .collect();
        if self.strict || !required.is_empty() {
            schema.insert("required".into(), json!(required));
        }
        let rest = rest.map_or(Value::Bool(false), |rest| match rest.kind {
            Kind::Any => Value::Bool(true),
            _ => self.shape(rest, false),
        });
        schema.insert("additionalProperties".into(), rest);
        schema
    }
}

fn typed(name: &str, nullable: bool) -> Map<String, Value> {
    let name = if nullable { json!([name, "null"]) } else { json!(name) };
    Map::from_iter([("type".to_owned(), name)])
}

fn text_schema(text: &Text, nullable: bool) -> Map<String, Value> {
    let mut schema = typed("string", nullable);
    if !text.values.is_empty() {
        let mut values: Vec<Value> = text.values.iter().cloned().map(Value::String).collect();
        if nullable {
            values.push(Value::Null);
        }
        schema.insert("enum".into(), values.into());
    }
    put(&mut schema, "format", text.format.clone());
    put(&mut schema, "pattern", text.pattern.clone());
    put(&mut schema, "minLength", text.minimum);
    put(&mut schema, "maxLength", text.maximum);
    schema
}

fn put(schema: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        schema.insert(key.to_owned(), value.into());
    }
}

/// Gemini's own `Schema`, a subset of OpenAPI 3.0 (<https://ai.google.dev/api/caching#Schema>).
struct Gemini;

impl Gemini {
    fn shape(&self, shape: &Shape) -> Value {
        let mut schema = match &shape.kind {
            Kind::Text(text) => self.text(text),
            Kind::Json | Kind::Any => named("STRING"),
            Kind::Number { integer, minimum, maximum } => {
                let mut schema = named(if *integer { "INTEGER" } else { "NUMBER" });
                put(&mut schema, "minimum", minimum.clone());
                put(&mut schema, "maximum", maximum.clone());
                schema
            }
            Kind::Flag => named("BOOLEAN"),
            Kind::List { items, minimum, maximum } => {
                let mut schema = named("ARRAY");
                schema.insert("items".into(), self.shape(items));
                put(&mut schema, "minItems", minimum.map(count));
                put(&mut schema, "maxItems", maximum.map(count));
                schema
            }
            Kind::Object { members, .. } => self.object(members),
            Kind::Either(branches) => return self.either(shape, branches),
        };
        put(&mut schema, "description", shape.description.clone());
        if shape.nullable {
            schema.insert("nullable".into(), true.into());
        }
        Value::Object(schema)
    }

    fn text(&self, text: &Text) -> Map<String, Value> {
        let mut schema = named("STRING");
        put(&mut schema, "format", text.format.clone());
        if !text.values.is_empty() {
            schema.insert("format".into(), "enum".into());
            schema.insert("enum".into(), json!(text.values));
        }
        put(&mut schema, "pattern", text.pattern.clone());
        put(&mut schema, "minLength", text.minimum.map(count));
        put(&mut schema, "maxLength", text.maximum.map(count));
        schema
    }

    fn object(&self, members: &[Member]) -> Map<String, Value> {
        let mut schema = named("OBJECT");
        let properties: Map<String, Value> =
            members.iter().map(|member| (member.exported_name.clone(), self.shape(&member.shape))).collect();
        let required: Vec<&str> = members
            .iter()
            .filter(|member| member.required)
            .map(|member| member.exported_name.as_str())
            .collect();
        schema.insert("properties".into(), properties.into());
        if !required.is_empty() {
            schema.insert("required".into(), json!(required));
        }
        schema
    }

    /// `anyOf` must be the only keyword of its schema, so everything else is stated in each branch.
    fn either(&self, shape: &Shape, branches: &[Shape]) -> Value {
        let branches: Vec<Value> = branches
            .iter()
            .map(|branch| {
                let mut branch = branch.clone();
                branch.nullable |= shape.nullable;
                if let Some(outer) = &shape.description {
                    let own = branch.description.replace(outer.clone());
                    if let Some(own) = own.filter(|own| own != outer) {
                        branch.note(&own);
                    }
                }
                self.shape(&branch)
            })
            .collect();
        json!({ "anyOf": branches })
    }
}

fn named(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), name.into())])
}

/// Gemini's 64-bit numbers are strings.
fn count(count: u64) -> String {
    count.to_string()
}
