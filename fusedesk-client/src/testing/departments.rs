//! Departments.

use serde_json::{Value, json};

use super::call::{Call, ErrorResponse, HandlerResult};
use super::dates;
use super::model::{DEPARTMENT_NUMBERS, Department};
use super::router::Route;
use super::state::State;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v2/departments", "departments", active),
    Route::get("/api/v2/departments/all", "departments", all),
    Route::get("/api/v2/departments/archived", "departments", archived),
    Route::get("/api/v2/departments/{departmentId}", "departments", get),
    Route::post("/api/v2/departments", "departments_create", create).takes(&["name"]),
    Route::post("/api/v2/departments/{departmentId}", "departments_update", update).takes(&[
        "allReps",
        "repUserIds",
        "stale",
        "staleWarning",
        "feedbackDelay",
        "feedbackFrequency",
        "feedbackSample",
        "feedbackTemplateId",
        "replyTemplateId",
        "templateCategory",
    ]),
    Route::delete("/api/v2/departments/{departmentId}", "departments_delete", archive),
    Route::post("/api/v2/departments/{departmentId}/restore", "departments_update", restore),
];

fn active(state: &mut State, _: &Call) -> HandlerResult {
    Ok(state.departments.values().filter(|department| department.archived.is_none()).map(render).collect())
}

fn all(state: &mut State, _: &Call) -> HandlerResult {
    Ok(state.departments.values().map(render).collect())
}

fn archived(state: &mut State, _: &Call) -> HandlerResult {
    Ok(state.departments.values().filter(|department| department.archived.is_some()).map(render).collect())
}

fn get(state: &mut State, call: &Call) -> HandlerResult {
    state.departments.get(&call.id("departmentId")?).map(render).ok_or_else(unknown)
}

fn create(state: &mut State, call: &Call) -> HandlerResult {
    let name = call.required("name")?;
    let id = add(state, name.trim());
    state.departments.get(&id).map(render).ok_or_else(unknown)
}

fn update(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.id("departmentId")?;
    let mut department = state.departments.get(&id).ok_or_else(unknown)?.clone();
    if let Some(all_reps) = call.flag("allReps")? {
        department.all_reps = all_reps;
    }
    if call.params.contains_key("repUserIds") {
        department.reps = call.ints("repUserIds")?;
        if department.reps.iter().any(|rep| !state.reps.contains_key(rep)) {
            return Err(ErrorResponse::invalid("repUserIds", "no rep has this user id"));
        }
    }
    for (at, name) in DEPARTMENT_NUMBERS.into_iter().enumerate() {
        if let Some(number) = call.link(name)? {
            if name == "feedbackSample" && number.is_some_and(|percent| percent > 100) {
                return Err(ErrorResponse::invalid(name, "expected a percentage"));
            }
            department.numbers[at] = number;
        }
    }
    if let Some(category) = call.text("templateCategory")? {
        department.template_category = Some(category).filter(|category| !category.is_empty());
    }
    let answer = render(&department);
    state.departments.insert(id, department);
    Ok(answer)
}

fn archive(state: &mut State, call: &Call) -> HandlerResult {
    let now = state.now();
    let department = state.departments.get_mut(&call.id("departmentId")?).ok_or_else(unknown)?;
    department.archived = department.archived.or(Some(now));
    Ok(render(department))
}

fn restore(state: &mut State, call: &Call) -> HandlerResult {
    let department = state.departments.get_mut(&call.id("departmentId")?).ok_or_else(unknown)?;
    department.archived = None;
    Ok(render(department))
}

/// Adds a department with all reps.
pub(super) fn add(state: &mut State, name: &str) -> u64 {
    let (id, created) = (state.new_id(), state.now());
    let department =
        Department { id, name: name.to_owned(), all_reps: true, created, ..Department::default() };
    state.departments.insert(id, department);
    id
}

pub(super) fn render(department: &Department) -> Value {
    let mut rendered = json!({
        "id": department.id,
        "name": department.name,
        "allReps": department.all_reps,
        "repUserIds": department.reps,
        "dateCreated": dates::text(department.created),
        "dateArchived": dates::or_null(department.archived),
        "noteTemplateId": null,
        "newCaseNoteTemplateId": null,
        "templateCategory": department.template_category,
        "footerHtml": null,
        "phone": null,
    });
    for (name, number) in DEPARTMENT_NUMBERS.into_iter().zip(department.numbers) {
        rendered[name] = number.into();
    }
    rendered
}

fn unknown() -> ErrorResponse {
    ErrorResponse::not_found("Department not found")
}
