//! Contacts: people outside the company, identified by their handles.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Value, json};

use crate::testing::call::{Call, Failure, Outcome, Success};
use crate::testing::route::Route;
use crate::testing::state::{Fields, Kind, Row, State, from_seconds};
use crate::testing::{conversations, page, query, search};

mod change;
mod handles;
mod merge;
mod notes;

pub(super) const ROUTES: &[Route] = &[
    Route::page_of("/contacts", "contacts:read", page_within),
    Route::post("/contacts", "contacts:write", change::create_for_company).body(change::NEW),
    Route::post("/contacts/merge", "contacts:write", merge::merge).body(merge::MERGE),
    Route::get_one("/contacts/{contact_id}", "contacts:read", Kind::Contact, render),
    Route::patch("/contacts/{contact_id}", "contacts:write", change::update).body(change::UPDATE),
    Route::delete("/contacts/{contact_id}", "contacts:delete", change::delete),
    Route::get("/contacts/{contact_id}/conversations", "conversations:read", conversations_of),
    Route::post("/contacts/{contact_id}/handles", "contacts:write", handles::add).body(handles::NEW),
    Route::delete("/contacts/{contact_id}/handles", "contacts:write", handles::remove).body(handles::OLD),
    Route::get("/contacts/{contact_id}/notes", "contacts:read", notes::list),
    Route::post("/contacts/{contact_id}/notes", "contacts:write", notes::add).body(notes::NEW),
    Route::page_of("/teams/{team_id}/contacts", "contacts:read", page_within).owner(Kind::Team, "team_id"),
    Route::create("/teams/{team_id}/contacts", "contacts:write", change::create)
        .owner(Kind::Team, "team_id")
        .body(change::NEW),
    Route::page_of("/teammates/{teammate_id}/contacts", "contacts:read", page_within)
        .owner(Kind::Teammate, "teammate_id"),
    Route::create("/teammates/{teammate_id}/contacts", "contacts:write", change::create)
        .owner(Kind::Teammate, "teammate_id")
        .body(change::NEW),
];

/// Keys allowed in `q` of a list of contacts.
const FILTERS: &[&str] = &["updated_after", "updated_before"];

/// Creates a contact. `fields` overrides the defaults.
pub(super) fn create(state: &mut State, fields: Value) -> String {
    let now = state.now();
    let mut row = json!({
        "name": null, "description": null, "avatar_url": null, "links": [], "lists": [], "handles": [], "notes": [],
        "custom_fields": {}, "is_private": false, "team_id": null, "teammate_id": null, "account_id": null,
        "created_at": now, "updated_at": now,
    });
    if let (Value::Object(row), Value::Object(fields)) = (&mut row, fields) {
        row.extend(fields);
    }
    state.insert(Kind::Contact, row)
}

/// A page of the contacts that `wanted` accepts and that were changed within the span of the query.
fn page_within(state: &State, call: &Call, wanted: &dyn Fn(&Row) -> bool) -> Outcome {
    filtered(state, call, FILTERS, wanted)
}

/// A page of the contacts that `wanted` accepts.
pub(super) fn page_of(state: &State, call: &Call, wanted: &dyn Fn(&Row) -> bool) -> Outcome {
    filtered(state, call, &[], wanted)
}

/// Returns a page of the contacts that `wanted` accepts, after the filters of the query.
fn filtered(state: &State, call: &Call, filters: &[&str], wanted: &dyn Fn(&Row) -> bool) -> Outcome {
    let filters = query::q(&call.query, filters)?;
    let time = |name: &str| match filters.get(name).and_then(|values| values.first()) {
        None => Ok(None),
        Some(given) => given
            .parse::<f64>()
            .ok()
            .and_then(|seconds| from_seconds(&seconds.into()))
            .map(Some)
            .ok_or_else(|| Failure::query(format!("query.q[{name}]: expected seconds"))),
    };
    let (after, before) = (time("updated_after")?, time("updated_before")?);
    let (field, descending) = page::order(call, &["created_at", "updated_at"])?;
    let within = |row: &Row| {
        let at = row.millis("updated_at");
        after.is_none_or(|after| at > after) && before.is_none_or(|before| at < before)
    };
    let mut rows: Vec<&Row> = state.rows(Kind::Contact).filter(|row| wanted(row) && within(row)).collect();
    rows.sort_by_key(|row| (row.millis(field), row.id()));
    if descending {
        rows.reverse();
    }
    Success::ok(page::paged(state, call, &rows, |row| render(state, row))?)
}

fn conversations_of(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Contact, "contact_id")?;
    conversations::page_of(state, call, &|row| search::of_contact(state, row, &id))
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/contacts/{}", row.id());
    let lists: Vec<Value> = row.texts("lists").iter().map(|name| render_list(state, name)).collect();
    let mut contact = json!({
        "_links": {
            "self": state.link(&path),
            "related": {
                "notes": state.link(&format!("{path}/notes")),
                "conversations": state.link(&format!("{path}/conversations")),
            },
        },
        "id": row.id(),
        "name": row.value("name"),
        "description": row.value("description"),
        "avatar_url": row.value("avatar_url"),
        "links": row.texts("links"),
        "groups": lists,
        "lists": lists,
        "handles": row.value("handles"),
        "custom_fields": row.object("custom_fields"),
        "is_private": row.flag("is_private"),
    });
    let owner = match (row.opt("teammate_id"), row.opt("team_id")) {
        (Some(teammate), _) => Some(format!("/teammates/{teammate}")),
        (None, Some(team)) => Some(format!("/teams/{team}")),
        (None, None) => None,
    };
    if let Some(owner) = owner {
        contact["_links"]["related"]["owner"] = state.link(&owner).into();
    }
    contact
}

/// The fake has no contact lists of its own: it knows them by name only.
fn render_list(state: &State, name: &str) -> Value {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let id = format!("grp_{:08x}", hasher.finish() >> 32);
    let path = format!("/contact_lists/{id}");
    json!({
        "_links": {
            "self": state.link(&path),
            "related": { "contacts": state.link(&format!("{path}/contacts")) },
        },
        "id": id,
        "name": name,
        "is_private": false,
    })
}
