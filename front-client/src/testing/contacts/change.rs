//! Create, update and delete contacts.

use serde_json::{Value, json};

use super::handles;
use crate::testing::call::{Call, Failure, Outcome, Success};
use crate::testing::custom_fields;
use crate::testing::route::answer;
use crate::testing::shape::{Shape, Type, optional, required};
use crate::testing::state::{Kind, Row, State};

pub(super) const NEW: Shape = &[
    required("handles", Type::Objects(handles::NEW)),
    optional("name", Type::Text),
    optional("description", Type::Text),
    optional("avatar", Type::File),
    optional("links", Type::Texts),
    // Old name of lists, which Front still accepts.
    optional("group_names", Type::Texts),
    optional("list_names", Type::Texts),
    optional("custom_fields", Type::Map),
];

/// Has no handles: a client that sends them learns that handles have operations of their own.
pub(super) const UPDATE: Shape = &[
    optional("name", Type::Text),
    optional("description", Type::Text),
    optional("avatar", Type::File),
    optional("links", Type::Texts),
    optional("group_names", Type::Texts),
    optional("list_names", Type::Texts),
    optional("custom_fields", Type::Map),
];

pub(super) fn create_for_company(state: &mut State, call: &Call) -> Outcome {
    create(state, call, Row::new())
}

pub(super) fn create(state: &mut State, call: &Call, owner: Row) -> Outcome {
    let given = call.body.get("handles").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if given.is_empty() {
        return Err(Failure::invalid("body.handles: expected at least one"));
    }
    for handle in given {
        handles::check_free(state, handle)?;
    }
    let custom = custom_fields::validate(state, "contacts", call)?.unwrap_or_default();
    let mut fields = json!({ "handles": given, "custom_fields": custom });
    if let Value::Object(fields) = &mut fields {
        fields.extend(owner);
    }
    let id = super::create(state, fields);
    write(state, call, &id);
    answer(state, Kind::Contact, &id, super::render).and_then(Success::created)
}

pub(super) fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Contact, "contact_id")?;
    let custom = custom_fields::validate(state, "contacts", call)?;
    if let Some(custom) = custom {
        custom_fields::replace(state, Kind::Contact, &id, custom);
    }
    write(state, call, &id);
    Success::no_content()
}

/// Writes the fields that creations and updates share.
fn write(state: &mut State, call: &Call, id: &str) {
    let body = &call.body;
    for (field, stored) in [
        ("name", "name"),
        ("description", "description"),
        ("links", "links"),
        ("group_names", "lists"),
        ("list_names", "lists"),
    ] {
        if let Some(value) = body.get(field) {
            state.set(Kind::Contact, id, stored, value.clone());
        }
    }
    let now = state.now();
    if !call.uploads.is_empty() {
        let url = state.link(&format!("/contacts/{id}/avatar-{now}"));
        state.set(Kind::Contact, id, "avatar_url", url);
    }
    state.set(Kind::Contact, id, "updated_at", now);
}

pub(super) fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Contact, "contact_id")?;
    state.remove(Kind::Contact, &id);
    Success::no_content()
}
