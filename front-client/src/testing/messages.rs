//! Messages: received and sent. Their bodies are HTML.

use bytes::Bytes;
use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::events::{self, Source};
use super::route::Route;
use super::state::{Fields, Kind, Row, State};
use super::{alias, attachments, conversations, html, outbox, page, teammates};

pub(super) const ROUTES: &[Route] = &[
    Route::post("/channels/{channel_id}/messages", "messages:send", outbox::send).body(outbox::SEND),
    Route::post("/channels/{channel_id}/incoming_messages", "messages:write", outbox::receive)
        .body(outbox::RECEIVE),
    Route::post("/conversations/{conversation_id}/messages", "messages:send", outbox::reply)
        .body(outbox::REPLY),
    Route::post("/inboxes/{inbox_id}/imported_messages", "messages:write", outbox::import)
        .body(outbox::IMPORT),
    Route::get("/conversations/{conversation_id}/messages", "messages:read", list),
    Route::get("/messages/{message_id}", "messages:read", get),
    Route::get("/messages/{message_id}/seen", "messages:read", seen),
    Route::post("/messages/{message_id}/seen", "messages:write", mark_seen),
];

/// Returns a sender or recipient of a message.
pub(super) fn recipient(role: &str, handle: &str, name: Option<&str>) -> Value {
    json!({ "role": role, "handle": handle, "name": name })
}

/// Adds a message to a conversation, with its effects on the conversation.
///
/// `message` contains the fields that the caller knows. The rest is filled in.
pub(super) fn add(state: &mut State, conversation: &str, mut message: Row) -> String {
    let inbound = message.flag("is_inbound");
    let now = state.now();
    let previous = last(state, conversation).map(|row| row.id().to_owned());
    let text = message.opt("text").map_or_else(|| html::to_text(message.text("body")), str::to_owned);
    message.insert("text".into(), text.into());
    message.insert("conversation_id".into(), conversation.into());
    if message.opt("message_uid").is_none() {
        let uid = state.new_uid();
        message.insert("message_uid".into(), uid.into());
    }
    if message.millis("created_at") == 0 {
        message.insert("created_at".into(), now.into());
    }
    let replied = message.opt("replied_to").is_none() && previous.is_some();
    if replied {
        message.insert("replied_to".into(), previous.clone().into());
    }
    let from = recipients(&message, "from").into_iter().next();
    let forwarded = message.flag("forwarded");
    let id = state.insert(Kind::Message, Value::Object(message));
    let kind = match (inbound, previous) {
        (false, _) if forwarded => "forward",
        (true, _) => "inbound",
        (false, None) => "outbound",
        (false, Some(_)) => "out_reply",
    };
    events::record(state, conversation, kind, Source::Inboxes, Some(("message", &id)));
    if inbound {
        if state.row(Kind::Conversation, conversation).is_some_and(|row| row.millis("waiting_since") == 0) {
            state.set(Kind::Conversation, conversation, "waiting_since", now);
        }
        if let Some(from) = from {
            state.set(Kind::Conversation, conversation, "recipient", from);
        }
        conversations::set_status(state, conversation, "open", Source::Inboxes);
    } else {
        state.set(Kind::Conversation, conversation, "waiting_since", Value::Null);
    }
    conversations::touch(state, conversation);
    id
}

/// Processes everything that is due: accepted messages and reminders.
pub(super) fn settle(state: &mut State) {
    let now = state.now();
    while let Some(at) = state.outbox.iter().position(|pending| pending.due <= now) {
        if let Some(pending) = state.outbox.remove(at) {
            outbox::deliver(state, pending);
        }
    }
    conversations::wake(state);
}

/// Returns the messages of a conversation without its drafts, oldest first.
pub(super) fn of_conversation<'a>(state: &'a State, conversation: &str) -> Vec<&'a Row> {
    let sent = |row: &&Row| row.text("conversation_id") == conversation && row.opt("draft_mode").is_none();
    let mut rows: Vec<&Row> = state.rows(Kind::Message).filter(sent).collect();
    rows.sort_by_key(|row| (row.millis("created_at"), row.id()));
    rows
}

/// Returns the newest message of a conversation.
pub(super) fn last<'a>(state: &'a State, conversation: &str) -> Option<&'a Row> {
    of_conversation(state, conversation).pop()
}

/// Returns the recipients of a message with this role.
pub(super) fn recipients(message: &Row, role: &str) -> Vec<Value> {
    let all = message.get("recipients").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(|recipient| recipient["role"] == role).cloned().collect()
}

fn get(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Message, "message_id")?;
    let row = state.row(Kind::Message, &id).ok_or_else(|| Failure::unknown(Kind::Message, &id))?;
    if call.accept.contains("message/rfc822") && row.text("type") == "email" {
        return Ok(Success::Bytes { content_type: "message/rfc822".into(), bytes: eml(row) });
    }
    Success::ok(render(state, row))
}

fn list(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    let (_, descending) = page::order(call, &["created_at"])?;
    let mut rows = of_conversation(state, &id);
    if descending {
        rows.reverse();
    }
    Success::ok(page::paged(state, call, &rows, |row| render(state, row))?)
}

fn seen(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Message, "message_id")?;
    let row = state.row(Kind::Message, &id).ok_or_else(|| Failure::unknown(Kind::Message, &id))?;
    let receipts = row.get("seen").and_then(Value::as_array).cloned().unwrap_or_default();
    let receipts: Vec<Value> = receipts
        .iter()
        .map(|receipt| {
            json!({
                "_links": {
                    "self": state.link(&format!("/messages/{id}/seen")),
                    "related": { "message": state.link(&format!("/messages/{id}")) },
                },
                // Milliseconds, as a number: Front's example shows a number although its type is string.
                "first_seen_at": receipt["at"],
                "seen_by": receipt["by"],
            })
        })
        .collect();
    Success::ok(page::paged(state, call, &receipts, Value::clone)?)
}

fn mark_seen(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Message, "message_id")?;
    let now = state.now();
    let Some(row) = state.row_mut(Kind::Message, &id).filter(|row| !row.flag("is_inbound")) else {
        return Err(Failure::invalid("message_id: only an outbound message can be seen"));
    };
    if let Value::Array(receipts) = row.entry("seen").or_insert_with(|| json!([])) {
        // Front does not return the reader if the caller marks the message.
        receipts.push(json!({ "at": now, "by": null }));
    }
    Success::no_content()
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/messages/{}", row.id());
    let draft = row.opt("draft_mode").is_some();
    let mut message = json!({
        "_links": {
            "self": state.link(&path),
            "related": {
                "conversation": state.link(&format!("/conversations/{}", row.text("conversation_id"))),
                "message_seen": state.link(&format!("{path}/seen")),
            },
        },
        "id": row.id(),
        "message_uid": row.text("message_uid"),
        "type": row.text("type"),
        "is_inbound": if row.flag("hide_direction") { Value::Null } else { row.flag("is_inbound").into() },
        "draft_mode": row.value("draft_mode"),
        "error_type": row.value("error_type"),
        "version": if draft { row.value("version") } else { Value::Null },
        "created_at": row.time("created_at"),
        "subject": row.value("subject"),
        "blurb": html::blurb(row.text("text")),
        "author": row.opt("author_id").map(|id| teammates::author(state, Some(id))),
        "recipients": render_recipients(state, row),
        "body": row.text("body"),
        "text": row.value("text"),
        "attachments": attachments::render_all(state, &path, &row.texts("attachments")),
        "metadata": row.object("metadata"),
    });
    if let Some(replied_to) = row.opt("replied_to") {
        let link = state.link(&format!("/messages/{replied_to}"));
        message["_links"]["related"]["message_replied_to"] = link.into();
    }
    message
}

fn render_recipients(state: &State, row: &Row) -> Value {
    let all = row.get("recipients").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(Value::as_object).map(|recipient| render_recipient(state, recipient)).collect()
}

pub(super) fn render_recipient(state: &State, recipient: &Row) -> Value {
    let handle = recipient.text("handle");
    let contact = alias::contact_by_handle(state, None, handle);
    json!({
        "_links": { "related": { "contact": contact.map(|id| state.link(&format!("/contacts/{id}"))) } },
        "name": recipient.value("name"),
        "handle": handle,
        "role": recipient.text("role"),
    })
}

/// Returns a message in RFC 5322 format, as far as the fake knows it.
fn eml(row: &Row) -> Bytes {
    let handles = |role: &str| {
        let all = recipients(row, role);
        all.iter().filter_map(|who| who["handle"].as_str()).collect::<Vec<_>>().join(", ")
    };
    format!(
        "From: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@acme.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{}\r\n",
        handles("from"),
        handles("to"),
        row.text("subject"),
        row.text("message_uid"),
        row.text("body"),
    )
    .into()
}
