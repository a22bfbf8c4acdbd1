//! Places of untrusted text: learned once from the schema of a result type, then found in each result.

use std::collections::BTreeMap;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value};

use super::KEYWORD;
use crate::mcp::text::{visible, visible_with_marks};

/// Places of untrusted text in values of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::mcp) struct Paths {
    /// `true` if everything here is untrusted.
    here: bool,
    /// `true` if it is the text of a passage.
    passage: bool,
    members: BTreeMap<String, Self>,
    /// Members that are not named.
    others: Option<Box<Self>>,
    items: Option<Box<Self>>,
}

impl Paths {
    /// Learns the places in the results of a type.
    pub(in crate::mcp) fn of<T: JsonSchema>() -> Self {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let schema = generator.into_root_schema_for::<T>().to_value();
        Reader { root: &schema, open: Vec::new() }.read(&schema)
    }

    /// The whole result is untrusted.
    pub(in crate::mcp) fn whole() -> Self {
        Self { here: true, ..Self::default() }
    }

    pub(in crate::mcp) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(in crate::mcp) fn has_passages(&self) -> bool {
        let inner = self.members.values().chain(self.others.as_deref()).chain(self.items.as_deref());
        self.passage || inner.into_iter().any(Self::has_passages)
    }

    /// Removes from a result what nobody would see. Marks stay in untrusted text, where the types have replaced those of
    /// the writers, and nowhere else.
    pub(in crate::mcp) fn clean(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                let clean = if self.here { visible_with_marks(text) } else { visible(text) };
                if let std::borrow::Cow::Owned(clean) = clean {
                    *text = clean;
                }
            }
            Value::Array(items) => {
                let paths = self.below(self.items.as_deref());
                items.iter_mut().for_each(|item| paths.clean(item));
            }
            Value::Object(members) => {
                for (name, member) in members {
                    self.below(self.member(name)).clean(member);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Returns the JSON pointers of the untrusted text of a result.
    pub(in crate::mcp) fn pointers(&self, value: &Value) -> Vec<String> {
        let mut found = Found { at: String::new(), pointers: Vec::new() };
        found.visit(self, value);
        found.pointers
    }

    /// Returns the JSON pointers of a result that is no object, and is put under `result` on the wire.
    pub(in crate::mcp) fn pointers_below_result(&self, value: &Value) -> Vec<String> {
        let result =
            Self { members: BTreeMap::from([("result".to_owned(), self.clone())]), ..Self::default() };
        if self.here { vec![String::new()] } else { result.pointers(value) }
    }

    fn member(&self, name: &str) -> Option<&Self> {
        self.members.get(name).or(self.others.as_deref())
    }

    /// Returns the places below this one.
    fn below<'a>(&'a self, inner: Option<&'a Self>) -> &'a Self {
        static NONE: Paths =
            Paths { here: false, passage: false, members: BTreeMap::new(), others: None, items: None };
        if self.here { self } else { inner.unwrap_or(&NONE) }
    }

    fn merge(&mut self, other: Self) {
        self.here |= other.here;
        self.passage |= other.passage;
        for (name, paths) in other.members {
            self.members.entry(name).or_default().merge(paths);
        }
        for (own, other) in [(&mut self.others, other.others), (&mut self.items, other.items)] {
            if let Some(other) = other {
                own.get_or_insert_default().merge(*other);
            }
        }
    }
}

/// Walk over a result. The pointer is built in one buffer.
struct Found {
    at: String,
    pointers: Vec<String>,
}

impl Found {
    fn visit(&mut self, paths: &Paths, value: &Value) {
        if paths.here {
            self.pointers.push(self.at.clone());
            return;
        }
        let length = self.at.len();
        match value {
            Value::Array(items) => {
                let Some(paths) = paths.items.as_deref() else { return };
                for (index, item) in items.iter().enumerate() {
                    self.at.push('/');
                    self.at.push_str(&index.to_string());
                    self.visit(paths, item);
                    self.at.truncate(length);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    let Some(paths) = paths.member(name) else { continue };
                    self.at.push('/');
                    escape(name, &mut self.at);
                    self.visit(paths, member);
                    self.at.truncate(length);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// Writes a name as a part of a JSON pointer (<https://www.rfc-editor.org/rfc/rfc6901#section-3>).
fn escape(name: &str, pointer: &mut String) {
    for c in name.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// Reader of a schema.
struct Reader<'a> {
    root: &'a Value,
    /// References that are being read.
    open: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, schema: &'a Value) -> Paths {
        let Value::Object(schema) = schema else { return Paths::default() };
        let mut paths = Paths::default();
        if let Some(mark) = schema.get(KEYWORD) {
            paths.here = true;
            paths.passage = mark == "passage";
            return paths;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            paths.merge(self.follow(reference));
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            for branch in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
                paths.merge(self.read(branch));
            }
        }
        for (name, member) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let member = self.read(member);
            if !member.is_empty() {
                paths.members.entry(name.clone()).or_default().merge(member);
            }
        }
        for (place, keys) in [
            (&mut paths.others, &["additionalProperties", "unevaluatedProperties"][..]),
            (&mut paths.items, &["items"]),
        ] {
            for inner in keys.iter().filter_map(|key| schema.get(*key)) {
                let inner = self.read(inner);
                if !inner.is_empty() {
                    place.get_or_insert_default().merge(inner);
                }
            }
        }
        for inner in patterns(schema).chain(tuple(schema)) {
            let (place, inner) = match inner {
                Inner::Member(inner) => (&mut paths.others, self.read(inner)),
                Inner::Item(inner) => (&mut paths.items, self.read(inner)),
            };
            if !inner.is_empty() {
                place.get_or_insert_default().merge(inner);
            }
        }
        paths
    }

    fn follow(&mut self, reference: &'a str) -> Paths {
        if self.open.contains(&reference) {
            // The places in a type that contains itself have no end: everything in it counts as untrusted.
            return Paths::whole();
        }
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer)) else {
            return Paths::whole();
        };
        self.open.push(reference);
        let paths = self.read(target);
        self.open.pop();
        paths
    }
}

enum Inner<'a> {
    Member(&'a Value),
    Item(&'a Value),
}

fn patterns(schema: &Map<String, Value>) -> impl Iterator<Item = Inner<'_>> {
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    patterns.into_iter().flat_map(Map::values).map(Inner::Member)
}

fn tuple(schema: &Map<String, Value>) -> impl Iterator<Item = Inner<'_>> {
    schema.get("prefixItems").and_then(Value::as_array).into_iter().flatten().map(Inner::Item)
}
