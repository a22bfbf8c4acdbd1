//! Feedback of customers on cases.

use serde_json::{Value, json};

use super::super::call::{Call, ErrorResponse, HandlerResult};
use super::super::dates;
use super::super::model::Case;
use super::super::state::State;
use super::address_of;

pub(super) fn get(state: &mut State, call: &Call) -> HandlerResult {
    state.case(call.id("caseId")?).map(render)
}

pub(super) fn do_ask(state: &mut State, call: &Call) -> HandlerResult {
    ask(state, call, true)
}

pub(super) fn dont_ask(state: &mut State, call: &Call) -> HandlerResult {
    ask(state, call, false)
}

fn ask(state: &mut State, call: &Call, allowed: bool) -> HandlerResult {
    let now = state.now();
    let case = state.case_mut(call.id("caseId")?)?;
    case.ask_feedback = Some(allowed);
    case.updated = now;
    Ok(render(case))
}

/// Sends the request to the customer at once.
pub(super) fn request(state: &mut State, call: &Call) -> HandlerResult {
    let (id, now) = (call.id("caseId")?, state.now());
    if state.case(id)?.ask_feedback == Some(false) {
        return Err(ErrorResponse::invalid("caseId", "nobody may ask for feedback on this case"));
    }
    let to = address_of(state, id);
    let to =
        to.ok_or_else(|| ErrorResponse::invalid("caseId", "the case has no customer with an address"))?;
    let case = state.case_mut(id)?;
    case.feedback_requested = Some(now);
    case.updated = now;
    let (answer, subject) = (render(case), format!("How did we do? {}", case.summary));
    let sent = json!({ "kind": "feedback", "caseid": id, "to": to, "subject": subject, "date_sent": dates::text(now) });
    state.sent.push(sent);
    Ok(answer)
}

pub(in super::super) fn render(case: &Case) -> Value {
    json!({
        "caseid": case.id,
        "rating": case.rating,
        "feedback": case.feedback,
        "askfeedback": case.ask_feedback,
        "date_rated": dates::or_false(case.rated),
        "date_requestedfeedback": dates::or_false(case.feedback_requested),
    })
}
