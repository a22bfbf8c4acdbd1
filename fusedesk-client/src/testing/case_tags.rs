//! Case tags.

use serde_json::{Value, json};

use super::call::{Call, ErrorResponse, HandlerResult};
use super::model::CaseTag;
use super::router::Route;
use super::state::State;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/casetags", "casetags", list),
    Route::post("/api/v1/casetags", "casetags_create", create).takes(&["tagname"]),
    Route::delete("/api/v1/casetags/{caseTagId}", "casetags_delete", archive),
];

fn list(state: &mut State, _: &Call) -> HandlerResult {
    Ok(state.case_tags.values().map(|tag| render(state, tag)).collect())
}

fn create(state: &mut State, call: &Call) -> HandlerResult {
    let name = call.required("tagname")?;
    if by_name(state, &name).is_some() {
        return Err(ErrorResponse::invalid("tagname", "a tag with this name exists"));
    }
    let id = add(state, name.trim());
    state.case_tags.get(&id).map(|tag| render(state, tag)).ok_or_else(unknown)
}

fn archive(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.id("caseTagId")?;
    state.case_tags.get_mut(&id).ok_or_else(unknown)?.hidden = true;
    state.case_tags.get(&id).map(|tag| render(state, tag)).ok_or_else(unknown)
}

pub(super) fn add(state: &mut State, name: &str) -> u64 {
    let id = state.new_id();
    state.case_tags.insert(id, CaseTag { id, name: name.to_owned(), hidden: false });
    id
}

/// Returns the tag with this id, unless it is archived.
pub(super) fn usable(state: &State, id: u64) -> Result<u64, ErrorResponse> {
    let tag = state.case_tags.get(&id).ok_or_else(unknown)?;
    if tag.hidden { Err(ErrorResponse::invalid("caseTagId", "the tag is archived")) } else { Ok(id) }
}

/// Returns the tag with this name, ignoring case.
pub(super) fn by_name(state: &State, name: &str) -> Option<u64> {
    let same = |tag: &&CaseTag| tag.name.to_lowercase() == name.trim().to_lowercase();
    state.case_tags.values().find(same).map(|tag| tag.id)
}

pub(super) fn render(state: &State, tag: &CaseTag) -> Value {
    let total = state.cases.values().filter(|case| case.tags.contains(&tag.id)).count();
    json!({ "id": tag.id, "tagname": tag.name, "totalcases": total, "hidden": tag.hidden })
}

fn unknown() -> ErrorResponse {
    ErrorResponse::not_found("Case tag not found")
}
