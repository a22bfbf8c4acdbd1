//! Handles of contacts. A handle belongs to one contact in the whole company.

use serde_json::{Value, json};

use crate::testing::alias;
use crate::testing::call::{Call, Failure, Outcome, Success};
use crate::testing::shape::{Field, Shape, Type, optional, required};
use crate::testing::state::{Fields, Kind, State};

const HANDLE: Field = required("handle", Type::Text);
const SOURCE: Field = required(
    "source",
    Type::Word(&["twitter", "email", "phone", "facebook", "intercom", "front_chat", "custom"]),
);

pub(super) const NEW: Shape = &[HANDLE, SOURCE];
pub(super) const OLD: Shape = &[HANDLE, SOURCE, optional("force", Type::Bool)];

/// Rejects a handle that a contact already has. Front does not document the status; 409 fits.
pub(super) fn check_free(state: &State, handle: &Value) -> Result<(), Failure> {
    let (text, source) = (handle["handle"].as_str().unwrap_or_default(), handle["source"].as_str());
    match alias::contact_by_handle(state, source, text) {
        Some(owner) => Err(Failure::conflict(format!("The handle {text} belongs to the contact {owner}"))),
        None => Ok(()),
    }
}

pub(super) fn add(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Contact, "contact_id")?;
    let handle = json!({ "handle": call.body.text("handle"), "source": call.body.text("source") });
    check_free(state, &handle)?;
    let mut handles = stored(state, &id);
    handles.push(handle);
    store(state, &id, handles);
    Success::no_content()
}

/// Removes a handle. With `force`, removing the last handle deletes the contact.
pub(super) fn remove(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Contact, "contact_id")?;
    let (text, source) = (call.body.text("handle"), call.body.text("source"));
    let mut handles = stored(state, &id);
    let before = handles.len();
    handles.retain(|known| {
        let same = known["handle"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(text));
        !(same && known["source"] == source)
    });
    if handles.len() == before {
        return Err(Failure::not_found(format!("Unknown handle {text}")));
    }
    match (handles.is_empty(), call.body.flag("force")) {
        (true, false) => {
            return Err(Failure::invalid(
                "body.handle: the last one of the contact; force deletes the contact",
            ));
        }
        (true, true) => _ = state.remove(Kind::Contact, &id),
        (false, _) => store(state, &id, handles),
    }
    Success::no_content()
}

fn stored(state: &State, id: &str) -> Vec<Value> {
    let row = state.row(Kind::Contact, id);
    row.and_then(|row| row.get("handles")).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn store(state: &mut State, id: &str, handles: Vec<Value>) {
    let now = state.now();
    state.set(Kind::Contact, id, "handles", handles);
    state.set(Kind::Contact, id, "updated_at", now);
}
