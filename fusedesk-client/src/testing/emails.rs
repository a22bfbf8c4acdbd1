//! E-mails: the list of those without a case, and any by id.

use serde_json::{Value, json};

use super::call::{Call, ErrorResponse, HandlerResult};
use super::model::Email;
use super::router::Route;
use super::state::State;
use super::{dates, rows};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/emails/unassigned", "emails", unassigned).takes(&[
        "from",
        "subject",
        "content",
        "bodylimit",
        "limit",
        "offset",
        "orderby",
    ]),
    Route::get("/api/v1/emails/{emailId}", "emails", get),
];

fn unassigned(state: &mut State, call: &Call) -> HandlerResult {
    let mut filters = Vec::new();
    for name in ["from", "subject", "content"] {
        filters.push(call.text(name)?.unwrap_or_default());
    }
    let [from, subject, content] = filters.as_slice() else { unreachable!("there are three") };
    let wanted = |email: &&Email| {
        email.case.is_none()
            && rows::contains(&email.from, from)
            && rows::contains(&email.subject, subject)
            && rows::contains(&email.body, content)
    };
    let mut found: Vec<&Email> = state.emails.iter().filter(wanted).collect();
    rows::sort(
        call,
        &mut found,
        &[
            ("id", |one, other| one.id.cmp(&other.id)),
            ("from", |one, other| one.from.cmp(&other.from)),
            ("subject", |one, other| one.subject.cmp(&other.subject)),
            ("date_received", |one, other| one.at.cmp(&other.at)),
        ],
    )?;
    let limit = call.int("bodylimit")?;
    rows::page(call, found, |email| render(email, limit))
}

fn get(state: &mut State, call: &Call) -> HandlerResult {
    let found = state.email(call.segment("emailId"));
    found.map(|email| render(email, None)).ok_or_else(|| ErrorResponse::not_found("Email not found"))
}

/// Renders an e-mail, with each body truncated to `limit` characters.
pub(super) fn render(email: &Email, limit: Option<u64>) -> Value {
    let limit = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let cut = |body: &str| body.chars().take(limit).collect::<String>();
    json!({
        "id": email.id,
        "caseid": email.case,
        "contactid": email.contact_id,
        "from": email.from,
        "to": email.to,
        "cc": email.cc,
        "subject": email.subject,
        "body": cut(&email.body),
        "html": email.html.as_deref().map(cut),
        "date_received": dates::text(email.at),
        "spamscore": email.spam_score,
    })
}
