//! Requests conform to the file, and every argument of the file can be sent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{row::Call, rows};
use crate::openapi::{Direction, Spec, validator};

/// Body fields that may be null by the file's text, although not by its schema.
const NULL_IN_WORDS: &[(&str, &str)] = &[
    ("PATCH /conversations/{conversation_id}", "/assignee_id"),
    ("PUT /conversations/{conversation_id}/assignee", "/assignee_id"),
    ("PATCH /conversations/{conversation_id}/reminders", "/scheduled_at"),
    ("PATCH /tags/{tag_id}", "/parent_tag_id"),
];

/// Arguments of the file that no request struct supports, and why.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("POST /contacts", "/group_names", LIST_NAMES),
    ("POST /teams/{team_id}/contacts", "/group_names", LIST_NAMES),
    ("POST /teammates/{teammate_id}/contacts", "/group_names", LIST_NAMES),
    ("PATCH /contacts/{contact_id}", "/group_names", LIST_NAMES),
];

const LIST_NAMES: &str = "deprecated by Front in favour of `list_names`";

#[test]
fn every_operation_has_its_struct() {
    let Some(spec) = Spec::open("every_operation_has_its_struct") else { return };
    let mut structs: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for row in rows() {
        let operation = spec.operation(&row.operation);
        let scopes = operation["x-required-scopes"].as_array().cloned().unwrap_or_default();
        assert_eq!(row.scopes, scopes.iter().filter_map(Value::as_str).collect::<Vec<_>>(), "{}", row.name);
        if !row.variant {
            structs.entry(row.operation).or_default().push(row.name);
        }
    }
    for operation in spec.operations.keys() {
        match structs.get(operation).map(Vec::len) {
            Some(1) => {}
            _ => panic!(
                "`{operation}` has the structs {:?}; it needs one row in tests/it/spec, besides those with `variant()`",
                structs.get(operation).into_iter().flatten().collect::<Vec<_>>()
            ),
        }
    }
}

#[test]
fn every_argument_is_set_by_some_call() {
    for row in rows() {
        let mut wanted = BTreeSet::new();
        arguments(&row.arguments, &row.arguments, "", &mut wanted);
        let mut set = BTreeSet::new();
        row.calls.iter().for_each(|call| fields(&call.fields, "", &mut set));
        let missing: Vec<_> = wanted.difference(&set).collect();
        assert!(missing.is_empty(), "{}: no call sets {missing:?}", row.name);
    }
}

/// Collects the places of all arguments in a schema: `options/archive`.
fn arguments(root: &Value, schema: &Value, at: &str, found: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return arguments(root, root.pointer(reference.trim_start_matches('#')).unwrap(), at, found);
    }
    for variant in schema["anyOf"].as_array().into_iter().flatten() {
        arguments(root, variant, at, found);
    }
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{at}/{name}");
        arguments(root, schema, &place, found);
        found.insert(place);
    }
}

/// Collects the places of all fields in a value.
fn fields(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let place = format!("{at}/{name}");
        fields(value, &place, found);
        found.insert(place);
    }
}

#[test]
fn what_is_sent_is_allowed() {
    let Some(spec) = Spec::open("what_is_sent_is_allowed") else { return };
    let mut wrong = Vec::new();
    let mut met = BTreeSet::new();
    for row in rows() {
        let query = spec.query(&row.operation);
        let schema = spec.body(&row.operation);
        let validator = schema.as_ref().map(|schema| validator(schema, Direction::Request));
        for call in &row.calls {
            for (name, value) in &call.query {
                if let Err(error) = check_query(&query, name, value) {
                    wrong.push(format!("{}: {error}", row.name));
                }
            }
            match (&validator, &call.body) {
                (None, Some(body)) => {
                    wrong.push(format!("{}: a body that is not asked for: {body}", row.name))
                }
                (Some(_), None) => wrong.push(format!("{}: a body is asked for", row.name)),
                (None, None) => {}
                (Some(validator), Some(body)) => {
                    for error in validator.iter_errors(body) {
                        let place = error.instance_path().to_string();
                        let known = (row.operation.as_str(), place.as_str());
                        if body.pointer(&place) == Some(&Value::Null) && NULL_IN_WORDS.contains(&known) {
                            met.insert(row.operation.clone() + &place);
                        } else {
                            wrong.push(format!("{}: `{place}`: {error}", row.name));
                        }
                    }
                }
            }
            for file in &call.files {
                if !schema.as_ref().is_some_and(|schema| takes_file(schema, file)) {
                    wrong.push(format!("{}: no file `{file}`", row.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unmet =
        NULL_IN_WORDS.iter().filter(|(operation, place)| !met.contains(&format!("{operation}{place}")));
    let unmet: Vec<_> = unmet.collect();
    assert!(unmet.is_empty(), "nulls that no call sends: {unmet:?}");
}

fn check_query(declared: &BTreeMap<String, Value>, name: &str, value: &str) -> Result<(), String> {
    let (base, key) = name.split_once('[').map_or((name, None), |(base, key)| (base, Some(key)));
    let Some(schema) = declared.get(base) else { return Err(format!("no query parameter `{base}`")) };
    // `q` is typed as a string and described as an object: https://dev.frontapp.com/docs/query-object-q.
    if key.is_some() && base != "q" {
        return Err(format!("`{base}` is no object"));
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.iter().any(|known| known == value)
    {
        return Err(format!("`{base}` cannot be `{value}`"));
    }
    let fine = match schema["type"].as_str() {
        Some("integer") => {
            value.parse().is_ok_and(|number: u64| number <= schema["maximum"].as_u64().unwrap_or(100))
        }
        Some("boolean") => matches!(value, "true" | "false"),
        _ => true,
    };
    if fine { Ok(()) } else { Err(format!("`{base}` cannot be `{value}`")) }
}

/// Returns `true` if `comment[attachments][0]` is a file by the schema.
fn takes_file(schema: &Value, name: &str) -> bool {
    let parts = name.split(['[', ']']).filter(|part| !part.is_empty());
    let place = parts.fold(schema, |schema, part| match part.parse::<usize>() {
        Ok(_) => &schema["items"],
        Err(_) => &schema["properties"][part],
    });
    place["format"] == "binary"
}

#[test]
fn what_is_allowed_can_be_sent() {
    let Some(spec) = Spec::open("what_is_allowed_can_be_sent") else { return };
    let mut sent: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows() {
        let sent = sent.entry(row.operation).or_default();
        row.calls.iter().for_each(|call| note(call, sent));
    }
    for (operation, sent) in sent {
        let mut allowed: BTreeSet<String> =
            spec.query(&operation).into_keys().map(|name| format!("?{name}")).collect();
        if let Some(body) = spec.body(&operation) {
            declared(&body, "", &mut allowed);
        }
        let left_out =
            |place: &&String| !LEFT_OUT.iter().any(|(of, what, _)| *of == operation && what == place);
        let missing: Vec<_> = allowed.difference(&sent).filter(left_out).collect();
        assert!(missing.is_empty(), "`{operation}`: no call sends {missing:?}");
    }
}

fn note(call: &Call, sent: &mut BTreeSet<String>) {
    sent.extend(call.query.iter().map(|(name, _)| format!("?{}", name.split('[').next().unwrap())));
    if let Some(body) = &call.body {
        fields(body, "", sent);
    }
    for file in &call.files {
        let parts = file.split(['[', ']']).filter(|part| !part.is_empty() && part.parse::<usize>().is_err());
        sent.insert(parts.map(|part| format!("/{part}")).collect());
    }
}

/// Collects the places of all properties that a body may have.
fn declared(schema: &Value, at: &str, found: &mut BTreeSet<String>) {
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{at}/{name}");
        declared(schema, &place, found);
        found.insert(place);
    }
}
