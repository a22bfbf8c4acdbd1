//! The fields of a form.

use serde_json::{Map, Value, json};

/// A field of a form: a text, a number, a yes or no, or a choice. The user must fill it in unless it is
/// [`optional`](Self::optional).
///
/// ```
/// use mcp_core::ask::Field;
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

    /// A field from a schema as the protocol has it, taken as it is.
    pub const fn from_schema(schema: Map<String, Value>) -> Self {
        Self { schema, required: true }
    }

    /// A text.
    pub fn text() -> Self {
        Self::of("string")
    }

    /// An e-mail address. The client looks after the form.
    pub fn email() -> Self {
        Self::text().with("format", "email")
    }

    /// A URI. The client looks after the form.
    pub fn uri() -> Self {
        Self::text().with("format", "uri")
    }

    /// A day, such as `2026-07-28`. The client looks after the form.
    pub fn date() -> Self {
        Self::text().with("format", "date")
    }

    /// A moment, such as `2026-07-28T12:00:00Z`. The client looks after the form.
    pub fn date_time() -> Self {
        Self::text().with("format", "date-time")
    }

    /// A number.
    pub fn number() -> Self {
        Self::of("number")
    }

    /// A whole number.
    pub fn integer() -> Self {
        Self::of("integer")
    }

    /// A yes or no.
    pub fn boolean() -> Self {
        Self::of("boolean")
    }

    /// One of some values.
    pub fn one_of<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::text().with("enum", texts(values))
    }

    /// One of some values, each with a title for people.
    pub fn one_of_titled<T: Into<String>, U: Into<String>>(values: impl IntoIterator<Item = (T, U)>) -> Self {
        Self::text().with("oneOf", titled(values))
    }

    /// Any of some values.
    pub fn any_of<T: Into<String>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::of("array").with("items", json!({ "type": "string", "enum": texts(values) }))
    }

    /// Any of some values, each with a title for people.
    pub fn any_of_titled<T: Into<String>, U: Into<String>>(values: impl IntoIterator<Item = (T, U)>) -> Self {
        Self::of("array").with("items", json!({ "anyOf": titled(values) }))
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.schema.insert(name.to_owned(), value.into());
        self
    }

    /// Sets what people call the field.
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with("title", title.into())
    }

    /// Sets what to fill in.
    pub fn description(self, description: impl Into<String>) -> Self {
        self.with("description", description.into())
    }

    /// Sets what stands in the field to begin with.
    pub fn default_value(self, value: impl Into<Value>) -> Self {
        self.with("default", value)
    }

    /// Lets the user leave the field empty.
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// Sets the least number.
    pub fn minimum(self, minimum: f64) -> Self {
        self.with("minimum", number(minimum))
    }

    /// Sets the greatest number.
    pub fn maximum(self, maximum: f64) -> Self {
        self.with("maximum", number(maximum))
    }

    /// Sets the shortest text, in characters.
    pub fn min_length(self, characters: u32) -> Self {
        self.with("minLength", characters)
    }

    /// Sets the longest text, in characters.
    pub fn max_length(self, characters: u32) -> Self {
        self.with("maxLength", characters)
    }

    /// Sets how many values must be chosen at least.
    pub fn min_items(self, items: u32) -> Self {
        self.with("minItems", items)
    }

    /// Sets how many values may be chosen at most.
    pub fn max_items(self, items: u32) -> Self {
        self.with("maxItems", items)
    }

    pub(super) const fn schema(&self) -> &Map<String, Value> {
        &self.schema
    }

    /// The schema in the words of 2025-06-18: choices have their titles in a list beside them, and only a yes or no has
    /// something that stands in the field to begin with.
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

    /// Whether several values may be chosen.
    pub(super) fn is_list(&self) -> bool {
        self.schema.get("type").is_some_and(|kind| kind == "array")
    }

    pub(super) const fn is_required(&self) -> bool {
        self.required
    }

    /// Whether a value fits the field; otherwise what is wrong, to stand after the name of the field.
    pub(super) fn check(&self, value: &Value) -> Result<(), String> {
        check(&self.schema, value)
    }
}

fn check(schema: &Map<String, Value>, value: &Value) -> Result<(), String> {
    let limit = |name: &str| schema.get(name).and_then(Value::as_f64);
    let counted = |count: usize, least: &str, most: &str, less: &str, more: &str| {
        // No text or list that fits into memory has as many as a double cannot count.
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
        (Some("string"), _) => return Err("must be a text".to_owned()),
        (Some("boolean"), Value::Bool(_)) => {}
        (Some("boolean"), _) => return Err("must be true or false".to_owned()),
        (Some(kind @ ("number" | "integer")), value) => {
            let Some(number) = value.as_f64() else { return Err("must be a number".to_owned()) };
            if kind == "integer" && number.fract() != 0.0 {
                return Err("must be a whole number".to_owned());
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
        Some(choices) if !choices.contains(&value) => Err("is none of the choices".to_owned()),
        _ => Ok(()),
    }
}

/// The values to choose from, in whichever way the schema has them.
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

/// A whole number without a fraction, because that is how people write limits.
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
    fn only_a_choice_can_be_chosen() {
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
    fn numbers_and_answers_are_what_they_say() {
        assert!(Field::boolean().check(&json!("true")).is_err());
        assert_eq!(Field::integer().check(&json!(3.0)), Ok(()));
        assert!(Field::number().maximum(1.5).check(&json!(2)).is_err());
        assert_eq!(Field::number().minimum(0.5).schema()["minimum"], 0.5);
        // Characters, not bytes.
        assert_eq!(Field::text().max_length(2).check(&json!("üß")), Ok(()));
    }
}
