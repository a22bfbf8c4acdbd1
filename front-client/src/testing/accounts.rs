//! Accounts: the companies that contacts belong to.

use serde_json::{Value, json};

use super::call::{Call, Outcome, Success};
use super::route::{Route, answer};
use super::shape::{Shape, Type, optional, required};
use super::state::{Fields, Kind, Row, State};
use super::{contacts, custom_fields, page};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/accounts", "accounts:read", list),
    Route::post("/accounts", "accounts:write", add).body(NEW),
    Route::get_one("/accounts/{account_id}", "accounts:read", Kind::Account, render),
    Route::patch("/accounts/{account_id}", "accounts:write", update).body(UPDATE),
    Route::delete("/accounts/{account_id}", "accounts:delete", delete),
    Route::page_of("/accounts/{account_id}/contacts", "contacts:read", contacts::page_of)
        .owner(Kind::Account, "account_id"),
    Route::post("/accounts/{account_id}/contacts", "accounts:write", add_contacts).body(CONTACTS),
    Route::delete("/accounts/{account_id}/contacts", "accounts:write", remove_contacts).body(CONTACTS),
];

const NEW: Shape = &[
    required("name", Type::Text),
    optional("description", Type::Text),
    optional("domains", Type::Texts),
    optional("external_id", Type::Text),
    optional("custom_fields", Type::Map),
];

const UPDATE: Shape = &[
    optional("name", Type::Text),
    optional("description", Type::Text),
    optional("domains", Type::Texts),
    optional("custom_fields", Type::Map),
];

const CONTACTS: Shape = &[required("contact_ids", Type::Texts)];

/// Creates an account. `fields` overrides the defaults.
pub(super) fn create(state: &mut State, fields: Value) -> String {
    let now = state.now();
    let mut row = json!({
        "name": "", "logo_url": null, "description": null, "domains": [], "external_id": null, "custom_fields": {},
        "created_at": now, "updated_at": now,
    });
    if let (Value::Object(row), Value::Object(fields)) = (&mut row, fields) {
        row.extend(fields);
    }
    state.insert(Kind::Account, row)
}

fn list(state: &mut State, call: &Call) -> Outcome {
    let (field, descending) = page::order(call, &["created_at", "updated_at"])?;
    let mut rows: Vec<&Row> = state.rows(Kind::Account).collect();
    rows.sort_by_key(|row| (row.millis(field), row.id()));
    if descending {
        rows.reverse();
    }
    Success::ok(page::paged(state, call, &rows, |row| render(state, row))?)
}

fn add(state: &mut State, call: &Call) -> Outcome {
    let custom = custom_fields::validate(state, "accounts", call)?.unwrap_or_default();
    let mut fields = call.body.clone();
    fields.insert("custom_fields".into(), custom.into());
    let id = create(state, fields.into());
    answer(state, Kind::Account, &id, render).and_then(Success::created)
}

fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Account, "account_id")?;
    let custom = custom_fields::validate(state, "accounts", call)?;
    for field in ["name", "description", "domains"] {
        if let Some(value) = call.body.get(field) {
            state.set(Kind::Account, &id, field, value.clone());
        }
    }
    if let Some(custom) = custom {
        custom_fields::replace(state, Kind::Account, &id, custom);
    }
    let now = state.now();
    state.set(Kind::Account, &id, "updated_at", now);
    answer(state, Kind::Account, &id, render).and_then(Success::ok)
}

fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Account, "account_id")?;
    for contact in state.ids(Kind::Contact, |row| row.opt("account_id") == Some(&id)) {
        state.set(Kind::Contact, &contact, "account_id", Value::Null);
    }
    state.remove(Kind::Account, &id);
    Success::no_content()
}

fn add_contacts(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Account, "account_id")?;
    for contact in call.references(state, Kind::Contact, "contact_ids")? {
        state.set(Kind::Contact, &contact, "account_id", id.clone());
    }
    Success::no_content()
}

fn remove_contacts(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Account, "account_id")?;
    for contact in call.references(state, Kind::Contact, "contact_ids")? {
        if state.row(Kind::Contact, &contact).is_some_and(|row| row.opt("account_id") == Some(&id)) {
            state.set(Kind::Contact, &contact, "account_id", Value::Null);
        }
    }
    Success::no_content()
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/accounts/{}", row.id());
    json!({
        "_links": {
            "self": state.link(&path),
            "related": { "contacts": state.link(&format!("{path}/contacts")) },
        },
        "id": row.id(),
        "name": row.text("name"),
        "logo_url": row.value("logo_url"),
        "description": row.value("description"),
        "domains": row.texts("domains"),
        "external_id": row.value("external_id"),
        "custom_fields": row.object("custom_fields"),
        "created_at": row.time("created_at"),
        "updated_at": row.time("updated_at"),
    })
}
