//! Notes on contacts. They have no id.

use serde_json::{Value, json};

use crate::testing::call::{Call, Failure, Outcome, Success};
use crate::testing::shape::{Shape, Type, required};
use crate::testing::state::{Fields, Kind, Row, State};
use crate::testing::{page, teammates};

pub(super) const NEW: Shape = &[required("author_id", Type::Text), required("body", Type::Text)];

/// Front documents 202 for this list.
pub(super) fn list(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Contact, "contact_id")?;
    let notes = stored(state, &id);
    let notes = notes.iter().filter_map(Value::as_object).map(|note| render(state, note)).collect();
    Success::accepted(page::whole(state, call, notes)?)
}

pub(super) fn add(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Contact, "contact_id")?;
    let author = call.reference(state, Kind::Teammate, "author_id")?;
    let note = json!({ "author_id": author, "body": call.body.text("body"), "created_at": state.now() });
    let mut notes = stored(state, &id);
    notes.push(note.clone());
    state.set(Kind::Contact, &id, "notes", notes);
    let note = note.as_object().ok_or_else(|| Failure::invalid("body: expected a note"))?;
    Success::created(render(state, note))
}

pub(super) fn stored(state: &State, id: &str) -> Vec<Value> {
    let row = state.row(Kind::Contact, id);
    row.and_then(|row| row.get("notes")).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Front's schema requires `is_private` without defining it; the fake omits it.
fn render(state: &State, note: &Row) -> Value {
    let author = note.opt("author_id");
    json!({
        "_links": {
            "related": {
                "author": author.map(|id| state.link(&format!("/teammates/{id}"))),
                "owner": null,
            },
        },
        "author": teammates::author(state, author),
        "body": note.text("body"),
        "created_at": note.time("created_at"),
    })
}
