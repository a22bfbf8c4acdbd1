//! Conversion between the fields of a request struct and the arguments of a tool.

use std::collections::{BTreeMap, BTreeSet};

use mcp_core::{Arguments, HandlerError, schema::input_schema};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{
    description::unlink_all,
    list::{DEFAULT_PAGE, MAX_PAGE},
};
use crate::{
    mcp::argument::{echo, given},
    patch::CLEARABLE,
};

/// Maximum length of a property name that [`mcp_core::lint`] accepts, in characters.
const MAX_PROPERTY: usize = 64;
/// The argument that names the fields to clear.
const CLEAR: &str = "clear";
/// Argument of a list for the number of items.
const LIMIT: &str = "limit";
/// Argument of a list for the cursor.
const CURSOR: &str = "cursor";

/// Differences between the arguments of a tool and the fields of its request.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// Fields with names that not all providers accept, by the name of the argument.
    renamed: BTreeMap<String, String>,
    /// Arguments that can be cleared.
    clearable: BTreeSet<String>,
    /// Fields set by the host; `true` if the operation requires the field.
    host: Vec<(&'static str, bool)>,
    /// Fields replaced by the cursor of a list.
    hidden: &'static [&'static str],
    /// `true` if the vendor's page size can be set.
    pub(super) sized: bool,
    /// The most items on a page.
    pub(super) max_page: usize,
}

/// Paging arguments of a list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Paging {
    cursor: Option<String>,
    pub(super) limit: Option<usize>,
}

impl Paging {
    pub(super) fn cursor(&self) -> Option<&str> {
        given(self.cursor.as_deref())
    }
}

impl Shape {
    /// Returns the arguments of an operation and the doc comment of its struct.
    pub(super) fn of<E: JsonSchema>() -> (Self, Map<String, Value>, String) {
        let raw = SchemaGenerator::default().into_root_schema_for::<E>().to_value();
        let doc = raw.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut schema = Value::Object(input_schema::<E>());
        unlink_all(&mut schema);
        let Value::Object(mut schema) = schema else { unreachable!("an object stays one") };
        let mut shape = Self { max_page: MAX_PAGE, ..Self::default() };
        shape.rename(&mut schema);
        shape.clear(&raw, &mut schema);
        (shape, schema, doc)
    }

    /// Replaces the vendor's paging with `limit` and `cursor`.
    pub(super) fn page(&mut self, hidden: &'static [&'static str], schema: &mut Map<String, Value>) {
        let properties = properties(schema);
        for name in hidden {
            properties.remove(*name);
        }
        let own = properties.get(LIMIT);
        self.sized = own.is_some();
        self.max_page = own
            .and_then(|own| own.get("maximum"))
            .and_then(Value::as_u64)
            .and_then(|max| usize::try_from(max).ok())
            .unwrap_or(MAX_PAGE);
        self.hidden = hidden;
        properties.insert(
            CURSOR.into(),
            json!({
                "type": "string",
                "description": "Where to go on: next_cursor of an earlier call, unchanged, with the same other arguments.",
            }),
        );
        // Both are optional, even if the vendor requires its paging.
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|name| name != LIMIT && !hidden.iter().any(|hidden| name == hidden));
        }
        self.write_limit(schema);
    }

    /// Writes the maximum page size to the schema.
    pub(super) fn write_limit(&self, schema: &mut Map<String, Value>) {
        let default = DEFAULT_PAGE.min(self.max_page);
        properties(schema).insert(
            LIMIT.into(),
            json!({
                "type": "integer", "minimum": 1, "maximum": self.max_page,
                "description": format!("How many items; {default} by default."),
            }),
        );
    }

    /// Removes the fields set by the host.
    pub(super) fn reserve(&mut self, names: &'static [&'static str], schema: &mut Map<String, Value>) {
        for name in names {
            if properties(schema).remove(*name).is_none() {
                continue;
            }
            let mut needed = false;
            if let Some(Value::Array(required)) = schema.get_mut("required") {
                needed = required.iter().any(|entry| entry == name);
                required.retain(|entry| entry != name);
            }
            self.host.push((name, needed));
        }
    }

    /// Removes an argument.
    pub(super) fn remove(&mut self, field: &str, schema: &mut Map<String, Value>) {
        let name = self.argument_of(field);
        let is_required = match schema.get("required") {
            Some(Value::Array(required)) => required.iter().any(|entry| *entry == name),
            _ => false,
        };
        assert!(!is_required, "the operation cannot do without `{field}`");
        assert!(properties(schema).remove(&name).is_some(), "the operation has no field `{field}`");
        if self.clearable.remove(&name) {
            self.write_clear(schema);
        }
    }

    /// Sets the fields that the host provides.
    pub(super) fn fill(
        &self,
        fields: &mut Map<String, Value>,
        value: impl Fn(&str) -> Result<Option<Value>, HandlerError>,
    ) -> Result<(), HandlerError> {
        for (name, needed) in &self.host {
            match value(name)? {
                Some(value) => {
                    fields.insert((*name).to_owned(), value);
                }
                None if *needed => {
                    return Err(HandlerError::forbidden(format!(
                        "nothing was sent: the operation needs `{name}`, and the host of this server did not set it"
                    ))
                    .with_hint(
                        "No argument sets it. Tell the user that the host of this server must set it for this \
                         caller.",
                    ));
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Renames arguments to names that all providers accept. Names of the tool's own arguments are reserved.
    fn rename(&mut self, schema: &mut Map<String, Value>) {
        let names: Vec<String> = properties(schema).keys().cloned().collect();
        for name in &names {
            let taken = |new: &str| names.iter().any(|other| other == new) || self.renamed.contains_key(new);
            let mut new = plain(name);
            if new == *name && ![CLEAR, CURSOR].contains(&name.as_str()) {
                continue;
            }
            while taken(&new) {
                new.push('_');
            }
            let properties = properties(schema);
            if let Some(property) = properties.remove(name) {
                properties.insert(new.clone(), property);
            }
            if let Some(Value::Array(required)) = schema.get_mut("required") {
                for entry in required.iter_mut().filter(|entry| *entry == name) {
                    *entry = new.clone().into();
                }
            }
            self.renamed.insert(new, name.clone());
        }
    }

    /// Adds the argument that clears fields, if there are clearable fields.
    fn clear(&mut self, raw: &Value, schema: &mut Map<String, Value>) {
        let Some(Value::Object(fields)) = raw.get("properties") else { return };
        let marked = fields.iter().filter(|(_, field)| field.get(CLEARABLE) == Some(&Value::Bool(true)));
        self.clearable = marked.map(|(name, _)| self.argument_of(name)).collect();
        self.write_clear(schema);
    }

    /// Writes the clearable fields to the schema.
    fn write_clear(&self, schema: &mut Map<String, Value>) {
        if self.clearable.is_empty() {
            properties(schema).remove(CLEAR);
            return;
        }
        properties(schema).insert(
            CLEAR.into(),
            json!({
                "type": "array",
                "items": { "type": "string", "enum": self.clearable },
                "description": "Arguments whose stored value is to be erased, by name. What is left out stays as it is.",
            }),
        );
    }

    fn argument_of(&self, field: &str) -> String {
        let renamed = self.renamed.iter().find(|(_, wire)| *wire == field);
        renamed.map_or_else(|| field.to_owned(), |(argument, _)| argument.clone())
    }

    /// Returns the fields of the request for the given arguments, by their names on the wire.
    pub(super) fn fields(
        &self,
        arguments: Arguments<'_>,
        schema: &Map<String, Value>,
    ) -> Result<Map<String, Value>, HandlerError> {
        let mut given = arguments.members()?;
        for name in self.hidden {
            if given.contains_key(*name) {
                return Err(HandlerError::invalid_arguments(format!(
                    "arguments: unknown field `{name}`; use cursor for the next page"
                )));
            }
        }
        if let Some((name, _)) = self.host.iter().find(|(name, _)| given.contains_key(*name)) {
            return Err(HandlerError::invalid_arguments(format!(
                "arguments: unknown field `{name}`; the host of this server sets it"
            )));
        }
        check_names(&given, schema)?;
        let cleared = match given.remove(CLEAR).filter(|_| !self.clearable.is_empty()) {
            Some(names) => self.cleared(names)?,
            None => Vec::new(),
        };
        let mut fields = Map::new();
        for (name, value) in given {
            if value.is_null() {
                if self.clearable.contains(&name) {
                    return Err(HandlerError::invalid_arguments(format!("arguments.{name}: it is null"))
                        .with_hint(format!(
                            "To clear it, name it in `{CLEAR}`: [\"{name}\"]. To keep it, omit it."
                        )));
                }
                continue;
            }
            if cleared.contains(&name) {
                return Err(HandlerError::invalid_arguments(format!(
                    "arguments.{name}: it is both set and named in `{CLEAR}`"
                )));
            }
            fields.insert(self.renamed.get(&name).cloned().unwrap_or(name), value);
        }
        for name in cleared {
            fields.insert(self.renamed.get(&name).cloned().unwrap_or(name), Value::Null);
        }
        Ok(fields)
    }

    fn cleared(&self, names: Value) -> Result<Vec<String>, HandlerError> {
        #[derive(Deserialize)]
        struct Cleared {
            #[serde(default)]
            clear: Vec<String>,
        }
        let Cleared { clear } = read(&Map::from_iter([(CLEAR.to_owned(), names)]))?;
        match clear.iter().find(|name| !self.clearable.contains(*name)) {
            Some(name) => {
                let known: Vec<&str> = self.clearable.iter().map(String::as_str).collect();
                Err(HandlerError::invalid_arguments(format!(
                    "arguments.{CLEAR}: {name} cannot be cleared; these can: {}",
                    known.join(", "),
                    name = echo(name)
                )))
            }
            None => Ok(clear),
        }
    }

    /// Removes and returns the paging arguments of a list.
    pub(super) fn paging(&self, fields: &mut Map<String, Value>) -> Result<Paging, HandlerError> {
        let taken = [LIMIT, CURSOR].into_iter().filter_map(|name| fields.remove_entry(name));
        read(&taken.collect())
    }

    /// Sets the page size, if the vendor supports it.
    pub(super) fn set_size(&self, fields: &mut Map<String, Value>, size: usize) {
        if self.sized {
            fields.insert(LIMIT.into(), size.into());
        }
    }
}

/// Reads fields into a type, with the coercions of arguments.
pub(super) fn read<T: DeserializeOwned>(fields: &Map<String, Value>) -> Result<T, HandlerError> {
    let text = serde_json::to_string(fields).expect("a map of JSON values has a JSON form");
    Arguments::from(text.as_str()).parse()
}

/// Refuses unknown arguments. The error of the request would list its fields, which are not all arguments.
fn check_names(given: &Map<String, Value>, schema: &Map<String, Value>) -> Result<(), HandlerError> {
    if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        return Ok(());
    }
    let known: Vec<&str> = match schema.get("properties") {
        Some(Value::Object(properties)) => properties.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let mut named = given.iter().filter(|(_, value)| !value.is_null());
    let Some((name, _)) = named.find(|(name, _)| !known.contains(&name.as_str())) else { return Ok(()) };
    let letters = |name: &str| name.replace(['_', '-'], "").to_lowercase();
    let expected = match known.iter().find(|known| letters(known) == letters(name)) {
        Some(meant) => format!("it is written `{meant}`"),
        None if known.is_empty() => "the tool takes no arguments".to_owned(),
        None => format!("these are known: `{}`", known.join("`, `")),
    };
    let name: String = name.chars().take(MAX_PROPERTY).collect();
    Err(HandlerError::invalid_arguments(format!("arguments.{name}: unknown field `{name}`; {expected}")))
}

fn properties(schema: &mut Map<String, Value>) -> &mut Map<String, Value> {
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    properties.as_object_mut().expect("the schema of arguments has properties")
}

/// Returns a name of letters, digits, `_`, `.` and `-`. Runs of other characters become one `_`.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-') => plain.push(c),
            _ if plain.is_empty() || plain.ends_with('_') => {}
            _ => plain.push('_'),
        }
    }
    plain.truncate(MAX_PROPERTY);
    if plain.len() < name.len() || plain != name {
        plain.truncate(plain.trim_end_matches('_').len());
    }
    plain
}
