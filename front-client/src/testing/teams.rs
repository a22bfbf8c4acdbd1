//! Teams, which are workspaces: inboxes and the teammates who work in them.

use serde_json::{Value, json};

use super::call::{Answer, Call, Failure, Outcome};
use super::router::Route;
use super::state::{Fields, Kind, Row, State};
use super::{inboxes, page, teammates};

pub(super) const ROUTES: &[Route] =
    &[Route::get("/teams", "teams:read", list), Route::get("/teams/{team_id}", "teams:read", get)];

fn list(state: &mut State, call: &Call) -> Outcome {
    let teams = state.rows(Kind::Team).map(|row| preview(state, row)).collect();
    Answer::ok(page::whole(state, call, teams))
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Team, "team_id")?;
    let row = state.row(Kind::Team, &id).ok_or_else(|| Failure::unknown(Kind::Team, &id))?;
    Answer::ok(render(state, row))
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
