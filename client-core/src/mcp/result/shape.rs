//! Part of an output schema that describes one value: which members must stay, and which texts must stay whole.

use serde_json::{Map, Value};

/// Nested references and choices that are followed; a deeper schema counts as unknown.
const MAX_DEPTH: usize = 16;

/// Members of an object without a schema up to which all of them count as declared. A larger object is a map.
const MAX_DECLARED: usize = 50;

/// Importance of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The schema requires it.
    Required,
    /// The schema names it.
    Declared,
    /// Entry of a map.
    Extra,
}

/// Schemas that a value matches. Empty is no schema.
#[derive(Debug, Clone)]
pub(super) struct Shape<'a> {
    root: &'a Value,
    schemas: Vec<&'a Map<String, Value>>,
}

impl<'a> Shape<'a> {
    /// Returns the shape of the root value.
    pub(super) fn of(root: &'a Value, value: &Value) -> Self {
        Self::new(root, std::iter::once(root), value)
    }

    fn new(root: &'a Value, schemas: impl Iterator<Item = &'a Value>, value: &Value) -> Self {
        let mut shape = Self { root, schemas: Vec::new() };
        schemas.for_each(|schema| shape.add(schema, value, MAX_DEPTH));
        shape
    }

    /// Adds a schema and those that it refers to, unless the value is not of its type.
    fn add(&mut self, schema: &'a Value, value: &Value, depth: usize) {
        let (Value::Object(map), Some(depth)) = (schema, depth.checked_sub(1)) else { return };
        if !allows(map, value) {
            return;
        }
        self.schemas.push(map);
        let path = map.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
        if let Some(target) = path.and_then(|path| self.root.pointer(path)) {
            self.add(target, value, depth);
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            for branch in map.get(key).and_then(Value::as_array).into_iter().flatten() {
                self.add(branch, value, depth);
            }
        }
    }

    /// Returns `true` if a text must stay as it is.
    pub(super) fn is_fixed(&self) -> bool {
        const FIXED: [&str; 5] = ["enum", "const", "format", "pattern", "minLength"];
        self.schemas.iter().any(|schema| FIXED.iter().any(|key| schema.contains_key(*key)))
    }

    /// Returns the number of leading items that a list must keep.
    pub(super) fn required_items(&self) -> usize {
        let required = |schema: &&Map<String, Value>| {
            let tuple = schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
            tuple.max(usize::try_from(least).unwrap_or(usize::MAX))
        };
        self.schemas.iter().map(required).max().unwrap_or(0)
    }

    /// Returns the shape of an item.
    pub(super) fn item(&self, index: usize, item: &Value) -> Self {
        let schemas = self.schemas.iter().filter_map(|schema| {
            let tuple = schema.get("prefixItems").and_then(|items| items.get(index));
            tuple.or_else(|| schema.get("items"))
        });
        Self::new(self.root, schemas, item)
    }

    /// Returns the importance and the shape of a member of an object with this many members.
    pub(super) fn member(&self, name: &str, member: &Value, members: usize) -> (Rank, Self) {
        let schemas = self.schemas.iter().filter_map(|schema| {
            let declared = schema.get("properties").and_then(|properties| properties.get(name));
            declared.or_else(|| schema.get("additionalProperties"))
        });
        (self.rank(name, members), Self::new(self.root, schemas, member))
    }

    fn rank(&self, name: &str, members: usize) -> Rank {
        let mut described = false;
        let mut rank = Rank::Extra;
        for schema in &self.schemas {
            let required = schema.get("required").and_then(Value::as_array);
            if required.is_some_and(|names| names.iter().any(|required| required == name)) {
                return Rank::Required;
            }
            let properties = schema.get("properties").and_then(Value::as_object);
            if properties.is_some_and(|properties| properties.contains_key(name)) {
                rank = Rank::Declared;
            }
            described |= properties.is_some_and(|properties| !properties.is_empty())
                || schema.get("additionalProperties").is_some_and(Value::is_object);
        }
        if !described && members <= MAX_DECLARED { Rank::Declared } else { rank }
    }
}

/// Returns `false` if a schema surely does not describe the value: a branch of a choice that does not apply.
fn allows(schema: &Map<String, Value>, value: &Value) -> bool {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let same = |name: &Value| name == kind || (name == "integer" && kind == "number");
    let typed = match schema.get("type") {
        Some(Value::Array(names)) => names.iter().any(same),
        Some(name) => same(name),
        None => true,
    };
    let valued = |schema: &Value, value: &Value| {
        schema.get("const").is_none_or(|only| only == value)
            && schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(value))
    };
    let Value::Object(members) = value else { return typed };
    let complete = schema.get("required").and_then(Value::as_array).is_none_or(|names| {
        names.iter().all(|name| name.as_str().is_some_and(|it| members.contains_key(it)))
    });
    // The member that tells the branches of a choice apart.
    let tagged = schema.get("properties").and_then(Value::as_object).is_none_or(|properties| {
        properties.iter().all(|(name, schema)| members.get(name).is_none_or(|member| valued(schema, member)))
    });
    typed && complete && tagged
}
