//! Responses of Front are read without loss, including nulls and unexpected values.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    row::{Read, ResponseKind, Row},
    rows,
};
use crate::openapi::{Spec, example, property_paths};

/// End of a place, condition on its value, and reason.
type Exception = (&'static str, fn(&Value) -> bool, &'static str);

/// Values of the file's examples that are not kept.
const NOT_KEPT: &[Exception] = &[
    (
        "/signature/sender_info",
        |_| true,
        "documented as a text; the example is what a template engine made of an object",
    ),
    ("/external_id", Value::is_number, "documented as a text; the example is a number, read as its digits"),
    ("/author", Value::is_string, "documented as a teammate; the example of a contact note is a link to one"),
];

/// Required fields of a response: end of the place, and reason.
const REQUIRED: &[(&str, &str)] = &[("/id", "what has no id cannot be used")];

/// The response to a send has the id of the message, so that no other response is mistaken for it.
const REQUIRED_OF_SENDS: &[&str] = &["/message_uid"];

fn is_required(row: &Row, place: &str) -> bool {
    REQUIRED.iter().any(|(end, _)| place.ends_with(end))
        || row.scopes.iter().any(|scope| scope.starts_with("messages:")) && REQUIRED_OF_SENDS.contains(&place)
}

/// Calls `check` for each row with a JSON response: how it is read, its schema, and the place of the resources in
/// it.
fn read(spec: &Spec, check: impl Fn(&Row, Read, Value, &str)) {
    for row in rows() {
        let (read, at) = match row.response {
            ResponseKind::One(read) => (read, ""),
            ResponseKind::List(read) => (read, "/_results"),
            ResponseKind::Nothing | ResponseKind::File => {
                // A variant may request another format of the response, which the file only describes in prose.
                assert!(row.variant || spec.response(&row.operation).1.is_none(), "{}: not read", row.name);
                continue;
            }
        };
        let (_, schema) = spec.response(&row.operation);
        let schema = schema.unwrap_or_else(|| panic!("{}: the file has no answer", row.name));
        check(&row, read, schema, at);
    }
}

#[test]
fn examples_are_read_without_loss() {
    let Some(spec) = Spec::open("examples_are_read_without_loss") else { return };
    read(&spec, |row, read, schema, at| {
        let answer = example(&schema);
        assert!(answer.pointer(at).is_some_and(|things| *things != json!([])), "{}: no example", row.name);
        let (kept, _) = read(&answer).unwrap_or_else(|error| panic!("{}: {error}\n{answer}", row.name));
        let lost = lost(answer.pointer(at).unwrap(), &kept);
        assert!(lost.is_empty(), "{}: lost {lost:#?}", row.name);
    });
}

/// Serde also reads a struct from a list of its fields: one with only optional fields from an empty list.
#[test]
fn response_must_be_an_object() {
    for row in rows() {
        let (ResponseKind::One(read) | ResponseKind::List(read)) = row.response else { continue };
        for body in [json!([]), json!([null]), json!(["x"]), json!(null), json!("x"), json!(1)] {
            assert!(read(&body).is_err(), "{}: {body} is read as an answer", row.name);
        }
    }
}

#[test]
fn fields_that_are_new_are_kept() {
    let Some(spec) = Spec::open("fields_that_are_new_are_kept") else { return };
    read(&spec, |row, read, schema, at| {
        let mut answer = example(&schema);
        add_fields(answer.pointer_mut(at).unwrap());
        let (kept, _) = read(&answer).unwrap_or_else(|error| panic!("{}: {error}", row.name));
        let lost = lost(answer.pointer(at).unwrap(), &kept);
        assert!(lost.is_empty(), "{}: lost {lost:#?}", row.name);
    });
}

fn add_fields(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_fields),
        Value::Object(fields) => {
            fields.values_mut().for_each(add_fields);
            fields.insert("a_new_field".into(), json!({"of": ["any", "form"]}));
        }
        _ => {}
    }
}

#[test]
fn any_field_may_be_null_or_missing() {
    let Some(spec) = Spec::open("any_field_may_be_null_or_missing") else { return };
    let mut wrong = Vec::new();
    let wrong_list = std::cell::RefCell::new(&mut wrong);
    read(&spec, |row, read, schema, _| {
        let whole = example(&schema);
        let mut found = Vec::new();
        property_paths(&schema, "", &mut found);
        for (place, _) in found.iter().filter(|(place, _)| !is_required(row, place)) {
            let mut answer = whole.clone();
            match answer.pointer_mut(place) {
                Some(value) => *value = Value::Null,
                None => continue,
            }
            if let Err(error) = read(&answer) {
                wrong_list.borrow_mut().push(format!("{}: `{place}` is null: {error}", row.name));
            }
            let (parent, name) = place.rsplit_once('/').unwrap();
            answer.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
            if let Err(error) = read(&answer) {
                wrong_list.borrow_mut().push(format!("{}: `{place}` is missing: {error}", row.name));
            }
        }
    });
    assert!(wrong.is_empty(), "{} in all:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn every_word_of_the_file_is_known_and_others_are_kept() {
    let Some(spec) = Spec::open("every_word_of_the_file_is_known_and_others_are_kept") else { return };
    read(&spec, |row, read, schema, at| {
        let whole = example(&schema);
        let mut found = Vec::new();
        property_paths(&schema, "", &mut found);
        for (place, property) in &found {
            let Some(words) = property["enum"].as_array() else { continue };
            let tomorrow = if words[0].is_string() { json!("a word of tomorrow") } else { json!(7) };
            for word in words.iter().chain([&tomorrow]) {
                let mut answer = whole.clone();
                // The example of the parent may differ in shape from its schema.
                let Some(value) = answer.pointer_mut(place) else { continue };
                *value = word.clone();
                let (kept, words) =
                    read(&answer).unwrap_or_else(|error| panic!("{}: `{place}` = {word}: {error}", row.name));
                assert!(!words.contains(&format!("Other({word})")) || *word == tomorrow, "{place}: {word}");
                assert_eq!(lost(answer.pointer(at).unwrap(), &kept), BTreeSet::new(), "{}: {word}", row.name);
            }
        }
    });
}

#[test]
fn events_are_read_by_their_kind() {
    let Some(spec) = Spec::open("events_are_read_by_their_kind") else { return };
    let event = spec.schema("EventResponse");
    let row = rows().into_iter().find(|row| row.name == "GetEvent").unwrap();
    let ResponseKind::One(read) = row.response else { panic!("one event") };
    for (part, kind, schema) in [
        ("source", "rule", "RuleResponse"),
        ("source", "teammate", "TeammateResponse"),
        ("source", "inboxes", "InboxResponse"),
        ("target", "teammate", "TeammateResponse"),
        ("target", "inboxes", "InboxResponse"),
        ("target", "tag", "TagResponse"),
        ("target", "comment", "CommentResponse"),
        ("target", "message", "MessageResponse"),
        ("target", "link", "LinkResponse"),
    ] {
        let mut answer = example(&event);
        let data = example(&spec.schema(schema));
        let data = if (part, kind) == ("source", "inboxes") { json!([data]) } else { data };
        answer[part] = json!({"_meta": {"type": kind}, "data": data});
        let (kept, words) = read(&answer).unwrap();
        assert!(!words.contains("Other("), "{part} {kind}: {words}");
        assert_eq!(lost(&answer, &kept), BTreeSet::new(), "{part} {kind}");
    }
}

/// Returns the places that the first value has and the second lacks.
fn lost(original: &Value, kept: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    compare(original, Some(kept), "", &mut found);
    found.retain(|place| {
        let value = original.pointer(place).unwrap();
        !NOT_KEPT.iter().any(|(end, is, _)| place.ends_with(end) && is(value))
    });
    found
}

fn compare(original: &Value, kept: Option<&Value>, at: &str, found: &mut BTreeSet<String>) {
    match (original, kept) {
        (Value::Null, None | Some(Value::Null)) => {}
        (Value::Object(original), Some(Value::Object(kept))) => {
            for (name, value) in original {
                compare(value, kept.get(name), &format!("{at}/{name}"), found);
            }
        }
        (Value::Array(original), Some(Value::Array(kept))) if original.len() == kept.len() => {
            for (index, (original, kept)) in original.iter().zip(kept).enumerate() {
                compare(original, Some(kept), &format!("{at}/{index}"), found);
            }
        }
        (Value::Number(original), Some(Value::Number(kept))) if original.as_f64() == kept.as_f64() => {}
        (original, Some(kept)) if original == kept => {}
        _ => {
            found.insert(at.to_owned());
        }
    }
}
