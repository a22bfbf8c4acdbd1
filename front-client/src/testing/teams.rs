//! Teams, which are workspaces: inboxes and the teammates who work in them.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::route::Route;
use super::shape::{Shape, Type, must};
use super::state::{Fields, Kind, Row, State};
use super::{inboxes, page, teammates};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/teams", "teams:read", list),
    Route::get("/teams/{team_id}", "teams:read", get),
    Route::post("/teams/{team_id}/teammates", "teams:write", add).body(TEAMMATES),
    Route::delete("/teams/{team_id}/teammates", "teams:write", remove).body(TEAMMATES),
];

const TEAMMATES: Shape = &[must("teammate_ids", Type::Texts)];

fn list(state: &mut State, call: &Call) -> Outcome {
    let teams = state.rows(Kind::Team).map(|row| preview(state, row)).collect();
    Answer::ok(page::whole(state, call, teams))
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Team, "team_id")?;
    let row = state.row(Kind::Team, &id).ok_or_else(|| Failure::unknown(Kind::Team, &id))?;
    Answer::ok(render(state, row))
}

fn add(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Team, "team_id")?;
    for teammate in call.references(state, Kind::Teammate, "teammate_ids")? {
        if let Some(row) = state.row_mut(Kind::Team, &id) {
            row.add("teammate_ids", &teammate);
        }
    }
    Answer::no_content()
}

fn remove(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Team, "team_id")?;
    for teammate in call.references(state, Kind::Teammate, "teammate_ids")? {
        if let Some(row) = state.row_mut(Kind::Team, &id) {
            row.take("teammate_ids", &teammate);
        }
    }
    Answer::no_content()
}

/// The team in which Front makes what is made in no team by name.
pub(super) fn oldest(state: &State) -> Option<String> {
    state.rows(Kind::Team).next().map(|row| row.id().to_owned())
}

fn preview(state: &State, row: &Row) -> Value {
    json!({
        "_links": { "self": state.link(&format!("/teams/{}", row.id())) },
        "id": row.id(),
        "name": row.text("name"),
    })
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let mut team = preview(state, row);
    let inboxes = state.rows(Kind::Inbox).filter(|inbox| inbox.opt("team_id") == Some(row.id()));
    team["inboxes"] = inboxes.map(|inbox| inboxes::render(state, inbox)).collect();
    team["members"] = teammates::render_all(state, &row.texts("teammate_ids")).into();
    team
}
