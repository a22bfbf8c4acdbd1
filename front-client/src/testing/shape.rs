//! Validation of request bodies: a wrong or missing field is answered with a 400 that names it.

use client_core::testing::FormFile;
use serde_json::{Number, Value};

use super::call::Failure;
use super::state::Row;

/// Fields of a body.
pub(super) type Shape = &'static [Field];

/// Type of a field.
#[derive(Clone, Copy)]
pub(super) enum Type {
    Text,
    /// Text of limited length, in characters.
    Max(usize),
    /// One of these texts.
    Word(&'static [&'static str]),
    Bool,
    Number,
    Integer,
    /// One of these numbers.
    Choice(&'static [u64]),
    Texts,
    /// An object with keys of its own, such as custom fields.
    Map,
    Object(Shape),
    Objects(Shape),
    /// One file. Only in multipart bodies.
    File,
    /// Any number of files. Only in multipart bodies.
    Files,
}

/// A field of a body.
#[derive(Clone, Copy)]
pub(super) struct Field {
    name: &'static str,
    kind: Type,
    required: bool,
    nullable: bool,
}

impl Field {
    /// Allows null, which clears the field.
    pub(super) const fn or_null(mut self) -> Self {
        self.nullable = true;
        self
    }
}

/// Creates a required field.
pub(super) const fn required(name: &'static str, kind: Type) -> Field {
    Field { name, kind, required: true, nullable: false }
}

/// Creates an optional field.
pub(super) const fn optional(name: &'static str, kind: Type) -> Field {
    Field { name, kind, required: false, nullable: false }
}

/// Returns `true` if no field is required.
pub(super) fn is_optional(shape: Shape) -> bool {
    shape.iter().all(|field| !field.required)
}

/// Validates a body against its shape. Texts of a multipart body are converted to the types of the shape.
pub(super) fn validate(
    shape: Shape,
    body: &mut Row,
    uploads: &[FormFile],
    form: bool,
) -> Result<(), Failure> {
    let mut details = Vec::new();
    object(shape, body, form, "body", &mut details);
    for upload in uploads {
        if !takes_file(shape, &upload.path) {
            details.push(format!("body.{}: does not take a file", upload.path.join(".")));
        }
    }
    if details.is_empty() { Ok(()) } else { Err(Failure::body(details)) }
}

fn object(shape: Shape, body: &mut Row, form: bool, path: &str, details: &mut Vec<String>) {
    for field in shape {
        match body.get_mut(field.name) {
            None if field.required => details.push(format!("{path}.{}: missing", field.name)),
            None => {}
            Some(Value::Null) if field.nullable => {}
            Some(value) => check_value(field.kind, value, form, &format!("{path}.{}", field.name), details),
        }
    }
    for name in body.keys() {
        if !shape.iter().any(|field| field.name == name) {
            details.push(format!("{path}.{name}: unknown field"));
        }
    }
}

fn check_value(kind: Type, value: &mut Value, form: bool, path: &str, details: &mut Vec<String>) {
    if form {
        coerce(kind, value);
    }
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            details.push(format!("{path}: expected {what}"));
        }
    };
    match kind {
        Type::Text => expect(value.is_string(), "a string"),
        Type::Max(limit) => {
            let fits = value.as_str().is_some_and(|text| text.chars().count() <= limit);
            expect(fits, &format!("a string of at most {limit} characters"));
        }
        Type::Word(words) => {
            let known = value.as_str().is_some_and(|word| words.contains(&word));
            expect(known, &format!("one of {}", words.join(", ")));
        }
        Type::Bool => expect(value.is_boolean(), "a boolean"),
        Type::Number => expect(value.is_number(), "a number"),
        Type::Integer => expect(value.is_i64() || value.is_u64(), "an integer"),
        Type::Choice(choices) => {
            let known = value.as_u64().is_some_and(|number| choices.contains(&number));
            expect(known, &format!("one of {choices:?}"));
        }
        Type::Texts => {
            let texts = value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
            expect(texts, "an array of strings");
        }
        Type::Map => expect(value.is_object(), "an object"),
        Type::Object(shape) => match value {
            Value::Object(fields) => object(shape, fields, form, path, details),
            _ => expect(false, "an object"),
        },
        Type::Objects(shape) => match value {
            Value::Array(list) => {
                for (at, item) in list.iter_mut().enumerate() {
                    check_value(Type::Object(shape), item, form, &format!("{path}[{at}]"), details);
                }
            }
            _ => expect(false, "an array of objects"),
        },
        Type::File => expect(false, "a file, sent as multipart/form-data"),
        Type::Files => {
            let empty = value.as_array().is_some_and(Vec::is_empty);
            expect(empty, "files, sent as multipart/form-data");
        }
    }
}

/// Converts the text of a form field to the type of the shape, if it parses.
fn coerce(kind: Type, value: &mut Value) {
    let Value::String(text) = &*value else { return };
    let turned = match kind {
        Type::Bool => text.parse().ok().map(Value::Bool),
        Type::Number | Type::Integer | Type::Choice(_) => text
            .parse::<u64>()
            .ok()
            .map(Value::from)
            .or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number)),
        Type::Texts => Some(Value::Array(vec![text.clone().into()])),
        _ => None,
    };
    if let Some(turned) = turned {
        *value = turned;
    }
}

/// Returns `true` if the field at this path takes a file. List indexes are not part of the path.
fn takes_file(shape: Shape, path: &[String]) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    let Some(field) = shape.iter().find(|field| field.name == first) else { return false };
    match field.kind {
        Type::File | Type::Files => rest.is_empty(),
        Type::Object(shape) => takes_file(shape, rest),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SHAPE: Shape = &[
        required("body", Type::Text),
        optional("to", Type::Texts),
        optional("options", Type::Object(&[optional("archive", Type::Bool)])),
        optional("assignee_id", Type::Text).or_null(),
        optional("attachments", Type::Files),
    ];

    fn details(body: Value, form: bool) -> Vec<String> {
        let Value::Object(mut body) = body else { panic!("not an object") };
        validate(SHAPE, &mut body, &[], form).err().map(|failure| failure.details).unwrap_or_default()
    }

    #[test]
    fn names_each_wrong_field() {
        assert_eq!(
            details(json!({ "to": [1], "options": { "archve": true }, "colour": "red" }), false),
            [
                "body.body: missing",
                "body.to: expected an array of strings",
                "body.options.archve: unknown field",
                "body.colour: unknown field"
            ]
        );
        assert_eq!(details(json!({ "body": null }), false), ["body.body: expected a string"]);
    }

    #[test]
    fn null_is_accepted_only_for_clearable_fields() {
        assert!(details(json!({ "body": "x", "assignee_id": null }), false).is_empty());
        assert_eq!(details(json!({ "body": "x", "to": null }), false).len(), 1);
    }

    #[test]
    fn form_texts_are_converted_to_field_types() {
        assert!(
            details(json!({ "body": "x", "to": "a@b.c", "options": { "archive": "false" } }), true)
                .is_empty()
        );
        assert_eq!(details(json!({ "body": "x", "options": { "archive": "false" } }), false).len(), 1);
    }
}
