//! Actions on one case: notes, replies, tags, snoozing.

use serde_json::json;

use super::super::call::{Call, ErrorResponse, HandlerResult};
use super::super::model::{Email, HistoryEntry};
use super::super::state::State;
use super::super::{case_tags, dates};
use super::{active_rep, note_type, render, set_status};

pub(super) fn add_note(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.id("caseId")?;
    state.case(id)?;
    let rep = call.link("repid")?.flatten().map(|rep| active_rep(state, rep, "repid")).transpose()?;
    let status = call.status()?;
    let entry = HistoryEntry {
        kind: note_type(call)?,
        title: call.text("title")?.unwrap_or_default(),
        note: call.required("note")?,
        template: call.int("templateid")?,
        status: status.clone(),
        rep,
        ..HistoryEntry::default()
    };
    state.add_entry(id, entry);
    if let Some(status) = status {
        set_status(state, id, &status);
    }
    state.case(id).map(render)
}

/// Sends an e-mail and sets the case to open.
pub(super) fn reply(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.id("caseId")?;
    let case = state.case(id)?;
    let (body, html) = (call.required("body")?, call.text("html")?.filter(|html| !html.is_empty()));
    let (rep, summary) = (case.rep, case.summary.clone());
    let given = |name| Ok::<_, ErrorResponse>(call.text(name)?.filter(|text| !text.trim().is_empty()));
    let to = given("to")?.or_else(|| address_of(state, id)).ok_or_else(|| ErrorResponse::missing("to"))?;
    let from = given("from")?.unwrap_or_else(|| mailbox(state, id));
    let cc = given("cc")?.unwrap_or_default();
    let bcc = given("bcc")?.unwrap_or_default();
    for (name, addresses) in [("to", &to), ("from", &from), ("cc", &cc), ("bcc", &bcc)] {
        let wrong = |address: &str| !address.trim().contains('@');
        if !addresses.is_empty() && addresses.split(',').any(wrong) {
            return Err(ErrorResponse::invalid(name, "expected e-mail addresses with commas between"));
        }
    }
    let template = call.int("templateid")?;
    let subject = format!("Re: {summary}");
    let (email, now) = (format!("e{}", state.new_id()), state.now());
    state.sent.push(json!({
        "kind": "reply", "id": email, "caseid": id, "from": from, "to": to, "cc": cc, "bcc": bcc, "subject": subject,
        "body": body, "html": html, "templateid": template, "date_sent": dates::text(now),
    }));
    state.emails.push(Email {
        id: email.clone(),
        case: Some(id),
        contact_id: state.case(id)?.contact_id,
        subject: subject.clone(),
        body: body.clone(),
        html: html.clone(),
        at: now,
        from,
        to,
        cc,
        ..Email::default()
    });
    let note = html.unwrap_or(body);
    let entry = HistoryEntry {
        kind: "email".into(),
        title: subject,
        note,
        email: Some(email),
        rep,
        template,
        ..HistoryEntry::default()
    };
    state.add_entry(id, entry);
    respond(state, id);
    state.case(id).map(render)
}

/// Records a response to the customer.
fn respond(state: &mut State, id: u64) {
    let now = state.now();
    set_status(state, id, "open");
    if let Some(case) = state.cases.get_mut(&id) {
        case.first_response = case.first_response.or(Some(now));
        case.last_response = Some(now);
    }
}

/// Adds an e-mail to a case, received or sent by a rep, as if by another way than the API.
pub(in super::super) fn receive(state: &mut State, id: u64, email: Email, rep: Option<u64>) -> u64 {
    let email = Email { id: format!("e{}", state.new_id()), case: Some(id), at: state.now(), ..email };
    let opened_by = rep.is_none().then(|| email.from.clone());
    let entry = HistoryEntry {
        kind: "email".into(),
        title: email.subject.clone(),
        note: email.html.clone().unwrap_or_else(|| email.body.clone()),
        email: Some(email.id.clone()),
        opened_by,
        rep,
        ..HistoryEntry::default()
    };
    state.emails.push(email);
    let entry = state.add_entry(id, entry);
    if rep.is_some() {
        respond(state, id);
    } else {
        set_status(state, id, "new");
    }
    entry
}

/// Returns the address of the customer: the contact's, else the opener's.
pub(in super::super) fn address_of(state: &State, case: u64) -> Option<String> {
    let case = state.cases.get(&case)?;
    let contact = case.contact_uuid.as_deref().and_then(|uuid| state.contact(uuid));
    let address = contact.and_then(|contact| contact.emails().next()).map(str::to_owned);
    address.or_else(|| Some(case.opened_by.clone()).filter(|opener| opener.contains('@')))
}

/// Returns the address of the department of a case.
fn mailbox(state: &State, case: u64) -> String {
    let department = state.cases.get(&case).and_then(|case| state.departments.get(&case.department));
    let name = department.map_or("support", |department| &department.name).to_lowercase();
    let word = name.split(|char: char| !char.is_ascii_alphanumeric()).find(|word| !word.is_empty());
    format!("{}@acme.example", word.unwrap_or("support"))
}

pub(super) fn snooze(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.id("caseId")?;
    state.case(id)?;
    call.required("until")?;
    let until = call.date("until")?.filter(|until| *until > call.now);
    let until = until.ok_or_else(|| ErrorResponse::invalid("until", "expected a time to come"))?;
    set_snooze(state, id, until)?;
    state.case(id).map(render)
}

pub(super) fn set_snooze(state: &mut State, id: u64, until: u64) -> Result<(), ErrorResponse> {
    let now = state.now();
    let case = state.case_mut(id)?;
    case.snoozed_until = Some(until);
    case.updated = now;
    Ok(())
}

pub(super) fn tag(state: &mut State, call: &Call) -> HandlerResult {
    let (id, tag) = (call.id("caseId")?, call.id("caseTagId")?);
    state.case(id)?;
    case_tags::usable(state, tag)?;
    add_tag(state, id, tag)?;
    state.case(id).map(render)
}

/// Adds a tag to a case, unless it has it.
pub(super) fn add_tag(state: &mut State, id: u64, tag: u64) -> Result<(), ErrorResponse> {
    let now = state.now();
    let case = state.case_mut(id)?;
    if !case.tags.contains(&tag) {
        case.tags.push(tag);
        case.updated = now;
    }
    Ok(())
}

pub(super) fn untag(state: &mut State, call: &Call) -> HandlerResult {
    let (id, tag, now) = (call.id("caseId")?, call.id("caseTagId")?, state.now());
    let is_known = state.case_tags.contains_key(&tag);
    let case = state.case_mut(id)?;
    if !is_known {
        return Err(ErrorResponse::not_found("Case tag not found"));
    }
    if case.tags.contains(&tag) {
        case.tags.retain(|given| *given != tag);
        case.updated = now;
    }
    state.case(id).map(render)
}
