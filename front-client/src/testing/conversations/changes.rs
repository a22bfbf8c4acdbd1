//! Changes to a conversation, regardless of their source. Each change is an event.

use serde_json::{Value, json};

use crate::testing::events::{self, Source};
use crate::testing::state::{Fields, Kind, Row, State};
use crate::testing::{messages, outbox};

/// Creates a conversation. `fields` overrides the empty ones.
pub(in crate::testing) fn create(state: &mut State, fields: Value) -> String {
    let now = state.now();
    let mut row = json!({
        "type": "conversation", "subject": "", "status": "open", "assignee_id": null, "inbox_ids": [], "tag_ids": [],
        "link_ids": [], "followers": [], "custom_fields": {}, "created_at": now, "updated_at": now,
        "waiting_since": null, "reminders": [], "description": null, "due_at": null, "recipient": null,
        "teammate_ids": [], "external_ids": [],
    });
    if let (Value::Object(row), Value::Object(fields)) = (&mut row, fields) {
        row.extend(fields);
    }
    state.insert(Kind::Conversation, row)
}

/// Records activity, which moves the conversation to the top of lists.
pub(in crate::testing) fn touch(state: &mut State, id: &str) {
    // Backdated activity does not make the conversation look older.
    let now = state.row(Kind::Conversation, id).map_or(0, |row| row.millis("updated_at")).max(state.now());
    state.set(Kind::Conversation, id, "updated_at", now);
}

/// Assigns to a teammate, or unassigns.
pub(in crate::testing) fn assign(state: &mut State, id: &str, assignee: Option<&str>, source: Source<'_>) {
    let before = text(state, id, "assignee_id");
    if before.as_deref() == assignee {
        return;
    }
    state.set(Kind::Conversation, id, "assignee_id", assignee.map(str::to_owned));
    match assignee {
        Some(assignee) => events::record(state, id, "assign", source, Some(("teammate", assignee))),
        None => events::record(state, id, "unassign", source, None),
    }
    touch(state, id);
}

/// Sets a status of updates: open, archived, deleted, spam; or snoozed.
pub(in crate::testing) fn set_status(state: &mut State, id: &str, status: &str, source: Source<'_>) {
    let before = text(state, id, "status").unwrap_or_default();
    if before == status {
        return;
    }
    let event = match (before.as_str(), status) {
        ("deleted" | "spam", "open" | "archived") => "restore",
        (_, "open") => "reopen",
        (_, "archived") => "archive",
        (_, "snoozed") => "reminder",
        _ => "trash",
    };
    state.set(Kind::Conversation, id, "status", status);
    if before == "snoozed" {
        state.set(Kind::Conversation, id, "reminders", json!([]));
    }
    if status != "open" {
        state.set(Kind::Conversation, id, "waiting_since", Value::Null);
    }
    events::record(state, id, event, source, None);
    touch(state, id);
}

/// Adds a tag, once.
pub(in crate::testing) fn tag(state: &mut State, id: &str, tag: &str, source: Source<'_>) {
    if state.row_mut(Kind::Conversation, id).is_some_and(|row| row.add("tag_ids", tag)) {
        events::record(state, id, "tag", source, Some(("tag", tag)));
        touch(state, id);
    }
}

/// Removes a tag.
pub(in crate::testing) fn untag(state: &mut State, id: &str, tag: &str, source: Source<'_>) {
    if state.row_mut(Kind::Conversation, id).is_some_and(|row| row.take("tag_ids", tag)) {
        events::record(state, id, "untag", source, Some(("tag", tag)));
        touch(state, id);
    }
}

/// Moves to another inbox.
pub(in crate::testing) fn move_to(state: &mut State, id: &str, inbox: &str, source: Source<'_>) {
    state.set(Kind::Conversation, id, "inbox_ids", json!([inbox]));
    events::record(state, id, "move", source, Some(("inboxes", inbox)));
    touch(state, id);
}

/// Merges one conversation into another: its contents move there, and its id answers 301 from then on.
///
/// Merging back into a merged conversation makes a loop of redirects, which a client must survive.
pub(in crate::testing) fn merge(state: &mut State, from: &str, into: &str) {
    state.merged.insert(from.to_owned(), into.to_owned());
    let Some(old) = state.remove(Kind::Conversation, from) else { return };
    for kind in [Kind::Message, Kind::Comment, Kind::Event] {
        for id in state.ids(kind, |row| row.text("conversation_id") == from) {
            state.set(kind, &id, "conversation_id", into);
        }
    }
    for field in ["tag_ids", "link_ids", "followers", "inbox_ids"] {
        for member in old.texts(field) {
            if let Some(row) = state.row_mut(Kind::Conversation, into) {
                row.add(field, &member);
            }
        }
    }
    if let Some(waiting) = waiting(&old) {
        let later = state.row(Kind::Conversation, into).is_some_and(|row| waiting_is_later(row, waiting));
        if later {
            state.set(Kind::Conversation, into, "waiting_since", waiting);
        }
    }
    events::record(
        state,
        into,
        "conversations_merged",
        Source::Api,
        Some(("deleted_conversation_ids", from)),
    );
    touch(state, into);
}

fn waiting(row: &Row) -> Option<u64> {
    Some(row.millis("waiting_since")).filter(|since| *since > 0)
}

/// Returns `true` if an open conversation has been waiting for a shorter time than since `since`.
fn waiting_is_later(row: &Row, since: u64) -> bool {
    row.text("status") == "open" && waiting(row).is_none_or(|own| own > since)
}

/// Reopens the conversations whose reminder is due.
pub(in crate::testing) fn wake(state: &mut State) {
    let now = state.now();
    let due = |row: &Row| {
        let reminders = row.get("reminders").and_then(Value::as_array);
        reminders
            .into_iter()
            .flatten()
            .any(|reminder| reminder["scheduled_at"].as_u64().is_some_and(|at| at <= now))
    };
    for id in state.ids(Kind::Conversation, |row| row.text("status") == "snoozed" && due(row)) {
        events::record(state, &id, "reminder", Source::Reminder, None);
        set_status(state, &id, "open", Source::Reminder);
    }
}

/// Returns the channel of a reply: that of the newest message with a channel, otherwise one of the inbox,
/// preferably e-mail.
pub(in crate::testing) fn channel(state: &State, id: &str) -> Option<String> {
    let last = messages::of_conversation(state, id).into_iter().rev().find_map(|row| row.opt("channel_id"));
    let inboxes = state.row(Kind::Conversation, id)?.texts("inbox_ids");
    let in_inbox = |row: &&Row| inboxes.iter().any(|inbox| inbox == row.text("inbox_id"));
    let no_email = |row: &&Row| outbox::message_type(row.text("type")) != "email";
    let of_inbox = || state.rows(Kind::Channel).filter(in_inbox).min_by_key(no_email);
    last.map(str::to_owned).or_else(|| of_inbox().map(|row| row.id().to_owned()))
}

fn text(state: &State, id: &str, field: &str) -> Option<String> {
    state.row(Kind::Conversation, id)?.opt(field).map(str::to_owned)
}
