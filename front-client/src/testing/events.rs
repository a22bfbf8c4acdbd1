//! Events: activity in a conversation, recorded as it happens.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::route::Route;
use super::state::{Fields, Kind, Row, State, from_seconds};
use super::{comments, conversations, inboxes, messages, tags, teammates};
use super::{page, query};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/events", "events:*:read", list),
    Route::get_one("/events/{event_id}", "events:*:read", Kind::Event, render),
    Route::get("/conversations/{conversation_id}/events", "events:*:read", of_conversation),
];

/// Source of an event.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// The token, without a teammate.
    Api,
    Teammate(&'a str),
    /// A message received in the conversation's inboxes.
    Inboxes,
    Reminder,
}

impl<'a> Source<'a> {
    /// Returns the teammate as source, or the token if there is none.
    pub(super) fn by(author: Option<&'a str>) -> Self {
        author.map_or(Self::Api, Source::Teammate)
    }
}

/// Records an event. `target` is Front's name of the target's kind, and its id.
pub(super) fn record(
    state: &mut State,
    conversation: &str,
    kind: &str,
    source: Source<'_>,
    target: Option<(&str, &str)>,
) {
    let source = match source {
        Source::Api => json!({ "type": "api" }),
        Source::Teammate(id) => json!({ "type": "teammate", "id": id }),
        Source::Inboxes => json!({ "type": "inboxes" }),
        Source::Reminder => json!({ "type": "reminder" }),
    };
    let target = target.map(|(kind, id)| json!({ "type": kind, "id": id }));
    let emitted_at = state.now();
    state.insert(
        Kind::Event,
        json!({
            "type": kind, "conversation_id": conversation, "emitted_at": emitted_at,
            "source": source, "target": target,
        }),
    );
}

fn list(state: &mut State, call: &Call) -> Outcome {
    let filters = query::q(&call.query, &["before", "after", "types", "inboxes"])?;
    let time = |name: &str| match filters.get(name).and_then(|values| values.first()) {
        None => Ok(None),
        Some(given) => given
            .parse::<f64>()
            .ok()
            .and_then(|seconds| from_seconds(&seconds.into()))
            .map(Some)
            .ok_or_else(|| Failure::query(format!("query.q[{name}]: expected seconds"))),
    };
    let (before, after) = (time("before")?, time("after")?);
    let (_, descending) = page::order(call, &["created_at"])?;
    let in_inboxes = |row: &Row, wanted: &[&str]| {
        state
            .row(Kind::Conversation, row.text("conversation_id"))
            .is_some_and(|conversation| wanted.iter().any(|inbox| conversation.has("inbox_ids", inbox)))
    };
    let wanted = |row: &Row| {
        before.is_none_or(|before| row.millis("emitted_at") < before)
            && after.is_none_or(|after| row.millis("emitted_at") > after)
            && filters.get("types").is_none_or(|types| types.contains(&row.text("type")))
            && filters.get("inboxes").is_none_or(|inboxes| in_inboxes(row, inboxes))
    };
    let rows = newest_first(state, wanted, descending);
    let limits = (page::EVENTS_LIMIT, page::EVENTS_LIMIT);
    Success::ok(page::page(state, call, &rows, limits, |row| render(state, row))?)
}

fn of_conversation(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    let rows = newest_first(state, |row| row.text("conversation_id") == id, true);
    Success::ok(page::paged(state, call, &rows, |row| render(state, row))?)
}

fn newest_first(state: &State, wanted: impl Fn(&Row) -> bool, descending: bool) -> Vec<&Row> {
    let mut rows: Vec<&Row> = state.rows(Kind::Event).filter(|row| wanted(row)).collect();
    rows.sort_by_key(|row| (row.millis("emitted_at"), row.id()));
    if descending {
        rows.reverse();
    }
    rows
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let mut event = json!({
        "_links": { "self": state.link(&format!("/events/{}", row.id())) },
        "id": row.id(),
        "type": row.text("type"),
        "emitted_at": row.time("emitted_at"),
        "source": party(state, row, "source"),
        "target": party(state, row, "target"),
    });
    if let Some(conversation) = state.row(Kind::Conversation, row.text("conversation_id")) {
        event["conversation"] = conversations::render(state, conversation);
    }
    event
}

/// Renders the source or target: its kind, and its data while it exists.
fn party(state: &State, row: &Row, which: &str) -> Value {
    let party = row.object(which);
    let Some(kind) = party.opt("type") else { return json!({ "_meta": { "type": null } }) };
    let id = party.text("id");
    let found = |kind, render: fn(&State, &Row) -> Value| state.row(kind, id).map(|row| render(state, row));
    let data = match kind {
        "teammate" => found(Kind::Teammate, teammates::render),
        "comment" => found(Kind::Comment, comments::render),
        "message" => found(Kind::Message, messages::render),
        "tag" => found(Kind::Tag, tags::render),
        "link" => found(Kind::Link, conversations::render_link),
        "inboxes" if id.is_empty() => {
            let conversation = state.row(Kind::Conversation, row.text("conversation_id"));
            let ids = conversation.map(|conversation| conversation.texts("inbox_ids")).unwrap_or_default();
            let inboxes = ids.iter().filter_map(|id| state.row(Kind::Inbox, id));
            Some(inboxes.map(|inbox| inboxes::render(state, inbox)).collect())
        }
        "inboxes" => found(Kind::Inbox, inboxes::render),
        "deleted_conversation_ids" => Some(json!([id])),
        _ => None,
    };
    let mut party = json!({ "_meta": { "type": kind } });
    if let Some(data) = data {
        party["data"] = data;
    }
    party
}
