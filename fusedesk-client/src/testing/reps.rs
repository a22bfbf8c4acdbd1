//! Reps, active ones and disabled ones.

use serde_json::{Value, json};

use super::call::{Call, ErrorResponse, HandlerResult};
use super::dates;
use super::model::Rep;
use super::router::Route;
use super::state::State;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v2/reps", "reps", list), Route::get("/api/v2/reps/{userId}", "reps", get)];

fn list(state: &mut State, _: &Call) -> HandlerResult {
    Ok(state.reps.values().map(render).collect())
}

fn get(state: &mut State, call: &Call) -> HandlerResult {
    state.reps.get(&call.id("userId")?).map(render).ok_or_else(|| ErrorResponse::not_found("Rep not found"))
}

pub(super) fn render(rep: &Rep) -> Value {
    json!({
        "userId": rep.user_id,
        "repid": rep.rep_id,
        "username": rep.email,
        "firstName": rep.first_name,
        "lastName": rep.last_name,
        "emailAddress": rep.email,
        "active": rep.active,
        "isArchived": false,
        "defaultDepartmentId": rep.department,
        "timeZone": "Europe/Berlin",
        "avatarUrl": null,
        "dateCreated": dates::text(rep.created),
        "dateUpdated": dates::text(rep.created),
        "dateLastLogin": null,
    })
}
