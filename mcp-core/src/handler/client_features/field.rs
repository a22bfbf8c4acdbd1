//! Fields of an elicitation form.

use serde_json::{Map, Value, json};

/// Field of an elicitation form: text, number, boolean or choice. Required unless made
/// [`optional`](Self::optional).
///
/// ```
/// use mcp_core::client_features::Field;
///
/// let score = Field::number().title("Score").minimum(0.0).maximum(100.0).default_value(50);
/// let kind = Field::one_of_titled([("q", "Question"), ("p", "Problem")]);
/// # let _ = (score, kind);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Field {
    schema: Map<String, Value>,
    required: bool,
}

impl Field {
    fn of(kind: &str) -> Self {
        Self::from_schema(Map::from_iter([("type".to_owned(), kind.into())]))
    }

    /// Creates a field from a schema in the protocol's form. The schema is not validated.
    pub const fn from_schema(schema: Map<String, Value>) -> Self {
        Self { schema, required: true }
    }

    /// Creates a text field.
    pub fn text() -> Self {
        Self::of("string")
    }

    /// Creates a field for an e-mail address. The client validates the format.
    pub fn email() -> Self {
        Self::text().with("format", "email")
    }

    /// Creates a field for a URI. The client validates the format.
    pub fn uri() -> Self {
        Self::text().with("format", "uri")
    }

    /// Creates a field for a date, such as `2026-07-28`. The client validates the format.
    pub fn date() -> Self {
        Self::text().with("format", "date")
    }

    /// Creates a field for a date and time, such as `2026-07-28T12:00:00Z`. The client validates the format.
    pub fn date_time() -> Self {
        Self::text().with("format", "date-time")
    }

    /// Creates a field for a number.
    pub fn number() -> Self {
        Self::of("number")
    }

    /// Creates a field for an integer.
    pub fn integer() -> Self {
        Self::of("integer")
    }

    /// Creates a boolean field.
    pub fn boolean() -> Self {
        Self::of("boolean")
    }

    /// Creates a single choice.
    pub fn one_of<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::text().with("enum", texts(values))
    }

    /// Creates a single choice of values with a title each.
    pub fn one_of_titled<T: Into<String>, U: Into<String>>(values: impl IntoIterator<Item = (T, U)>) -> Self {
        Self::text().with("oneOf", titled(values))
    }

    /// Creates a multiple choice.
    pub fn any_of<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::of("array").with("items", json!({ "type": "string", "enum": texts(values) }))
    }

    /// Creates a multiple choice of values with a title each.
    pub fn any_of_titled<T: Into<String>, U: Into<String>>(values: impl IntoIterator<Item = (T, U)>) -> Self {
        Self::of("array").with("items", json!({ "anyOf": titled(values) }))
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.schema.insert(name.to_owned(), value.into());
        self
    }

    /// Sets the title shown to the user.
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with("title", title.into())
    }

    /// Sets the description shown to the user.
    pub fn description(self, description: impl Into<String>) -> Self {
        self.with("description", description.into())
    }

    /// Sets the default value.
    pub fn default_value(self, value: impl Into<Value>) -> Self {
        self.with("default", value)
    }

    /// Makes the field optional.
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// Sets the minimum of a number.
    pub fn minimum(self, minimum: f64) -> Self {
        self.with("minimum", number(minimum))
    }

    /// Sets the maximum of a number.
    pub fn maximum(self, maximum: f64) -> Self {
        self.with("maximum", number(maximum))
    }

    /// Sets the minimum length of a text, in characters.
    pub fn min_length(self, characters: u32) -> Self {
        self.with("minLength", characters)
    }

    /// Sets the maximum length of a text, in characters.
    pub fn max_length(self, characters: u32) -> Self {
        self.with("maxLength", characters)
    }

    /// Sets the minimum number of chosen values.
    pub fn min_items(self, items: u32) -> Self {
        self.with("minItems", items)
    }

    /// Sets the maximum number of chosen values.
    pub fn max_items(self, items: u32) -> Self {
        self.with("maxItems", items)
    }

    pub(super) const fn schema(&self) -> &Map<String, Value> {
        &self.schema
    }

    /// Returns the schema for 2025-06-18: titles of choices are in the list `enumNames`, and only booleans have a
    /// default.
    pub(super) fn old_schema(&self) -> Map<String, Value> {
        let mut schema = self.schema.clone();
        if let Some(Value::Array(choices)) = schema.remove("oneOf") {
            let all = |member: &str| choices.iter().map(|choice| choice[member].clone()).collect();
            schema.insert("enum".to_owned(), Value::Array(all("const")));
            schema.insert("enumNames".to_owned(), Value::Array(all("title")));
        }
        if schema.get("type").is_none_or(|kind| kind != "boolean") {
            schema.remove("default");
        }
        schema
    }

    /// Returns `true` if several values may be chosen.
    pub(super) fn is_list(&self) -> bool {
        self.schema.get("type").is_some_and(|kind| kind == "array")
    }

    pub(super) const fn is_required(&self) -> bool {
        self.required
    }

    /// Validates a value. The error text continues the name of the field.
    pub(super) fn check(&self, value: &Value) -> Result<(), String> {
        check(&self.schema, value)
    }
}

fn check(schema: &Map<String, Value>, value: &Value) -> Result<(), String> {
    let limit = |name: &str| schema.get(name).and_then(Value::as_f64);
    let counted = |count: usize, least: &str, most: &str, less: &str, more: &str| {
        // No text or list that fits into memory is longer than a double can count exactly.
        let count = count as f64;
        match (limit(least), limit(most)) {
            (Some(least), _) if count < least => Err(format!("{less} {least}")),
            (_, Some(most)) if count > most => Err(format!("{more} {most}")),
            _ => Ok(()),
        }
    };
    match (schema.get("type").and_then(Value::as_str), value) {
        (Some("string"), Value::String(text)) => {
            counted(text.chars().count(), "minLength", "maxLength", "is shorter than", "is longer than")?;
        }
        (Some("string"), _) => return Err("must be text".to_owned()),
        (Some("boolean"), Value::Bool(_)) => {}
        (Some("boolean"), _) => return Err("must be true or false".to_owned()),
        (Some(kind @ ("number" | "integer")), value) => {
            let Some(number) = value.as_f64() else { return Err("must be a number".to_owned()) };
            if kind == "integer" && number.fract() != 0.0 {
                return Err("must be an integer".to_owned());
            }
            match (limit("minimum"), limit("maximum")) {
                (Some(minimum), _) if number < minimum => return Err(format!("is less than {minimum}")),
                (_, Some(maximum)) if number > maximum => return Err(format!("is more than {maximum}")),
                _ => {}
            }
        }
        (Some("array"), Value::Array(items)) => {
            counted(items.len(), "minItems", "maxItems", "has fewer values than", "has more values than")?;
            if let Some(Value::Object(schema)) = schema.get("items") {
                items.iter().try_for_each(|item| check(schema, item))?;
            }
        }
        (Some("array"), _) => return Err("must be a list".to_owned()),
        _ => {}
    }
    match choices(schema) {
        Some(choices) if !choices.contains(&value) => Err("is not one of the allowed values".to_owned()),
        _ => Ok(()),
    }
}

/// Returns the allowed values of a choice, in any notation of a schema.
fn choices(schema: &Map<String, Value>) -> Option<Vec<&Value>> {
    let list = |name: &str| schema.get(name).and_then(Value::as_array);
    list("enum").map(|values| values.iter().collect()).or_else(|| {
        let titled = list("oneOf").or_else(|| list("anyOf"))?;
        Some(titled.iter().filter_map(|choice| choice.get("const")).collect())
    })
}

fn texts<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Value {
    values.into_iter().map(|value| Value::from(value.into())).collect()
}

fn titled<T: Into<String>, U: Into<String>>(values: impl IntoIterator<Item = (T, U)>) -> Value {
    values.into_iter().map(|(value, title)| json!({ "const": value.into(), "title": title.into() })).collect()
}

/// Writes an integral number without a fraction.
fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_have_the_wire_names() {
        let cases = [
            (Field::one_of(["a", "b"]), json!({ "type": "string", "enum": ["a", "b"] })),
            (
                Field::one_of_titled([("a", "A")]),
                json!({ "type": "string", "oneOf": [{ "const": "a", "title": "A" }] }),
            ),
            (
                Field::any_of(["a"]).min_items(1),
                json!({ "type": "array", "items": { "type": "string", "enum": ["a"] }, "minItems": 1 }),
            ),
            (
                Field::any_of_titled([("a", "A")]),
                json!({ "type": "array", "items": { "anyOf": [{ "const": "a", "title": "A" }] } }),
            ),
        ];
        for (field, schema) in cases {
            assert_eq!(Value::from(field.schema().clone()), schema);
        }
    }

    #[test]
    fn values_outside_the_choices_are_refused() {
        for field in [Field::one_of(["a", "b"]), Field::one_of_titled([("a", "A"), ("b", "B")])] {
            assert_eq!(field.check(&json!("b")), Ok(()));
            assert!(field.check(&json!("c")).is_err());
            assert!(field.check(&json!(1)).is_err());
        }
        for field in [Field::any_of(["a", "b"]), Field::any_of_titled([("a", "A"), ("b", "B")])] {
            let field = field.max_items(1);
            assert_eq!(field.check(&json!(["b"])), Ok(()));
            assert_eq!(field.check(&json!([])), Ok(()));
            for bad in [json!(["c"]), json!("a"), json!(["a", "b"])] {
                assert!(field.check(&bad).is_err(), "{bad}");
            }
        }
        let old = json!({ "type": "string", "enum": ["a"], "enumNames": ["A"] });
        assert!(Field::from_schema(old.as_object().unwrap().clone()).check(&json!("A")).is_err());
    }

    #[test]
    fn limits_of_fields_are_validated() {
        assert!(Field::boolean().check(&json!("true")).is_err());
        assert_eq!(Field::integer().check(&json!(3.0)), Ok(()));
        assert!(Field::number().maximum(1.5).check(&json!(2)).is_err());
        assert_eq!(Field::number().minimum(0.5).schema()["minimum"], 0.5);
        // Characters, not bytes.
        assert_eq!(Field::text().max_length(2).check(&json!("üß")), Ok(()));
    }
}
