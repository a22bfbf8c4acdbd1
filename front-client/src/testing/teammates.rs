//! Teammates: the people of the company, and the token itself if it acts without a teammate.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::route::Route;
use super::shape::{Shape, Type, optional};
use super::state::{Fields, Kind, Row, State};
use super::{conversations, custom_fields, inboxes};

pub(super) const ROUTES: &[Route] = &[
    Route::list_of("/teammates", "teammates:read", Kind::Teammate, render),
    Route::get_one("/teammates/{teammate_id}", "teammates:read", Kind::Teammate, render),
    Route::patch("/teammates/{teammate_id}", "teammates:write", update).body(UPDATE),
    Route::page_of("/teammates/{teammate_id}/conversations", "conversations:read", conversations::page_of)
        .owner(Kind::Teammate, "assignee_id"),
    // Deprecated by Front.
    Route::list_of("/teammates/{teammate_id}/inboxes", "inboxes:read", Kind::Inbox, inboxes::render)
        .owner(Kind::Teammate, "teammate_ids"),
];

const UPDATE: Shape = &[
    optional("username", Type::Text),
    optional("first_name", Type::Text),
    optional("last_name", Type::Text),
    optional("is_available", Type::Bool),
    optional("custom_fields", Type::Map),
];

/// Author id of changes by the token itself.
const API_AUTHOR: &str = "tea_api";

fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Teammate, "teammate_id")?;
    if let Some(name) = call.body.opt("username") {
        let allowed = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
        if name.is_empty() || !name.chars().all(allowed) {
            return Err(Failure::invalid(
                "body.username: expected lowercase letters, digits and underscores",
            ));
        }
        let taken = |row: &Row| row.text("username") == name && row.id() != id;
        if !state.ids(Kind::Teammate, taken).is_empty() {
            return Err(Failure::invalid("body.username: must be unique"));
        }
    }
    let fields = custom_fields::validate(state, "teammates", call)?;
    for field in ["username", "first_name", "last_name", "is_available"] {
        if let Some(value) = call.body.get(field) {
            state.set(Kind::Teammate, &id, field, value.clone());
        }
    }
    if let Some(fields) = fields {
        custom_fields::replace(state, Kind::Teammate, &id, fields);
    }
    Success::no_content()
}

/// Renders these teammates.
pub(super) fn render_all(state: &State, ids: &[String]) -> Vec<Value> {
    ids.iter().filter_map(|id| state.row(Kind::Teammate, id)).map(|row| render(state, row)).collect()
}

/// Renders an author: the teammate, or the token if there is none.
pub(super) fn author(state: &State, id: Option<&str>) -> Value {
    if let Some(row) = id.and_then(|id| state.row(Kind::Teammate, id)) {
        return render(state, row);
    }
    let api = json!({
        "id": API_AUTHOR, "email": "api@acme.example", "username": "api", "first_name": "API", "last_name": "Token",
        "is_admin": false, "is_available": false, "is_blocked": false, "type": "api", "custom_fields": {},
    });
    api.as_object().map_or(Value::Null, |row| render(state, row))
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/teammates/{}", row.id());
    let mut teammate = json!({
        "_links": {
            "self": state.link(&path),
            "related": {
                "inboxes": state.link(&format!("{path}/inboxes")),
                "conversations": state.link(&format!("{path}/conversations")),
            },
        },
        "id": row.id(),
        "email": row.text("email"),
        "username": row.text("username"),
        "first_name": row.text("first_name"),
        "last_name": row.text("last_name"),
        "is_admin": row.flag("is_admin"),
        "is_available": row.flag("is_available"),
        "is_blocked": row.flag("is_blocked"),
        "type": row.opt("type").unwrap_or("user"),
        "custom_fields": row.object("custom_fields"),
    });
    // Front's schema requires the licence without defining it; only some teammates have one here.
    if let Some(license) = row.opt("license_type") {
        teammate["license_type"] = license.into();
    }
    teammate
}
