//! Inboxes and access to them.

use serde_json::{Value, json};

use super::call::{Call, Outcome, Success};
use super::route::{Route, answer};
use super::shape::{Shape, Type, optional, required};
use super::state::{Fields, Kind, Row, State};
use super::{conversations, custom_fields, teammates, teams};

pub(super) const ROUTES: &[Route] = &[
    Route::list_of("/inboxes", "inboxes:read", Kind::Inbox, render),
    Route::post("/inboxes", "inboxes:write", create_in_oldest_team).body(NEW),
    Route::get_one("/inboxes/{inbox_id}", "inboxes:read", Kind::Inbox, render),
    Route::page_of("/inboxes/{inbox_id}/conversations", "conversations:read", conversations::page_of)
        .owner(Kind::Inbox, "inbox_ids"),
    Route::members("/inboxes/{inbox_id}/teammates", "teammates:read", Kind::Teammate, teammates::render)
        .owner(Kind::Inbox, "teammate_ids"),
    Route::add_members("/inboxes/{inbox_id}/teammates", "inboxes:write", Kind::Teammate)
        .owner(Kind::Inbox, "teammate_ids")
        .body(TEAMMATES),
    Route::remove_members("/inboxes/{inbox_id}/teammates", "inboxes:write", Kind::Teammate)
        .owner(Kind::Inbox, "teammate_ids")
        .body(TEAMMATES),
    Route::list_of("/teams/{team_id}/inboxes", "inboxes:read", Kind::Inbox, render)
        .owner(Kind::Team, "team_id"),
    Route::post("/teams/{team_id}/inboxes", "inboxes:write", create_for_team).body(NEW),
    Route::list_of("/teammates/{teammate_id}/private_inboxes", "inboxes:read", Kind::Inbox, render)
        .owner(Kind::Teammate, "owner_id"),
    Route::post("/teammates/{teammate_id}/private_inboxes", "inboxes:write", create_for_teammate)
        .body(NEW_PRIVATE),
];

const NEW: Shape = &[
    required("name", Type::Text),
    optional("teammate_ids", Type::Texts),
    optional("is_public", Type::Bool),
    optional("custom_fields", Type::Map),
];

const NEW_PRIVATE: Shape = &[required("name", Type::Text), optional("custom_fields", Type::Map)];

const TEAMMATES: Shape = &[required("teammate_ids", Type::Texts)];

fn create_in_oldest_team(state: &mut State, call: &Call) -> Outcome {
    let team = teams::oldest(state);
    create_shared(state, call, team)
}

fn create_for_team(state: &mut State, call: &Call) -> Outcome {
    let team = call.resource(state, Kind::Team, "team_id")?;
    create_shared(state, call, Some(team))
}

/// Members of the team have access to a public inbox from the start.
fn create_shared(state: &mut State, call: &Call, team: Option<String>) -> Outcome {
    let mut members = call.references(state, Kind::Teammate, "teammate_ids")?;
    let fields = custom_fields::validate(state, "inboxes", call)?.unwrap_or_default();
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
    let fields = custom_fields::validate(state, "inboxes", call)?.unwrap_or_default();
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
    answer(state, Kind::Inbox, &id, render).and_then(Success::created)
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
