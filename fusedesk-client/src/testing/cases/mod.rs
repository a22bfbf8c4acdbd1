//! Operations on cases.

use serde_json::{Value, json};

use super::call::{Call, ErrorResponse, HandlerResult};
use super::model::{Case, HistoryEntry};
use super::router::Route;
use super::state::{State, scramble};
use super::{case_tags, contacts, dates};

mod actions;
mod bulk;
mod feedback;
mod search;

pub(super) use actions::{address_of, receive};
pub(super) use feedback::render as render_feedback;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases", "cases", search::search).takes(search::PARAMS),
    Route::get("/api/v1/cases/{caseId}", "cases", get),
    Route::post("/api/v1/cases", "cases_create", create).takes(&[
        "depid",
        "summary",
        "details",
        "openedby",
        "repid",
        "status",
        "contactid",
        "contactUuid",
        "companyid",
        "email",
        "casetags",
        "date_opened",
        "date_assigned",
        "date_updated",
        "type",
    ]),
    Route::post("/api/v1/cases/{caseId}", "cases_update", update).takes(&[
        "summary",
        "details",
        "status",
        "depid",
        "repid",
        "contactid",
        "companyid",
        "contactUuid",
    ]),
    Route::post("/api/v1/cases/update", "cases_update", bulk::update).takes(bulk::PARAMS),
    Route::post("/api/v1/cases/{caseId}/addnote", "cases_update", actions::add_note).takes(&[
        "note",
        "title",
        "type",
        "status",
        "repid",
        "templateid",
    ]),
    Route::post("/api/v1/cases/{caseId}/reply", "cases_update", actions::reply).takes(&[
        "body",
        "html",
        "to",
        "from",
        "cc",
        "bcc",
        "templateid",
    ]),
    Route::post("/api/v1/cases/{caseId}/snooze", "cases_update", actions::snooze).takes(&["until"]),
    Route::post("/api/v1/cases/{caseId}/tag/{caseTagId}", "cases_update", actions::tag),
    Route::post("/api/v1/cases/{caseId}/untag/{caseTagId}", "cases_update", actions::untag),
    Route::get("/api/v1/cases/{caseId}/feedback", "cases", feedback::get),
    Route::post("/api/v1/cases/{caseId}/feedback/doask", "cases_update", feedback::do_ask),
    Route::post("/api/v1/cases/{caseId}/feedback/dontask", "cases_update", feedback::dont_ask),
    Route::post("/api/v1/cases/{caseId}/feedback/request", "cases_update", feedback::request),
];

fn get(state: &mut State, call: &Call) -> HandlerResult {
    state.case(call.id("caseId")?).map(render_whole)
}

fn create(state: &mut State, call: &Call) -> HandlerResult {
    let department = call.required("depid")?;
    let department =
        department.parse().map_err(|_| ErrorResponse::invalid("depid", "expected a whole number"))?;
    let department = state.department(department, "depid")?.id;
    let (summary, details) = (call.required("summary")?, call.required("details")?);
    let opened_by = call.required("openedby")?;
    let kind = note_type(call)?;
    let (contact_id, contact_uuid) = named_contact(state, call)?.unwrap_or_default();
    let opened = call.date("date_opened")?.unwrap_or_else(|| state.now());
    let mut case = Case {
        department,
        summary,
        details,
        opened_by,
        contact_id,
        contact_uuid,
        opened,
        company_id: call.link("companyid")?.flatten(),
        status: call.status()?.unwrap_or_else(|| "new".into()),
        assigned: call.date("date_assigned")?,
        updated: call.date("date_updated")?.unwrap_or(opened),
        ..Case::default()
    };
    // An unknown number or an invalid text selects a rep of the department, as FuseDesk documents.
    let wanted = call.text("repid")?.and_then(|rep| rep.parse().ok());
    case.rep = state.pick_rep(department, wanted);
    for tag in call.text("casetags")?.unwrap_or_default().split(',').map(str::trim) {
        let tag = tag.parse().ok().or_else(|| case_tags::by_name(state, tag));
        // Unknown tags are ignored.
        if let Some(tag) =
            tag.filter(|tag| case_tags::usable(state, *tag).is_ok() && !case.tags.contains(tag))
        {
            case.tags.push(tag);
        }
    }
    let id = add(state, case, &kind);
    state.case(id).map(render)
}

fn update(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.id("caseId")?;
    let mut case = state.case(id)?.clone();
    if let Some(summary) = call.text("summary")? {
        case.summary = summary;
    }
    if let Some(details) = call.text("details")? {
        case.details = details;
    }
    if let Some(company) = call.link("companyid")? {
        case.company_id = company;
    }
    if let Some(link) = named_contact(state, call)? {
        (case.contact_id, case.contact_uuid) = link;
    }
    assign(state, &mut case, call)?;
    let status = call.status()?;
    case.updated = state.now();
    state.cases.insert(id, case);
    if let Some(status) = status {
        set_status(state, id, &status);
    }
    state.case(id).map(render)
}

/// Assigns a case to the department and the rep of a call. A rep of another department is replaced by one of the
/// new department.
fn assign(state: &mut State, case: &mut Case, call: &Call) -> Result<(), ErrorResponse> {
    let before = (case.department, case.rep);
    if let Some(department) = call.int("depid")? {
        case.department = state.department(department, "depid")?.id;
        case.rep = state.pick_rep(case.department, case.rep);
    }
    if let Some(rep) = call.link("repid")? {
        case.rep = rep.map(|rep| active_rep(state, rep, "repid")).transpose()?;
    }
    if before != (case.department, case.rep) {
        case.assigned = Some(state.now());
    }
    Ok(())
}

/// Returns the contact that a call names by `contactid`, `contactUuid` or `email`. `None` if it names none, and an
/// empty link if it removes the contact.
fn named_contact(state: &State, call: &Call) -> Result<Option<contacts::Link>, ErrorResponse> {
    if let Some(uuid) = call.text("contactUuid")? {
        return contacts::by_uuid(state, &uuid).map(Some);
    }
    if let Some(crm_id) = call.link("contactid")? {
        return Ok(Some(crm_id.map_or((None, None), |crm_id| contacts::by_crm_id(state, crm_id))));
    }
    let Some(address) = call.text("email")? else { return Ok(None) };
    let found = state.contact_by_email(&address);
    Ok(found.map(|contact| (contact.crm_id, Some(contact.uuid.clone()))))
}

/// Returns the user id of an active rep. The error names the parameter `name`.
pub(super) fn active_rep(state: &State, rep: u64, name: &str) -> Result<u64, ErrorResponse> {
    let found = state.reps.get(&rep).filter(|rep| rep.active);
    found.map(|rep| rep.user_id).ok_or_else(|| ErrorResponse::invalid(name, "no active rep has this user id"))
}

/// `note` or `call`.
fn note_type(call: &Call) -> Result<String, ErrorResponse> {
    let kind = call.text("type")?.filter(|kind| !kind.is_empty()).unwrap_or_else(|| "note".into());
    if matches!(kind.as_str(), "note" | "call") {
        Ok(kind)
    } else {
        Err(ErrorResponse::invalid("type", "expected note or call"))
    }
}

/// Adds a case and returns its id. The details become the first entry of an empty history.
pub(super) fn add(state: &mut State, mut case: Case, kind: &str) -> u64 {
    if case.id == 0 {
        case.id = state.new_id();
    }
    let id = case.id;
    if case.num.is_empty() {
        case.num = case_number(id);
    }
    case.assigned = case.assigned.or(case.rep.map(|_| case.opened));
    if case.status == "closed" {
        case.closed = case.closed.or(Some(case.updated));
    }
    let first = HistoryEntry {
        kind: kind.to_owned(),
        title: case.summary.clone(),
        note: case.details.clone(),
        opened_by: Some(case.opened_by.clone()),
        at: case.opened,
        ..HistoryEntry::default()
    };
    let has_history = !case.history.is_empty();
    state.cases.insert(id, case);
    if !has_history {
        state.add_entry(id, first);
    }
    id
}

/// Returns four letters and four digits.
fn case_number(id: u64) -> String {
    let mixed = scramble(id);
    let letters = (0..4).map(|at| char::from(b'A' + (mixed >> (8 * at)) as u8 % 26));
    format!("{}{:04}", letters.collect::<String>(), (mixed >> 32) % 10_000)
}

pub(super) fn set_status(state: &mut State, id: u64, status: &str) {
    let now = state.now();
    let Some(case) = state.cases.get_mut(&id) else { return };
    case.closed = (status == "closed").then(|| case.closed.unwrap_or(now));
    case.status = status.to_owned();
    case.updated = now;
}

/// Ends due snoozes. The cases become new.
pub(super) fn wake(state: &mut State) {
    let now = state.now();
    let is_due = |case: &&Case| case.snoozed_until.is_some_and(|until| until <= now);
    let due: Vec<u64> = state.cases.values().filter(is_due).map(|case| case.id).collect();
    for id in due {
        let until = state.cases.get_mut(&id).and_then(|case| case.snoozed_until.take());
        set_status(state, id, "new");
        let at = until.unwrap_or(now);
        let entry = HistoryEntry {
            kind: "system".into(),
            title: "Snooze ended".into(),
            at,
            ..HistoryEntry::default()
        };
        state.add_entry(id, entry);
    }
}

/// Renders a case as a row of a list.
pub(super) fn render(case: &Case) -> Value {
    json!({
        "caseid": case.id,
        "id": case.id,
        "casenumber": case.num,
        "casenum": case.num,
        "contactid": case.contact_id,
        "contactUuid": case.contact_uuid,
        "companyid": case.company_id,
        "summary": case.summary,
        "details": case.details,
        "openedby": case.opened_by,
        "repid": case.rep,
        "departmentid": case.department,
        "status": case.status,
        "tags": case.tags,
        "isArchived": false,
        "date_opened": dates::text(case.opened),
        "date_assigned": dates::or_null(case.assigned),
        "date_firstresponse": dates::or_null(case.first_response),
        "date_lastresponse": dates::or_null(case.last_response),
        "date_closed": dates::or_null(case.closed),
        "date_updated": dates::text(case.updated),
        "date_snoozed": dates::or_null(case.snoozed_until),
        "date_rated": dates::or_false(case.rated),
        "date_requestedfeedback": dates::or_false(case.feedback_requested),
        "rating": case.rating,
        "feedback": case.feedback,
    })
}

/// Renders a case with its history, oldest entry first.
pub(super) fn render_whole(case: &Case) -> Value {
    let mut whole = render(case);
    let history = case.history.iter().map(|entry| {
        json!({
            "id": entry.id,
            "caseid": case.id,
            "type": entry.kind,
            "title": entry.title,
            "note": entry.note,
            "repid": entry.rep,
            "openedby": entry.opened_by,
            "status": entry.status,
            "emailid": entry.email,
            "templateid": entry.template,
            "date_created": dates::text(entry.at),
        })
    });
    whole["history"] = history.collect();
    whole
}
