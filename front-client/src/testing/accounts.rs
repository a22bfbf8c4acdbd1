//! Accounts: the companies that contacts belong to.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::page;
use super::router::Route;
use super::state::{Fields, Kind, Row, State};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/accounts", "accounts:read", list),
    Route::get("/accounts/{account_id}", "accounts:read", get),
];

/// Makes an account; `fields` overrides the defaults.
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
    Answer::ok(page::paged(state, call, &rows, |row| render(state, row))?)
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Account, "account_id")?;
    let row = state.row(Kind::Account, &id).ok_or_else(|| Failure::unknown(Kind::Account, &id))?;
    Answer::ok(render(state, row))
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
