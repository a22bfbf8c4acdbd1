//! Documented rules of each provider, written from its documents and independently of the library.

use std::collections::BTreeSet;

use mcp_core::provider::Provider;
use serde_json::{Map, Value};

/// Returns the rules that the tools of a request violate, one line each.
pub(crate) fn broken(provider: Provider, tools: &Value) -> Vec<String> {
    let mut judge = Judge { found: Vec::new(), properties: 0, values: 0, characters: 0 };
    let list = tools.as_array().map(Vec::as_slice).unwrap_or_default();
    match provider {
        Provider::OpenAiChat { strict } => {
            judge.count(list.len());
            for tool in list {
                judge.keys("tool", tool, &["type", "function"]);
                judge.openai(&tool["function"], strict);
                let says = tool["function"].get("strict").and_then(Value::as_bool).unwrap_or(false);
                judge.that(says == strict, "strict is not said");
            }
        }
        Provider::OpenAiResponses { strict } => {
            judge.count(list.len());
            for tool in list {
                judge.openai(tool, strict);
                judge.that(tool["strict"] == strict, "strict is assumed when nothing is said");
            }
        }
        Provider::Anthropic => list.iter().for_each(|tool| judge.anthropic(tool)),
        Provider::Gemini => {
            for group in list {
                judge.keys("tool", group, &["functionDeclarations"]);
                let functions = group["functionDeclarations"].as_array().unwrap();
                judge.count(functions.len());
                functions.iter().for_each(|function| judge.gemini(function));
            }
        }
        other => judge.found.push(format!("no rules for {other:?}")),
    }
    judge.found
}

struct Judge {
    found: Vec<String>,
    properties: usize,
    values: usize,
    characters: usize,
}

fn name_of(tool: &Value) -> &str {
    tool["name"].as_str().unwrap_or_default()
}

fn made_of(name: &str, signs: &str, longest: usize) -> bool {
    (1..=longest).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c))
}

fn begins_a_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

fn children(schema: &Map<String, Value>) -> Vec<(String, &Value)> {
    let mut children = Vec::new();
    for (name, child) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        children.push((format!(".{name}"), child));
    }
    for (index, child) in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
        children.push((format!("|{index}"), child));
    }
    children.extend(schema.get("items").map(|child| ("[]".to_owned(), child)));
    children
}

impl Judge {
    fn that(&mut self, holds: bool, otherwise: impl Into<String>) {
        if !holds {
            self.found.push(otherwise.into());
        }
    }

    fn count(&mut self, tools: usize) {
        self.that(tools <= 128, format!("{tools} tools"));
    }

    fn keys(&mut self, at: &str, value: &Value, allowed: &[&str]) {
        for key in value.as_object().into_iter().flat_map(Map::keys) {
            self.that(allowed.contains(&key.as_str()), format!("{at}: unknown member {key}"));
        }
    }

    fn required(&mut self, at: &str, schema: &Map<String, Value>) {
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let known = schema.get("properties").is_some_and(|all| all.get(name.as_str().unwrap()).is_some());
            self.that(known, format!("{at}: {name} is required and no property"));
        }
    }

    /// <https://platform.openai.com/docs/api-reference/chat/create> and, if strict,
    /// <https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas>
    fn openai(&mut self, tool: &Value, strict: bool) {
        let at = name_of(tool);
        self.keys(at, tool, &["type", "name", "description", "parameters", "strict"]);
        self.that(made_of(at, "_-", 64), format!("{at}: not a name"));
        let root = tool["parameters"].as_object().unwrap();
        self.root(at, root);
        if strict {
            (self.properties, self.values, self.characters) = (0, 0, 0);
            self.strict(at, &tool["parameters"], 1);
            let (properties, values, characters) = (self.properties, self.values, self.characters);
            self.that(properties <= 5_000, format!("{at}: {properties} properties"));
            self.that(values <= 1_000, format!("{at}: {values} enum values"));
            self.that(characters <= 120_000, format!("{at}: {characters} characters of names and values"));
        } else {
            self.json_schema(at, &tool["parameters"]);
        }
    }

    fn root(&mut self, at: &str, root: &Map<String, Value>) {
        self.that(root.get("type") == Some(&"object".into()), format!("{at}: the root is no object"));
        self.that(root.get("properties").is_some_and(Value::is_object), format!("{at}: no properties"));
        for key in ["anyOf", "oneOf", "allOf", "not", "enum"] {
            self.that(!root.contains_key(key), format!("{at}: {key} at the root"));
        }
    }

    fn strict(&mut self, at: &str, schema: &Value, depth: usize) {
        const KEYS: [&str; 13] = [
            "type",
            "description",
            "enum",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "anyOf",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "format",
        ];
        self.keys(at, schema, &KEYS);
        let Some(schema) = schema.as_object() else { return self.that(false, format!("{at}: no schema")) };
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        self.that(!types.is_empty() || schema.contains_key("anyOf"), format!("{at}: no type"));
        self.that(types.iter().filter(|name| **name != "null").count() <= 1, format!("{at}: several types"));
        if types.contains(&"object") {
            self.that(depth <= 10, format!("{at}: {depth} levels deep"));
            self.that(schema.get("additionalProperties") == Some(&false.into()), format!("{at}: open"));
            let required = schema.get("required").and_then(Value::as_array).map_or(0, Vec::len);
            let properties = schema.get("properties").and_then(Value::as_object).map_or(0, Map::len);
            self.properties += properties;
            let names = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
            self.characters += names.map(|(name, _)| name.chars().count()).sum::<usize>();
            self.that(required == properties, format!("{at}: {required} of {properties} required"));
            self.required(at, schema);
        }
        if types.contains(&"array") {
            self.that(schema.get("items").is_some_and(Value::is_object), format!("{at}: no items"));
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let characters =
                values.iter().filter_map(Value::as_str).map(|value| value.chars().count()).sum::<usize>();
            self.values += values.len();
            self.characters += characters;
            let long = values.len() > 250 && characters > 15_000;
            self.that(!long, format!("{at}: {characters} characters in one enum"));
            let null = values.iter().any(Value::is_null);
            self.that(null == types.contains(&"null"), format!("{at}: null in type and not in enum"));
        }
        let formats = ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];
        if let Some(format) = schema.get("format") {
            self.that(formats.iter().any(|known| format == known), format!("{at}: format {format}"));
        }
        // <https://github.com/openai/openai-python/issues/2193>
        let mut first = BTreeSet::new();
        for branch in schema.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            let members = branch.get("properties").and_then(Value::as_object);
            if let Some((name, _)) = members.and_then(|members| members.iter().next()) {
                self.that(first.insert(name), format!("{at}: two objects that begin with {name}"));
            }
        }
        for (name, child) in children(schema) {
            self.strict(&format!("{at}{name}"), child, depth + usize::from(!name.starts_with('|')));
        }
    }

    /// JSON Schema without what OpenAI and Anthropic are known to refuse at any depth.
    fn json_schema(&mut self, at: &str, schema: &Value) {
        const KEYS: [&str; 17] = [
            "type",
            "description",
            "enum",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "anyOf",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "default",
        ];
        self.keys(at, schema, &KEYS);
        let Some(schema) = schema.as_object() else { return self.that(false, format!("{at}: no schema")) };
        if schema.get("type") == Some(&"array".into()) {
            self.that(schema.get("items").is_some_and(Value::is_object), format!("{at}: no items"));
        }
        self.required(at, schema);
        for (name, child) in children(schema) {
            self.json_schema(&format!("{at}{name}"), child);
        }
        for name in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name)
        {
            self.that(made_of(name, "_.-", 64), format!("{at}: the property {name:?}"));
        }
        if let Some(rest @ Value::Object(_)) = schema.get("additionalProperties") {
            self.json_schema(&format!("{at}.*"), rest);
        }
    }

    /// <https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools>; rules for property names are from
    /// <https://github.com/beautyfree/appstore-connect-mcp/issues/2>, those for the root from
    /// <https://github.com/makenotion/notion-mcp-server/issues/340>.
    fn anthropic(&mut self, tool: &Value) {
        let at = name_of(tool);
        self.keys(at, tool, &["name", "description", "input_schema"]);
        self.that(made_of(at, "_-", 64), format!("{at}: not a name"));
        self.root(at, tool["input_schema"].as_object().unwrap());
        self.json_schema(at, &tool["input_schema"]);
    }

    /// <https://ai.google.dev/api/caching#FunctionDeclaration>, <https://ai.google.dev/api/caching#Schema> and
    /// <https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling>. From its errors:
    /// `anyOf` must stand alone, objects need properties, and text formats are restricted.
    fn gemini(&mut self, function: &Value) {
        let at = name_of(function);
        self.keys(at, function, &["name", "description", "parameters"]);
        self.that(made_of(at, "_-", 64) && begins_a_word(at), format!("{at}: not a name"));
        if let Some(parameters) = function.get("parameters") {
            self.that(parameters["type"] == "OBJECT", format!("{at}: the root is no object"));
            self.openapi(at, parameters);
        }
    }

    fn openapi(&mut self, at: &str, schema: &Value) {
        const KEYS: [&str; 15] = [
            "type",
            "format",
            "description",
            "nullable",
            "enum",
            "maxItems",
            "minItems",
            "properties",
            "required",
            "anyOf",
            "items",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
        ];
        let allowed = [KEYS.as_slice(), &["pattern"]].concat();
        self.keys(at, schema, &allowed);
        let Some(schema) = schema.as_object() else { return self.that(false, format!("{at}: no schema")) };
        if schema.contains_key("anyOf") {
            self.that(schema.len() == 1, format!("{at}: anyOf does not stand alone"));
            self.that(!at.ends_with("[]"), format!("{at}: anyOf for items"));
        }
        let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
        let format = schema.get("format").and_then(Value::as_str);
        match kind {
            "STRING" => {
                self.that(matches!(format, None | Some("enum" | "date-time")), format!("{at}: {format:?}"));
            }
            "OBJECT" => {
                let properties = schema.get("properties").and_then(Value::as_object).map_or(0, Map::len);
                self.that(properties > 0, format!("{at}: an object without properties"));
            }
            "ARRAY" => {
                self.that(schema.get("items").is_some_and(Value::is_object), format!("{at}: no items"))
            }
            "INTEGER" | "NUMBER" | "BOOLEAN" => self.that(format.is_none(), format!("{at}: {format:?}")),
            other => self.that(schema.contains_key("anyOf"), format!("{at}: the type {other:?}")),
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let good = |value: &Value| value.as_str().is_some_and(|value| !value.is_empty());
            self.that(kind == "STRING" && values.iter().all(good), format!("{at}: enum of {values:?}"));
        }
        for key in ["minItems", "maxItems", "minLength", "maxLength"] {
            let text =
                schema.get(key).is_none_or(|value| value.as_str().is_some_and(|n| n.parse::<i64>().is_ok()));
            self.that(text, format!("{at}: {key} is no number in a text"));
        }
        self.required(at, schema);
        for name in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name)
        {
            self.that(made_of(name, "_", 64) && begins_a_word(name), format!("{at}: the property {name:?}"));
        }
        for (name, child) in children(schema) {
            self.openapi(&format!("{at}{name}"), child);
        }
    }
}
