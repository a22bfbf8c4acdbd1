//! Reduced form of a JSON Schema, with only what all providers support.
//!
//! A constraint that the target form lacks becomes a note in the description.
//! Tools validate their arguments, so a shape may allow too much but must never forbid a valid value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Number, Value, json};

/// Maximum number of places that are read from one schema; further ones allow any value. References can make a
/// short schema arbitrarily large.
const MAX_PLACES: usize = 5_000;
/// Maximum depth of the places that are read; deeper ones allow any value.
const MAX_DEPTH: usize = 32;

/// Values allowed in one place of the arguments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) description: Option<String>,
    pub(super) default: Option<Value>,
    pub(super) nullable: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Text(Text),
    Number {
        integer: bool,
        minimum: Option<Number>,
        maximum: Option<Number>,
    },
    Flag,
    List {
        items: Box<Shape>,
        minimum: Option<u64>,
        maximum: Option<u64>,
    },
    Object {
        members: Vec<Member>,
        /// Shape of additional members, if they are allowed.
        rest: Option<Box<Shape>>,
    },
    Either(Vec<Shape>),
    Any,
    /// Text that holds JSON, for a schema that the provider does not support. Made by `adapt`, reversed by
    /// `restore`.
    Json,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Text {
    /// Allowed values; empty for any text.
    pub(super) values: Vec<String>,
    pub(super) format: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) minimum: Option<u64>,
    pub(super) maximum: Option<u64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    /// Exported name.
    pub(super) exported_name: String,
    pub(super) required: bool,
    pub(super) shape: Shape,
}

impl Kind {
    pub(super) const fn object() -> Self {
        Self::Object { members: Vec::new(), rest: None }
    }
}

impl Shape {
    pub(super) const fn of(kind: Kind) -> Self {
        Self { kind, description: None, default: None, nullable: false }
    }

    /// Reads the schema of a tool's arguments. Its root is an object.
    pub(super) fn read(schema: &Map<String, Value>) -> Self {
        let mut reader = Reader { root: schema, open: Vec::new(), places: 0 };
        let mut shape = reader.schema(schema, 0);
        shape.nullable = false;
        if let Kind::Either(branches) = shape.kind {
            shape.kind = union(branches);
        }
        if !matches!(shape.kind, Kind::Object { .. }) {
            shape.kind = Kind::object();
        }
        shape
    }

    /// Appends a sentence to the description.
    pub(super) fn note(&mut self, note: &str) {
        self.description = Some(match self.description.take() {
            Some(own) if own.trim_end().ends_with(['.', '!', '?', ':', ';', '…']) => {
                format!("{} {note}", own.trim_end())
            }
            Some(own) if !own.trim().is_empty() => format!("{}. {note}", own.trim_end()),
            _ => note.to_owned(),
        });
    }
}

struct Reader<'a> {
    root: &'a Map<String, Value>,
    /// References that are being followed.
    open: Vec<String>,
    places: usize,
}

impl Reader<'_> {
    fn place(&mut self, schema: &Value, depth: usize) -> Shape {
        self.places += 1;
        match schema {
            Value::Object(map) if depth <= MAX_DEPTH && self.places <= MAX_PLACES => self.schema(map, depth),
            _ => Shape::of(Kind::Any),
        }
    }

    fn schema(&mut self, map: &Map<String, Value>, depth: usize) -> Shape {
        if let Some(Value::String(target)) = map.get("$ref") {
            return self.reference(target, map, depth);
        }
        if map.contains_key("allOf") {
            let merged = self.all_of(map);
            return self.schema(&merged, depth);
        }
        let mut shape = Shape::of(Kind::Any);
        shape.description = map.get("description").and_then(Value::as_str).map(str::to_owned);
        shape.default = map.get("default").filter(|default| !default.is_null()).cloned();
        shape.nullable = map.get("nullable") == Some(&Value::Bool(true));
        self.kind(map, depth, &mut shape);
        shape
    }

    fn reference(&mut self, target: &str, map: &Map<String, Value>, depth: usize) -> Shape {
        let found = target.strip_prefix('#').and_then(|pointer| pointer_in(self.root, pointer));
        // A recursive reference never ends.
        let mut shape = if self.open.iter().any(|open| open == target) {
            Shape::of(Kind::Any)
        } else {
            self.open.push(target.to_owned());
            let shape = found.map_or(Shape::of(Kind::Any), |found| self.place(&found, depth + 1));
            self.open.pop();
            shape
        };
        if let Some(Value::String(own)) = map.get("description") {
            shape.description = Some(own.clone());
        }
        shape
    }

    /// Merges the branches of `allOf` into one schema. Of conflicting keywords, the first wins.
    fn all_of(&self, map: &Map<String, Value>) -> Map<String, Value> {
        let mut merged = map.clone();
        let Some(Value::Array(branches)) = merged.remove("allOf") else { return merged };
        for branch in branches {
            let found = branch
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|target| target.strip_prefix('#'))
                .and_then(|pointer| pointer_in(self.root, pointer));
            let Value::Object(branch) = found.unwrap_or(branch) else { continue };
            for (key, value) in branch {
                match (merged.get_mut(&key), value) {
                    (Some(Value::Object(own)), Value::Object(more)) if key == "properties" => {
                        for (name, schema) in more {
                            own.entry(name).or_insert(schema);
                        }
                    }
                    (Some(Value::Array(own)), Value::Array(more)) if key == "required" => own.extend(more),
                    (Some(_), _) => {}
                    // Merges one level only; deeper nesting makes the shape wider.
                    (None, _) if key == "allOf" || key == "$ref" => {}
                    (None, value) => {
                        merged.insert(key, value);
                    }
                }
            }
        }
        merged
    }

    fn kind(&mut self, map: &Map<String, Value>, depth: usize, shape: &mut Shape) {
        for key in ["anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = map.get(key) {
                return self.branches(map, branches, depth, shape);
            }
        }
        if let Some(value) = map.get("const") {
            return values(std::slice::from_ref(value), shape);
        }
        if let Some(Value::Array(list)) = map.get("enum") {
            return values(list, shape);
        }
        let types: Vec<&str> = match map.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ if map.contains_key("properties") => vec!["object"],
            _ if map.contains_key("items") => vec!["array"],
            _ => Vec::new(),
        };
        shape.nullable |= types.contains(&"null");
        let mut kinds = Vec::new();
        for name in types.into_iter().filter(|name| *name != "null") {
            let mut one = Shape::of(Kind::Any);
            one.kind = self.typed(name, map, depth, shape);
            kinds.push(one);
        }
        shape.kind = either(kinds);
    }

    fn typed(&mut self, name: &str, map: &Map<String, Value>, depth: usize, shape: &mut Shape) -> Kind {
        let count = |key: &str| map.get(key).and_then(Value::as_u64);
        let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
        match name {
            "string" => Kind::Text(Text {
                values: Vec::new(),
                format: text("format"),
                pattern: text("pattern"),
                minimum: count("minLength"),
                maximum: count("maxLength"),
            }),
            "integer" | "number" => number(name == "integer", map, shape),
            "boolean" => Kind::Flag,
            "array" => {
                if map.get("uniqueItems") == Some(&Value::Bool(true)) {
                    shape.note("No two of them may be alike.");
                }
                let items = map.get("items").cloned().unwrap_or_else(|| json!({}));
                Kind::List {
                    items: Box::new(self.place(&items, depth + 1)),
                    minimum: count("minItems"),
                    maximum: count("maxItems"),
                }
            }
            "object" => self.object(map, depth),
            _ => Kind::Any,
        }
    }

    fn object(&mut self, map: &Map<String, Value>, depth: usize) -> Kind {
        let required: BTreeSet<&str> = map
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut members = Vec::new();
        for (name, schema) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
            members.push(Member {
                name: name.clone(),
                exported_name: name.clone(),
                required: required.contains(name.as_str()),
                shape: self.place(schema, depth + 1),
            });
        }
        let rest = match map.get("additionalProperties") {
            Some(Value::Bool(false)) => None,
            // A schema with members seldom means to allow others.
            None if !members.is_empty() => None,
            Some(rest @ Value::Object(_)) => Some(Box::new(self.place(rest, depth + 1))),
            _ => Some(Box::new(Shape::of(Kind::Any))),
        };
        Kind::Object { members, rest }
    }

    fn branches(&mut self, map: &Map<String, Value>, branches: &[Value], depth: usize, shape: &mut Shape) {
        let mut kinds = Vec::new();
        for branch in branches {
            if branch.get("type") == Some(&json!("null")) {
                shape.nullable = true;
                continue;
            }
            kinds.push(self.place(branch, depth + 1));
        }
        shape.nullable |= kinds.iter().any(|branch| branch.nullable);
        if map.contains_key("properties") {
            // Members outside the alternatives apply to each of them.
            let (Kind::Object { mut members, rest }, Kind::Object { members: more, .. }) =
                (self.object(map, depth), union(kinds))
            else {
                return;
            };
            let new = |member: &Member| !members.iter().any(|known| known.name == member.name);
            let more: Vec<Member> = more.into_iter().filter(new).collect();
            members.extend(more);
            shape.kind = Kind::Object { members, rest };
            return;
        }
        if let [only] = kinds.as_slice() {
            shape.description = shape.description.take().or_else(|| only.description.clone());
            shape.default = shape.default.take().or_else(|| only.default.clone());
        }
        shape.kind = either(kinds);
    }
}

/// Returns one shape for several alternatives. Alternatives that differ only in their values are merged.
fn either(mut branches: Vec<Shape>) -> Kind {
    branches.iter_mut().for_each(|branch| branch.nullable = false);
    if branches.iter().any(|branch| branch.kind == Kind::Any) {
        return Kind::Any;
    }
    if !branches.is_empty()
        && branches.iter().all(|branch| matches!(&branch.kind, Kind::Text(text) if !text.values.is_empty()))
    {
        let mut values: Vec<String> = Vec::new();
        for branch in branches {
            let Kind::Text(text) = branch.kind else { continue };
            for value in text.values {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        return Kind::Text(Text { values, ..Text::default() });
    }
    let mut kinds: Vec<Shape> = Vec::new();
    for branch in branches {
        match branch.kind {
            Kind::Either(inner) => kinds.extend(inner),
            _ => kinds.push(branch),
        }
    }
    match kinds.len() {
        0 => Kind::Any,
        1 => kinds.remove(0).kind,
        _ => Kind::Either(kinds),
    }
}

/// Merges objects into one with the members of all. Only members that all of them require are required.
fn union(branches: Vec<Shape>) -> Kind {
    let mut all: Vec<Member> = Vec::new();
    let mut open = None;
    let count = branches.len();
    let mut required: BTreeMap<String, usize> = BTreeMap::new();
    for branch in branches {
        let Kind::Object { members, rest } = branch.kind else { continue };
        open = open.or(rest);
        for member in members {
            if member.required {
                *required.entry(member.name.clone()).or_default() += 1;
            }
            if !all.iter().any(|known| known.name == member.name) {
                all.push(member);
            }
        }
    }
    for member in &mut all {
        member.required = required.get(&member.name) == Some(&count);
    }
    Kind::Object { members: all, rest: open }
}

fn number(integer: bool, map: &Map<String, Value>, shape: &mut Shape) -> Kind {
    let bound = |key: &str| map.get(key).and_then(|value| value.as_number()).cloned();
    let (mut minimum, mut maximum) = (bound("minimum"), bound("maximum"));
    for (key, step, limit, word) in
        [("exclusiveMinimum", 1, &mut minimum, "More"), ("exclusiveMaximum", -1, &mut maximum, "Less")]
    {
        let Some(exclusive) = bound(key) else { continue };
        match exclusive.as_i64().and_then(|bound| bound.checked_add(step)) {
            Some(inclusive) if integer && limit.is_none() => *limit = Some(inclusive.into()),
            _ => shape.note(&format!("{word} than {exclusive}.")),
        }
    }
    if let Some(factor) = bound("multipleOf") {
        shape.note(&format!("A multiple of {factor}."));
    }
    Kind::Number { integer, minimum, maximum }
}

/// Returns the shape of an enum. Providers list only texts; other values become a note.
fn values(list: &[Value], shape: &mut Shape) {
    shape.nullable |= list.iter().any(Value::is_null);
    let list: Vec<&Value> = list.iter().filter(|value| !value.is_null()).collect();
    let texts: Vec<String> = list.iter().filter_map(|value| value.as_str()).map(str::to_owned).collect();
    if texts.len() == list.len() && !texts.is_empty() {
        shape.kind = Kind::Text(Text { values: texts, ..Text::default() });
        return;
    }
    shape.kind = if list.is_empty() {
        Kind::Any
    } else if list.iter().all(|value| value.is_boolean()) {
        Kind::Flag
    } else if list.iter().all(|value| value.is_number()) {
        let integer = list.iter().all(|value| value.is_i64() || value.is_u64());
        Kind::Number { integer, minimum: None, maximum: None }
    } else {
        Kind::Any
    };
    if !list.is_empty() {
        let words: Vec<String> = list.iter().map(ToString::to_string).collect();
        shape.note(&format!("One of: {}.", words.join(", ")));
    }
}

/// Resolves a JSON pointer (<https://www.rfc-editor.org/rfc/rfc6901>).
fn pointer_in(root: &Map<String, Value>, pointer: &str) -> Option<Value> {
    if pointer.is_empty() {
        return Some(Value::Object(root.clone()));
    }
    let mut parts =
        pointer.strip_prefix('/')?.split('/').map(|part| part.replace("~1", "/").replace("~0", "~"));
    let mut place = root.get(&parts.next()?)?;
    for part in parts {
        place = match place {
            Value::Object(map) => map.get(&part)?,
            Value::Array(list) => list.get(part.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(place.clone())
}

#[cfg(test)]
mod tests;
