//! Inboxes: where conversations are, and who may see them.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::route::Route;
use super::shape::{Shape, Type, may, must};
use super::state::{Fields, Kind, Row, State};
use super::{conversations, custom_fields, page, teammates, teams};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/inboxes", "inboxes:read", list),
    Route::post("/inboxes", "inboxes:write", create_in_oldest_team).body(NEW),
    Route::get("/inboxes/{inbox_id}", "inboxes:read", get),
    Route::get("/inboxes/{inbox_id}/conversations", "conversations:read", conversations_of),
    Route::get("/inboxes/{inbox_id}/teammates", "teammates:read", access),
    Route::post("/inboxes/{inbox_id}/teammates", "inboxes:write", add_access).body(TEAMMATES),
    Route::delete("/inboxes/{inbox_id}/teammates", "inboxes:write", remove_access).body(TEAMMATES),
    Route::get("/teams/{team_id}/inboxes", "inboxes:read", of_team),
    Route::post("/teams/{team_id}/inboxes", "inboxes:write", create_for_team).body(NEW),
    Route::get("/teammates/{teammate_id}/private_inboxes", "inboxes:read", of_teammate),
    Route::post("/teammates/{teammate_id}/private_inboxes", "inboxes:write", create_for_teammate)
        .body(NEW_PRIVATE),
];

const NEW: Shape = &[
    must("name", Type::Text),
    may("teammate_ids", Type::Texts),
    may("is_public", Type::Bool),
    may("custom_fields", Type::Map),
];

const NEW_PRIVATE: Shape = &[must("name", Type::Text), may("custom_fields", Type::Map)];

const TEAMMATES: Shape = &[must("teammate_ids", Type::Texts)];

fn list(state: &mut State, call: &Call) -> Outcome {
    let inboxes = state.rows(Kind::Inbox).map(|row| render(state, row)).collect();
    Answer::ok(page::whole(state, call, inboxes))
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Inbox, "inbox_id")?;
    let row = state.row(Kind::Inbox, &id).ok_or_else(|| Failure::unknown(Kind::Inbox, &id))?;
    Answer::ok(render(state, row))
}

fn conversations_of(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Inbox, "inbox_id")?;
    conversations::page_of(state, call, |row| row.has("inbox_ids", &id))
}

fn of_team(state: &mut State, call: &Call) -> Outcome {
    let team = call.resource(state, Kind::Team, "team_id")?;
    whole(state, call, |row| row.opt("team_id") == Some(&team))
}

fn of_teammate(state: &mut State, call: &Call) -> Outcome {
    let teammate = call.resource(state, Kind::Teammate, "teammate_id")?;
    whole(state, call, |row| row.opt("owner_id") == Some(&teammate))
}

fn whole(state: &State, call: &Call, wanted: impl Fn(&Row) -> bool) -> Outcome {
    let rows = state.rows(Kind::Inbox).filter(|row| wanted(row));
    Answer::ok(page::whole(state, call, rows.map(|row| render(state, row)).collect()))
}

fn create_in_oldest_team(state: &mut State, call: &Call) -> Outcome {
    let team = teams::oldest(state);
    create_shared(state, call, team)
}

fn create_for_team(state: &mut State, call: &Call) -> Outcome {
    let team = call.resource(state, Kind::Team, "team_id")?;
    create_shared(state, call, Some(team))
}

/// The members of the team have access to a public inbox from the start.
fn create_shared(state: &mut State, call: &Call, team: Option<String>) -> Outcome {
    let mut members = call.references(state, Kind::Teammate, "teammate_ids")?;
    let fields = custom_fields::checked(state, "inboxes", call)?.unwrap_or_default();
    let is_public = call.body.flag("is_public");
    let row = team.as_deref().filter(|_| is_public).and_then(|team| state.row(Kind::Team, team));
    members.extend(row.map(|row| row.texts("teammate_ids")).unwrap_or_default());
    members.sort_unstable();
    members.dedup();
    add(
        state,
        json!({
            "name": call.body.text("name"), "team_id": team, "teammate_ids": members, "is_private": false,
            "is_public": is_public, "custom_fields": fields,
        }),
    )
}

fn create_for_teammate(state: &mut State, call: &Call) -> Outcome {
    let teammate = call.resource(state, Kind::Teammate, "teammate_id")?;
    let fields = custom_fields::checked(state, "inboxes", call)?.unwrap_or_default();
    add(
        state,
        json!({
            "name": call.body.text("name"), "owner_id": teammate, "teammate_ids": [teammate], "is_private": true,
            "is_public": false, "custom_fields": fields,
        }),
    )
}

fn add(state: &mut State, row: Value) -> Outcome {
    let id = state.insert(Kind::Inbox, row);
    let row = state.row(Kind::Inbox, &id).ok_or_else(|| Failure::unknown(Kind::Inbox, &id))?;
    Answer::created(render(state, row))
}

fn access(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Inbox, "inbox_id")?;
    let members = state.row(Kind::Inbox, &id).map(|row| row.texts("teammate_ids")).unwrap_or_default();
    Answer::ok(page::whole(state, call, teammates::render_all(state, &members)))
}

fn add_access(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Inbox, "inbox_id")?;
    for teammate in call.references(state, Kind::Teammate, "teammate_ids")? {
        if let Some(row) = state.row_mut(Kind::Inbox, &id) {
            row.add("teammate_ids", &teammate);
        }
    }
    Answer::no_content()
}

fn remove_access(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Inbox, "inbox_id")?;
    for teammate in call.references(state, Kind::Teammate, "teammate_ids")? {
        if let Some(row) = state.row_mut(Kind::Inbox, &id) {
            row.take("teammate_ids", &teammate);
        }
    }
    Answer::no_content()
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/inboxes/{}", row.id());
    let mut inbox = json!({
        "_links": {
            "self": state.link(&path),
            "related": {
                "teammates": state.link(&format!("{path}/teammates")),
                "conversations": state.link(&format!("{path}/conversations")),
                "channels": state.link(&format!("{path}/channels")),
            },
        },
        "id": row.id(),
        "name": row.text("name"),
        "is_private": row.flag("is_private"),
        "is_public": row.flag("is_public"),
        "custom_fields": row.object("custom_fields"),
    });
    let owner = match (row.opt("owner_id"), row.opt("team_id")) {
        (Some(teammate), _) => Some(format!("/teammates/{teammate}")),
        (None, Some(team)) => Some(format!("/teams/{team}")),
        (None, None) => None,
    };
    if let Some(owner) = owner {
        inbox["_links"]["related"]["owner"] = state.link(&owner).into();
    }
    inbox
}
