//! Parts of a conversation with their own routes: assignee, followers, inboxes, links, reminders, tags.

use serde_json::{Value, json};

use super::{changes, links};
use crate::testing::alias;
use crate::testing::call::{Call, Failure, Outcome, Success};
use crate::testing::events::{self, Source};
use crate::testing::route::Route;
use crate::testing::shape::{Shape, Type, optional, required};
use crate::testing::state::{Fields, Kind, State, from_seconds};
use crate::testing::{inboxes, teammates};

pub(in crate::testing) const ROUTES: &[Route] = &[
    Route::put("/conversations/{conversation_id}/assignee", "conversations:write", assignee)
        .body(&[required("assignee_id", Type::Text).or_null()]),
    Route::members(
        "/conversations/{conversation_id}/followers",
        "teammates:read",
        Kind::Teammate,
        teammates::render,
    )
    .owner(Kind::Conversation, "followers"),
    Route::post("/conversations/{conversation_id}/followers", "conversations:write", follow).body(TEAMMATES),
    Route::delete("/conversations/{conversation_id}/followers", "conversations:write", unfollow)
        .body(TEAMMATES),
    Route::members("/conversations/{conversation_id}/inboxes", "inboxes:read", Kind::Inbox, inboxes::render)
        .owner(Kind::Conversation, "inbox_ids"),
    Route::post("/conversations/{conversation_id}/links", "conversations:write", links::add)
        .body(&[optional("link_ids", Type::Texts), optional("link_external_urls", Type::Texts)]),
    Route::delete("/conversations/{conversation_id}/links", "conversations:write", links::remove)
        .body(&[required("link_ids", Type::Texts)]),
    Route::patch("/conversations/{conversation_id}/reminders", "conversations:write", remind).body(REMINDER),
    Route::post("/conversations/{conversation_id}/tags", "conversations:write", tag).body(TAGS),
    Route::delete("/conversations/{conversation_id}/tags", "conversations:write", untag).body(TAGS),
];

const TEAMMATES: Shape = &[required("teammate_ids", Type::Texts)];
const TAGS: Shape = &[required("tag_ids", Type::Texts)];
const REMINDER: Shape = &[
    required("teammate_id", Type::Text),
    required("scheduled_at", Type::Number).or_null(),
    optional("status_id", Type::Text),
];

/// Maximum number of followers in one call.
const MAX_FOLLOWERS: usize = 50;
/// Furthest future time of a reminder or due date: 50 years.
const MAX_AHEAD: u64 = 50 * 365 * 24 * 3_600_000;

fn assignee(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    let assignee = call.reference(state, Kind::Teammate, "assignee_id")?;
    changes::assign(state, &id, assignee.as_deref(), Source::Api);
    Success::no_content()
}

fn follow(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    let given = few(call, "teammate_ids", MAX_FOLLOWERS)?;
    let teammates = if call.query.get("ignore_errors") == Some("true") {
        given.iter().filter_map(|given| alias::resolve(state, Kind::Teammate, given)).collect()
    } else {
        call.references(state, Kind::Teammate, "teammate_ids")?
    };
    for teammate in &teammates {
        if let Some(row) = state.row_mut(Kind::Conversation, &id) {
            row.add("followers", teammate);
        }
    }
    Success::no_content()
}

fn unfollow(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    few(call, "teammate_ids", MAX_FOLLOWERS)?;
    for teammate in call.references(state, Kind::Teammate, "teammate_ids")? {
        if let Some(row) = state.row_mut(Kind::Conversation, &id) {
            row.take("followers", &teammate);
        }
    }
    Success::no_content()
}

/// Returns the texts of a list, or an error if there are more than `max`.
pub(super) fn few(call: &Call, field: &str, max: usize) -> Result<Vec<String>, Failure> {
    let given = call.body.texts(field);
    if given.len() > max {
        return Err(Failure::invalid(format!("body.{field}: at most {max} per call")));
    }
    Ok(given)
}

fn tag(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    for tag in call.references(state, Kind::Tag, "tag_ids")? {
        changes::tag(state, &id, &tag, Source::Api);
    }
    Success::no_content()
}

fn untag(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    for tag in call.references(state, Kind::Tag, "tag_ids")? {
        changes::untag(state, &id, &tag, Source::Api);
    }
    Success::no_content()
}

fn remind(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    if call.body.contains_key("status_id") {
        return Err(Failure::invalid("body.status_id: ticketing is not enabled"));
    }
    let teammate = call.reference(state, Kind::Teammate, "teammate_id")?.unwrap_or_default();
    if call.body.value("scheduled_at").is_null() {
        state.set(Kind::Conversation, &id, "reminders", json!([]));
        changes::set_status(state, &id, "open", Source::Api);
        return Success::no_content();
    }
    let scheduled_at = future(state, call, "scheduled_at")?;
    let now = state.now();
    let reminder = json!({ "teammate_id": teammate, "created_at": now, "updated_at": now, "scheduled_at": scheduled_at });
    state.set(Kind::Conversation, &id, "reminders", json!([reminder]));
    changes::set_status(state, &id, "snoozed", Source::Api);
    Success::no_content()
}

/// Returns a time of the body in milliseconds, or an error unless it is in the future and within 50 years.
pub(super) fn future(state: &State, call: &Call, field: &str) -> Result<Value, Failure> {
    let now = state.now();
    let at = call.body.get(field).and_then(from_seconds).filter(|at| *at > now && *at - now < MAX_AHEAD);
    at.map(Value::from)
        .ok_or_else(|| Failure::invalid(format!("body.{field}: must be in the future and within 50 years")))
}

/// Records that custom fields of a conversation were updated.
pub(super) fn fields_updated(state: &mut State, id: &str) {
    events::record(state, id, "custom_field_updated", Source::Api, None);
    changes::touch(state, id);
}
