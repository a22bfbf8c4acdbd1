//! Conversations: lists, search, and the single conversation.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::comments::{self, NewComment};
use super::events::Source;
use super::route::{Route, answer};
use super::shape::{Shape, Type, optional, required};
use super::state::{Fields, Kind, Row, State};
use super::{attachments, custom_fields, messages, page, query, search, tags, teammates};

mod changes;
mod links;
mod parts;

pub(super) use changes::{assign, channel, create, merge, move_to, set_status, tag, touch, untag, wake};
pub(super) use links::render as render_link;
pub(super) use parts::ROUTES as PARTS;

pub(super) const ROUTES: &[Route] = &[
    Route::page_of("/conversations", "conversations:read", page_of),
    Route::post("/conversations", "conversations:write", start).body(START),
    Route::get("/conversations/search/{query}", "conversations:read", find),
    Route::get_one("/conversations/{conversation_id}", "conversations:read", Kind::Conversation, render),
    Route::patch("/conversations/{conversation_id}", "conversations:write", update).body(UPDATE),
    Route::delete("/conversations/{conversation_id}", "conversations:delete", delete),
];

/// Maximum length of a task's description, in characters.
const MAX_DESCRIPTION: usize = 65_535;

const START: Shape = &[
    required("type", Type::Word(&["discussion", "task"])),
    optional("inbox_id", Type::Text),
    optional("teammate_ids", Type::Texts),
    required("subject", Type::Text),
    optional(
        "comment",
        Type::Object(&[
            optional("author_id", Type::Text),
            required("body", Type::Text),
            optional("attachments", Type::Files),
        ]),
    ),
    optional("description", Type::Max(MAX_DESCRIPTION)),
    optional("due_at", Type::Number),
    optional("custom_fields", Type::Map),
];

const UPDATE: Shape = &[
    optional("assignee_id", Type::Text).or_null(),
    optional("inbox_id", Type::Text),
    optional("status", Type::Word(&["archived", "open", "deleted", "spam"])),
    optional("status_id", Type::Text),
    optional("tag_ids", Type::Texts),
    optional("description", Type::Max(MAX_DESCRIPTION)).or_null(),
    optional("due_at", Type::Number).or_null(),
    optional("custom_fields", Type::Map),
];

/// Returns a page of the conversations that `wanted` accepts, after the filters of the query, newest first.
pub(super) fn page_of(state: &State, call: &Call, wanted: &dyn Fn(&Row) -> bool) -> Outcome {
    let filters = query::q(&call.query, &["statuses", "status_categories", "status_ids"])?;
    if filters.contains_key("status_categories") || filters.contains_key("status_ids") {
        return Err(Failure::query("query.q: ticketing is not enabled"));
    }
    let statuses = filters.get("statuses").map(Vec::as_slice).unwrap_or_default();
    // `deleted` is the older name of `trashed`.
    const STATUSES: &[&str] = &["assigned", "unassigned", "archived", "trashed", "deleted"];
    if let Some(unknown) = statuses.iter().find(|status| !STATUSES.contains(status)) {
        return Err(Failure::query(format!("query.q[statuses]: unknown status {unknown}")));
    }
    let (_, descending) = page::order(call, &["date"])?;
    let in_status = |row: &Row| {
        let status = status(row);
        statuses.is_empty()
            || statuses
                .iter()
                .any(|wanted| *wanted == status || (*wanted == "trashed" && status == "deleted"))
    };
    let mut rows = newest_first(state, |row| wanted(row) && in_status(row));
    if !descending {
        rows.reverse();
    }
    Success::ok(page::paged(state, call, &rows, |row| render(state, row))?)
}

fn newest_first(state: &State, wanted: impl Fn(&Row) -> bool) -> Vec<&Row> {
    let mut rows: Vec<&Row> = state.rows(Kind::Conversation).filter(|row| wanted(row)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.millis("updated_at"), row.id())));
    rows
}

fn find(state: &mut State, call: &Call) -> Outcome {
    let search = search::parse(call.param("query"))?;
    let rows = newest_first(state, |row| search.matches(state, row));
    let mut envelope = page::paged(state, call, &rows, |row| render(state, row))?;
    envelope.insert("_total".into(), rows.len().into());
    Success::ok(envelope)
}

fn start(state: &mut State, call: &Call) -> Outcome {
    let body = &call.body;
    let task = body.text("type") == "task";
    if body.contains_key("inbox_id") == body.contains_key("teammate_ids") {
        return Err(Failure::invalid("body: expected exactly one of inbox_id and teammate_ids"));
    }
    if !task && !body.contains_key("comment") {
        return Err(Failure::invalid("body.comment: missing; a discussion starts with one"));
    }
    if !task && (body.contains_key("description") || body.contains_key("due_at")) {
        return Err(Failure::invalid("body: only a task has description and due_at"));
    }
    let inbox = call.reference(state, Kind::Inbox, "inbox_id")?;
    let members = call.references(state, Kind::Teammate, "teammate_ids")?;
    let due_at =
        if body.contains_key("due_at") { parts::future(state, call, "due_at")? } else { Value::Null };
    let fields = custom_fields::validate(state, "conversations", call)?.unwrap_or_default();
    let comment = body.object("comment");
    let author =
        match comment.opt("author_id") {
            None => None,
            Some(given) => Some(super::alias::resolve(state, Kind::Teammate, given).ok_or_else(|| {
                Failure::invalid(format!("body.comment.author_id: unknown teammate {given}"))
            })?),
        };
    let inboxes: Vec<String> = inbox.into_iter().collect();
    let id = create(
        state,
        json!({
            "type": body.text("type"), "subject": body.text("subject"), "inbox_ids": inboxes,
            "teammate_ids": members, "followers": members, "description": body.value("description"),
            "due_at": due_at, "custom_fields": fields,
        }),
    );
    if body.contains_key("comment") {
        let attachments = attachments::store_all(state, &call.uploads);
        let new = NewComment {
            conversation: &id,
            author: author.as_deref(),
            body: comment.text("body"),
            is_pinned: false,
            attachments,
            replied_to: None,
            token: Some(call.token),
        };
        comments::add(state, new);
    }
    answer(state, Kind::Conversation, &id, render).and_then(Success::created)
}

fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    let body = &call.body;
    // Validates everything before the first change: a rejected update changes nothing.
    let assignee = call.reference(state, Kind::Teammate, "assignee_id")?;
    let inbox = call.reference(state, Kind::Inbox, "inbox_id")?;
    let tags = call.references(state, Kind::Tag, "tag_ids")?;
    let fields = custom_fields::validate(state, "conversations", call)?;
    if body.contains_key("status_id") {
        return Err(Failure::invalid("body.status_id: ticketing is not enabled"));
    }
    let task = state.row(Kind::Conversation, &id).is_some_and(|row| row.text("type") == "task");
    if !task && (body.contains_key("description") || body.contains_key("due_at")) {
        return Err(Failure::invalid("body: only a task has description and due_at"));
    }
    let due_at =
        if body.value("due_at").is_null() { Value::Null } else { parts::future(state, call, "due_at")? };

    if body.contains_key("assignee_id") {
        assign(state, &id, assignee.as_deref(), Source::Api);
    }
    if let Some(inbox) = inbox {
        move_to(state, &id, &inbox, Source::Api);
    }
    if let Some(status) = body.opt("status") {
        set_status(state, &id, status, Source::Api);
    }
    if body.contains_key("tag_ids") {
        let before = state.row(Kind::Conversation, &id).map(|row| row.texts("tag_ids")).unwrap_or_default();
        for gone in before.iter().filter(|tag| !tags.contains(tag)) {
            untag(state, &id, gone, Source::Api);
        }
        for new in &tags {
            tag(state, &id, new, Source::Api);
        }
    }
    if body.contains_key("description") {
        state.set(Kind::Conversation, &id, "description", body.value("description"));
    }
    if body.contains_key("due_at") {
        state.set(Kind::Conversation, &id, "due_at", due_at);
    }
    if let Some(fields) = fields {
        custom_fields::replace(state, Kind::Conversation, &id, fields);
        parts::fields_updated(state, &id);
    }
    Success::no_content()
}

/// Deletes permanently, and only from the trash. A merged conversation is unknown here: it does not redirect.
fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    if state.row(Kind::Conversation, &id).is_some_and(|row| status(row) != "deleted") {
        return Err(Failure::invalid("conversation_id: only a conversation in the trash can be deleted"));
    }
    for kind in [Kind::Message, Kind::Comment, Kind::Event] {
        for row in state.ids(kind, |row| row.text("conversation_id") == id) {
            state.remove(kind, &row);
        }
    }
    state.remove(Kind::Conversation, &id);
    Success::no_content()
}

/// Returns the status as responses name it.
pub(super) fn status(row: &Row) -> &'static str {
    match row.text("status") {
        "deleted" | "spam" => "deleted",
        // A snoozed conversation is returned as archived; only its reminders differ.
        "archived" | "snoozed" => "archived",
        _ if row.opt("assignee_id").is_some() => "assigned",
        _ => "unassigned",
    }
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/conversations/{}", row.id());
    let related = |part: &str| state.link(&format!("{path}/{part}"));
    let recipient = row.get("recipient").and_then(Value::as_object);
    let tags = row.texts("tag_ids");
    let links = row.texts("link_ids");
    let mut answer = json!({
        "_links": {
            "self": state.link(&path),
            "related": {
                "events": related("events"),
                "followers": related("followers"),
                "messages": related("messages"),
                "comments": related("comments"),
                "inboxes": related("inboxes"),
            },
        },
        "id": row.id(),
        "type": row.text("type"),
        "subject": row.text("subject"),
        "status": status(row),
        "ticket_ids": [],
        "assignee": row.opt("assignee_id").map(|id| teammates::author(state, Some(id))),
        "recipient": recipient.map(|recipient| messages::render_recipient(state, recipient)),
        "tags": tags.iter().filter_map(|id| state.row(Kind::Tag, id)).map(|row| tags::render(state, row)).collect::<Vec<_>>(),
        "links": links.iter().filter_map(|id| state.row(Kind::Link, id)).map(|row| render_link(state, row)).collect::<Vec<_>>(),
        "custom_fields": row.object("custom_fields"),
        "created_at": row.time("created_at"),
        "updated_at": row.time("updated_at"),
        "is_private": is_private(state, row),
        "scheduled_reminders": reminders(state, row),
        "description": row.value("description"),
        "due_at": row.time("due_at"),
        "metadata": { "external_conversation_ids": row.texts("external_ids") },
    });
    if let Some(last) = messages::last(state, row.id()) {
        let link = state.link(&format!("/messages/{}?referer=conversation", last.id()));
        answer["_links"]["related"]["last_message"] = link.into();
    }
    if row.millis("waiting_since") > 0 {
        answer["waiting_since"] = row.time("waiting_since");
    }
    // Undocumented fields, which a client must tolerate.
    if let (Value::Object(answer), Some(Value::Object(extra))) = (&mut answer, row.get("extra")) {
        answer.extend(extra.clone());
    }
    answer
}

fn is_private(state: &State, row: &Row) -> bool {
    let inboxes = row.texts("inbox_ids");
    let mut inboxes = inboxes.iter().filter_map(|id| state.row(Kind::Inbox, id)).peekable();
    inboxes.peek().is_some() && inboxes.all(|inbox| inbox.flag("is_private"))
}

fn reminders(state: &State, row: &Row) -> Value {
    let all = row.get("reminders").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter()
        .filter_map(Value::as_object)
        .map(|reminder| {
            json!({
                "_links": {
                    "related": { "owner": state.link(&format!("/teammates/{}", reminder.text("teammate_id"))) },
                },
                "created_at": reminder.time("created_at"),
                "scheduled_at": reminder.time("scheduled_at"),
                "updated_at": reminder.time("updated_at"),
            })
        })
        .collect()
}
