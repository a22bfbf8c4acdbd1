//! Teams, also called workspaces: inboxes and the teammates who work in them.

use serde_json::{Value, json};

use super::route::Route;
use super::shape::{Shape, Type, required};
use super::state::{Fields, Kind, Row, State};
use super::{inboxes, teammates};

pub(super) const ROUTES: &[Route] = &[
    Route::list_of("/teams", "teams:read", Kind::Team, preview),
    Route::get_one("/teams/{team_id}", "teams:read", Kind::Team, render),
    Route::add_members("/teams/{team_id}/teammates", "teams:write", Kind::Teammate)
        .owner(Kind::Team, "teammate_ids")
        .body(TEAMMATES),
    Route::remove_members("/teams/{team_id}/teammates", "teams:write", Kind::Teammate)
        .owner(Kind::Team, "teammate_ids")
        .body(TEAMMATES),
];

const TEAMMATES: Shape = &[required("teammate_ids", Type::Texts)];

/// Returns the team that Front uses if a request names none.
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
