//! Drafts: unsent messages. Front's API can write them but not send them.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::route::{Route, answer};
use super::shape::{Shape, Type, optional, required};
use super::state::{Fields, Kind, Row, State};
use super::{attachments, conversations, html, messages, outbox, page};

pub(super) const ROUTES: &[Route] = &[
    Route::post("/channels/{channel_id}/drafts", "drafts:write", create).body(CREATE),
    Route::get("/conversations/{conversation_id}/drafts", "drafts:read", list),
    Route::post("/conversations/{conversation_id}/drafts", "drafts:write", reply).body(REPLY),
    Route::delete("/drafts/{draft_id}", "drafts:delete", delete).body(&[required("version", Type::Text)]),
    Route::patch("/drafts/{message_id}", "drafts:write", edit).body(EDIT),
];

const CREATE: Shape = &[
    optional("author_id", Type::Text),
    optional("to", Type::Texts),
    optional("cc", Type::Texts),
    optional("bcc", Type::Texts),
    optional("subject", Type::Text),
    required("body", Type::Text),
    optional("quote_body", Type::Text),
    optional("attachments", Type::Files),
    optional("mode", Type::Word(&["private", "shared"])),
    optional("signature_id", Type::Text).or_null(),
    optional("should_add_default_signature", Type::Bool),
];

const REPLY: Shape = &[
    optional("author_id", Type::Text),
    required("channel_id", Type::Text),
    optional("to", Type::Texts),
    optional("cc", Type::Texts),
    optional("bcc", Type::Texts),
    optional("subject", Type::Text),
    required("body", Type::Text),
    optional("quote_body", Type::Text),
    optional("attachments", Type::Files),
    optional("mode", Type::Word(&["private", "shared"])),
    optional("signature_id", Type::Text).or_null(),
    optional("should_add_default_signature", Type::Bool),
];

/// The version is required, although the schema omits it: <https://dev.frontapp.com/reference-link/drafts>.
const EDIT: Shape = &[
    optional("author_id", Type::Text),
    required("channel_id", Type::Text),
    optional("to", Type::Texts),
    optional("cc", Type::Texts),
    optional("bcc", Type::Texts),
    optional("subject", Type::Text),
    required("body", Type::Text),
    optional("quote_body", Type::Text),
    optional("attachments", Type::Files),
    required("version", Type::Text),
    optional("mode", Type::Word(&["shared"])),
    optional("signature_id", Type::Text).or_null(),
    optional("should_add_default_signature", Type::Bool),
];

fn create(state: &mut State, call: &Call) -> Outcome {
    let channel = call.resource(state, Kind::Channel, "channel_id")?;
    call.reference(state, Kind::Teammate, "author_id")?;
    let inbox = state.row(Kind::Channel, &channel).and_then(|row| row.opt("inbox_id").map(str::to_owned));
    let inboxes: Vec<String> = inbox.into_iter().collect();
    let fields = json!({ "subject": call.body.text("subject"), "inbox_ids": inboxes });
    let conversation = conversations::create(state, fields);
    write(state, call, &channel, &conversation)
}

fn reply(state: &mut State, call: &Call) -> Outcome {
    let conversation = call.resource(state, Kind::Conversation, "conversation_id")?;
    let channel = channel(state, call)?;
    write(state, call, &channel, &conversation)
}

fn channel(state: &State, call: &Call) -> Result<String, Failure> {
    let channel = call.reference(state, Kind::Channel, "channel_id")?;
    channel.ok_or_else(|| Failure::invalid("body.channel_id: missing"))
}

fn write(state: &mut State, call: &Call, channel: &str, conversation: &str) -> Outcome {
    let attachments = attachments::store_all(state, &call.uploads);
    let mut draft = fields(state, call, channel, conversation)?;
    let (uid, version, now) = (state.new_uid(), state.new_uid(), state.now());
    let replied_to = messages::last(state, conversation).map(|row| row.id().to_owned());
    for (field, value) in [
        ("conversation_id", conversation.into()),
        ("is_inbound", false.into()),
        ("message_uid", uid.into()),
        ("created_at", now.into()),
        ("draft_mode", call.body.opt("mode").unwrap_or("private").into()),
        ("version", version.into()),
        ("replied_to", replied_to.into()),
        ("attachments", attachments.into()),
    ] {
        draft.insert(field.into(), value);
    }
    let id = state.insert(Kind::Message, Value::Object(draft));
    answer(state, Kind::Message, &id, messages::render).and_then(Success::ok)
}

/// Fields shared by creating and editing.
fn fields(state: &State, call: &Call, channel: &str, conversation: &str) -> Result<Row, Failure> {
    let author = call.reference(state, Kind::Teammate, "author_id")?;
    let row = state.row(Kind::Channel, channel).cloned().unwrap_or_default();
    let subject = state.row(Kind::Conversation, conversation).map(|row| row.text("subject"));
    let mut body = call.body.text("body").to_owned();
    if let Some(quote) = call.body.opt("quote_body") {
        body.push_str(&format!("<blockquote>{quote}</blockquote>"));
    }
    let mut recipients = vec![messages::recipient("from", row.text("address"), None)];
    for role in ["to", "cc", "bcc"] {
        recipients.extend(call.body.texts(role).iter().map(|handle| messages::recipient(role, handle, None)));
    }
    let mut draft = Row::new();
    for (field, value) in [
        ("type", outbox::message_type(row.text("type")).into()),
        ("channel_id", channel.into()),
        ("author_id", author.into()),
        ("subject", call.body.opt("subject").or(subject).into()),
        ("text", html::to_text(&body).into()),
        ("body", body.into()),
        ("recipients", recipients.into()),
    ] {
        draft.insert(field.into(), value);
    }
    Ok(draft)
}

fn list(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    let drafts = |row: &&Row| row.text("conversation_id") == id && row.opt("draft_mode").is_some();
    let mut rows: Vec<&Row> = state.rows(Kind::Message).filter(drafts).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.millis("created_at"), row.id())));
    Success::ok(page::paged(state, call, &rows, |row| messages::render(state, row))?)
}

fn edit(state: &mut State, call: &Call) -> Outcome {
    let id = find(state, call, "message_id")?;
    let channel = channel(state, call)?;
    let old = state.row(Kind::Message, &id).cloned().unwrap_or_default();
    if old.text("draft_mode") == "private" && call.body.opt("mode") != Some("shared") {
        return Err(Failure::forbidden("Only shared drafts can be edited"));
    }
    let mut changed = fields(state, call, &channel, old.text("conversation_id"))?;
    let given = |fields: &[&str]| fields.iter().any(|field| call.body.contains_key(*field));
    changed.retain(|field, _| match field.as_str() {
        "author_id" | "subject" => given(&[field]),
        "recipients" => given(&["to", "cc", "bcc"]),
        _ => true,
    });
    let files = attachments::store_all(state, &call.uploads);
    let version = state.new_uid();
    if let Some(row) = state.row_mut(Kind::Message, &id) {
        row.extend(changed);
        row.insert("version".into(), version.into());
        row.insert("draft_mode".into(), "shared".into());
        for file in &files {
            row.add("attachments", file);
        }
    }
    answer(state, Kind::Message, &id, messages::render).and_then(Success::ok)
}

fn delete(state: &mut State, call: &Call) -> Outcome {
    let id = find(state, call, "draft_id")?;
    state.remove(Kind::Message, &id);
    Success::no_content()
}

/// Returns the draft of the path, if the version in the body is the current one.
fn find(state: &State, call: &Call, param: &str) -> Result<String, Failure> {
    let id = call.resource(state, Kind::Message, param)?;
    let row = state.row(Kind::Message, &id).filter(|row| row.opt("draft_mode").is_some());
    let row = row.ok_or_else(|| Failure::not_found(format!("Unknown draft ID {id}")))?;
    if row.text("version") != call.body.text("version") {
        return Err(Failure::conflict("The draft has changed since this version"));
    }
    Ok(id)
}
