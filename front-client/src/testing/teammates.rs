//! Teammates: the people of the company, and the token itself where it acts in nobody's name.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::router::Route;
use super::state::{Fields, Kind, Row, State};
use super::{conversations, page};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/teammates", "teammates:read", list),
    Route::get("/teammates/{teammate_id}", "teammates:read", get),
    Route::get("/teammates/{teammate_id}/conversations", "conversations:read", assigned),
];

/// The id of the author of what a token writes in nobody's name.
const API_AUTHOR: &str = "tea_api";

fn list(state: &mut State, call: &Call) -> Outcome {
    let teammates = state.rows(Kind::Teammate).map(|row| render(state, row)).collect();
    Answer::ok(page::whole(state, call, teammates))
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Teammate, "teammate_id")?;
    let row = state.row(Kind::Teammate, &id).ok_or_else(|| Failure::unknown(Kind::Teammate, &id))?;
    Answer::ok(render(state, row))
}

fn assigned(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Teammate, "teammate_id")?;
    conversations::page_of(state, call, |row| row.opt("assignee_id") == Some(&id))
}

/// The answers for these teammates.
pub(super) fn render_all(state: &State, ids: &[String]) -> Vec<Value> {
    ids.iter().filter_map(|id| state.row(Kind::Teammate, id)).map(|row| render(state, row)).collect()
}

/// The author of something: the teammate, or the token when there is none.
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
    // Front's schema requires the licence without defining it; it is there for some teammates only.
    if let Some(license) = row.opt("license_type") {
        teammate["license_type"] = license.into();
    }
    teammate
}
