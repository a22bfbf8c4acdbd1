//! Custom fields: their definitions, and the update that erases omitted fields.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::route::Route;
use super::state::{Fields, Kind, Row, State};
use super::{alias, page};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/accounts/custom_fields", "custom_fields:read", |state, call| list(state, call, "accounts")),
    Route::get("/contacts/custom_fields", "custom_fields:read", |state, call| list(state, call, "contacts")),
    Route::get("/conversations/custom_fields", "custom_fields:read", |state, call| {
        list(state, call, "conversations")
    }),
    Route::get("/inboxes/custom_fields", "custom_fields:read", |state, call| list(state, call, "inboxes")),
    Route::get("/links/custom_fields", "custom_fields:read", |state, call| list(state, call, "links")),
    Route::get("/teammates/custom_fields", "custom_fields:read", |state, call| {
        list(state, call, "teammates")
    }),
    // Deprecated by Front: fields of contacts.
    Route::get("/custom_fields", "custom_fields:read", |state, call| list(state, call, "contacts")),
];

/// Creates a definition for a resource, named as in paths: `contacts`, `conversations`, ….
pub(super) fn define(state: &mut State, resource: &str, name: &str, kind: &str, values: &[&str]) -> String {
    let values: Vec<Value> = values.iter().map(|value| json!({ "value": value, "label": value })).collect();
    state.insert(
        Kind::CustomField,
        json!({ "resource": resource, "name": name, "description": "", "type": kind, "values": values }),
    )
}

fn list(state: &State, call: &Call, resource: &str) -> Outcome {
    let rows = state.rows(Kind::CustomField).filter(|row| row.text("resource") == resource);
    Success::ok(page::whole(state, call, rows.map(|row| render(state, row)).collect())?)
}

/// Returns the custom fields of a body, if any, validated against the definitions of the resource.
///
/// Unknown names, wrong types and nulls are answered with 400. Front documents the first two; null is no value of
/// any type.
pub(super) fn validate(state: &State, resource: &str, call: &Call) -> Result<Option<Row>, Failure> {
    let Some(Value::Object(given)) = call.body.get("custom_fields") else { return Ok(None) };
    let mut fields = Row::new();
    let mut details = Vec::new();
    for (name, value) in given {
        let defined = |row: &&Row| row.text("resource") == resource && row.text("name") == name;
        let Some(definition) = state.rows(Kind::CustomField).find(defined) else {
            details.push(format!("body.custom_fields.{name}: unknown custom field"));
            continue;
        };
        let value = if call.form { from_text(definition.text("type"), value) } else { value.clone() };
        if !fits(state, definition, &value) {
            details.push(format!("body.custom_fields.{name}: expected {}", definition.text("type")));
        }
        fields.insert(name.clone(), value);
    }
    if details.is_empty() { Ok(Some(fields)) } else { Err(Failure::body(details)) }
}

/// Replaces all custom fields of a row, as Front does, and counts the erased ones.
pub(super) fn replace(state: &mut State, kind: Kind, id: &str, fields: Row) {
    let before = state.row(kind, id).map(|row| row.object("custom_fields")).unwrap_or_default();
    state.erased_fields += before.keys().filter(|name| !fields.contains_key(*name)).count() as u64;
    state.set(kind, id, "custom_fields", fields);
}

fn fits(state: &State, definition: &Row, value: &Value) -> bool {
    match definition.text("type") {
        "boolean" => value.is_boolean(),
        "number" | "datetime" => value.is_number(),
        "teammate" => value.as_str().is_some_and(|email| {
            alias::resolve(state, Kind::Teammate, &format!("alt:email:{email}")).is_some()
        }),
        "inbox" => value.as_str().is_some_and(|id| state.row(Kind::Inbox, id).is_some()),
        "enum" => definition
            .get("values")
            .and_then(Value::as_array)
            .is_some_and(|values| values.iter().any(|known| known["value"] == *value)),
        _ => value.is_string(),
    }
}

/// Converts the text of a form field to the type of the definition.
fn from_text(kind: &str, value: &Value) -> Value {
    let text = value.as_str().unwrap_or_default();
    let parsed = match kind {
        "boolean" | "number" | "datetime" => serde_json::from_str(text).ok(),
        _ => None,
    };
    parsed.unwrap_or_else(|| value.clone())
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    json!({
        "_links": { "self": state.link(&format!("/custom_fields/{}", row.id())) },
        "id": row.id(),
        "name": row.text("name"),
        "description": row.text("description"),
        "type": row.text("type"),
        "values": row.value("values"),
    })
}
