//! Send, receive and import: accepted with 202 at once, created a little later.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::events::Source;
use super::shape::{Shape, Type, optional, required};
use super::state::{Fields, Kind, Row, State};
use super::{attachments, conversations, html, messages};

const OPTIONS: Shape = &[optional("tag_ids", Type::Texts), optional("archive", Type::Bool)];

pub(super) const SEND: Shape = &[
    required("to", Type::Texts),
    optional("cc", Type::Texts),
    optional("bcc", Type::Texts),
    optional("sender_name", Type::Text),
    optional("subject", Type::Text),
    optional("author_id", Type::Text),
    required("body", Type::Text),
    optional("text", Type::Text),
    optional("options", Type::Object(OPTIONS)),
    optional("attachments", Type::Files),
    optional("signature_id", Type::Text).or_null(),
    optional("should_add_default_signature", Type::Bool),
];

pub(super) const REPLY: Shape = &[
    optional("to", Type::Texts),
    optional("cc", Type::Texts),
    optional("bcc", Type::Texts),
    optional("sender_name", Type::Text),
    optional("subject", Type::Text),
    optional("author_id", Type::Text),
    optional("channel_id", Type::Text),
    required("body", Type::Text),
    optional("text", Type::Text),
    optional("quote_body", Type::Text),
    optional("options", Type::Object(OPTIONS)),
    optional("attachments", Type::Files),
    optional("signature_id", Type::Text).or_null(),
    optional("should_add_default_signature", Type::Bool),
];

pub(super) const RECEIVE: Shape = &[
    required(
        "sender",
        Type::Object(&[
            optional("contact_id", Type::Text),
            optional("name", Type::Text),
            required("handle", Type::Text),
        ]),
    ),
    optional("subject", Type::Text),
    required("body", Type::Text),
    optional("body_format", Type::Word(&["html", "markdown"])),
    optional("metadata", Type::Object(&[optional("thread_ref", Type::Text), optional("headers", Type::Map)])),
    optional("attachments", Type::Files),
];

pub(super) const IMPORT: Shape = &[
    required(
        "sender",
        Type::Object(&[
            optional("author_id", Type::Text),
            optional("name", Type::Text),
            required("handle", Type::Text),
        ]),
    ),
    required("to", Type::Texts),
    optional("cc", Type::Texts),
    optional("bcc", Type::Texts),
    optional("subject", Type::Text),
    required("body", Type::Text),
    optional("body_format", Type::Word(&["html", "markdown"])),
    required("external_id", Type::Text),
    required("created_at", Type::Integer),
    optional("type", Type::Word(&["email", "sms", "intercom", "custom"])),
    optional("assignee_id", Type::Text),
    optional("tags", Type::Texts),
    optional("conversation_id", Type::Text),
    required(
        "metadata",
        Type::Object(&[
            optional("thread_ref", Type::Text),
            required("is_inbound", Type::Bool),
            optional("is_archived", Type::Bool),
            optional("should_skip_rules", Type::Bool),
        ]),
    ),
    optional("attachments", Type::Files),
];

/// An accepted message.
pub(super) struct Pending {
    pub(super) due: u64,
    /// Conversation of the message. `None` starts one.
    conversation: Option<String>,
    inbox: Option<String>,
    /// Fields of the message.
    message: Row,
    archive: bool,
    tags: Vec<String>,
    assignee: Option<String>,
    /// Index of a sent message in the list of sent messages.
    sent: Option<usize>,
}

/// Returns the type of message that a channel carries.
pub(super) fn message_type(channel_type: &str) -> &'static str {
    match channel_type {
        "twilio" => "sms",
        "front_chat" => "front_chat",
        "facebook" => "facebook",
        "intercom" => "intercom",
        "twilio_whatsapp" => "whatsapp",
        "twitter" => "tweet",
        "twitter_dm" => "tweet_dm",
        "google_play" => "googleplay",
        "yalo_wha" => "yalo_wha",
        "gmail" | "imap" | "smtp" | "office365" | "form" | "front_mail" => "email",
        _ => "custom",
    }
}

pub(super) fn send(state: &mut State, call: &Call) -> Outcome {
    let channel = call.resource(state, Kind::Channel, "channel_id")?;
    outbound(state, call, &channel, None)
}

pub(super) fn reply(state: &mut State, call: &Call) -> Outcome {
    let conversation = call.resource(state, Kind::Conversation, "conversation_id")?;
    let kind = state.row(Kind::Conversation, &conversation).map(|row| row.text("type").to_owned());
    if kind.as_deref() != Some("conversation") {
        return Err(Failure::invalid("conversation_id: discussions and tasks take comments, not messages"));
    }
    let channel = match call.reference(state, Kind::Channel, "channel_id")? {
        Some(channel) => channel,
        None => conversations::channel(state, &conversation).ok_or_else(|| {
            Failure::invalid("body.channel_id: missing, and the conversation has no channel")
        })?,
    };
    outbound(state, call, &channel, Some(conversation))
}

fn outbound(state: &mut State, call: &Call, channel: &str, conversation: Option<String>) -> Outcome {
    let author = call.reference(state, Kind::Teammate, "author_id")?;
    let options = call.body.object("options");
    let tags = options.texts("tag_ids");
    if let Some(unknown) = tags.iter().find(|tag| state.row(Kind::Tag, tag).is_none()) {
        return Err(Failure::invalid(format!("body.options.tag_ids: unknown tag {unknown}")));
    }
    let row = state.row(Kind::Channel, channel).cloned().unwrap_or_default();
    let kind = message_type(row.text("type"));
    if kind != "email" && call.body.opt("signature_id").is_some() {
        return Err(Failure::forbidden("Signatures are only supported on email channels"));
    }
    let recipients = addressed(state, call, &row, conversation.as_deref())?;
    let mut body = call.body.text("body").to_owned();
    if let Some(quote) = call.body.opt("quote_body") {
        body.push_str(&format!("<blockquote>{quote}</blockquote>"));
    }
    let known_subject = conversation.as_deref().and_then(|id| state.row(Kind::Conversation, id));
    let subject = call.body.opt("subject").or_else(|| known_subject.map(|row| row.text("subject")));
    let mut message = Row::new();
    for (field, value) in [
        ("type", kind.into()),
        ("is_inbound", false.into()),
        ("channel_id", channel.into()),
        ("author_id", author.clone().into()),
        ("subject", subject.into()),
        ("body", body.into()),
        ("text", call.body.value("text")),
        ("recipients", recipients.into()),
    ] {
        message.insert(field.into(), value);
    }
    let archive = options.get("archive").and_then(Value::as_bool).unwrap_or(true);
    let files: Vec<&str> = call.uploads.iter().map(|upload| upload.filename.as_str()).collect();
    let accepted_at = state.now();
    let record = json!({
        "conversation_id": conversation, "channel_id": channel, "author_id": author,
        "to": call.body.value("to"), "cc": call.body.value("cc"), "bcc": call.body.value("bcc"),
        "subject": message["subject"], "body": call.body.text("body"), "archive": archive, "tag_ids": tags,
        "attachments": files, "accepted_at": super::state::seconds(accepted_at), "message_id": null,
    });
    state.sent.push(record);
    let sent = state.sent.len() - 1;
    let inbox = row.opt("inbox_id").map(str::to_owned);
    let pending =
        Pending { due: 0, conversation, inbox, message, archive, tags, assignee: None, sent: Some(sent) };
    accept(state, call, pending)
}

/// Returns sender and recipients of a message, sender first. A reply without recipients goes to the last writer.
fn addressed(
    state: &State,
    call: &Call,
    channel: &Row,
    conversation: Option<&str>,
) -> Result<Vec<Value>, Failure> {
    let sender = channel.opt("send_as").unwrap_or_else(|| channel.text("address"));
    let mut all = vec![messages::recipient("from", sender, call.body.opt("sender_name"))];
    for role in ["to", "cc", "bcc"] {
        all.extend(call.body.texts(role).iter().map(|handle| messages::recipient(role, handle, None)));
    }
    if all.len() == 1 {
        let known =
            conversation.and_then(|id| state.row(Kind::Conversation, id)?.get("recipient")?.as_object());
        let handle = known.map(|known| known.text("handle")).filter(|handle| !handle.is_empty());
        let handle =
            handle.ok_or_else(|| Failure::invalid("body.to: missing, and nobody has written yet"))?;
        all.push(messages::recipient("to", handle, known.and_then(|known| known.opt("name"))));
    }
    Ok(all)
}

pub(super) fn receive(state: &mut State, call: &Call) -> Outcome {
    let channel = call.resource(state, Kind::Channel, "channel_id")?;
    let row = state.row(Kind::Channel, &channel).cloned().unwrap_or_default();
    if row.text("type") != "custom" {
        return Err(Failure::invalid("channel_id: only custom channels receive messages from the API"));
    }
    let sender = call.body.object("sender");
    let mut metadata = call.body.object("metadata");
    // Front threads by sender if there is no reference. References of other routes never match.
    let thread =
        format!("custom:{channel}:{}", metadata.opt("thread_ref").unwrap_or_else(|| sender.text("handle")));
    metadata.entry("thread_ref").or_insert_with(|| sender.value("handle"));
    let recipients = json!([
        messages::recipient("from", sender.text("handle"), sender.opt("name")),
        messages::recipient("to", row.text("address"), None)
    ]);
    let mut message = Row::new();
    for (field, value) in [
        ("type", "custom".into()),
        ("is_inbound", true.into()),
        ("channel_id", channel.as_str().into()),
        ("subject", call.body.value("subject")),
        ("body", formatted(&call.body).into()),
        ("recipients", recipients),
        ("metadata", metadata.into()),
        ("thread", thread.as_str().into()),
    ] {
        message.insert(field.into(), value);
    }
    let conversation = threaded(state, &thread);
    let inbox = row.opt("inbox_id").map(str::to_owned);
    let pending = Pending {
        due: 0,
        conversation,
        inbox,
        message,
        archive: false,
        tags: Vec::new(),
        assignee: None,
        sent: None,
    };
    accept(state, call, pending)
}

pub(super) fn import(state: &mut State, call: &Call) -> Outcome {
    let inbox = call.resource(state, Kind::Inbox, "inbox_id")?;
    let external_id = call.body.text("external_id");
    if let Some(uid) = imported(state, external_id) {
        // The only idempotency key of the API: the first import counts, whatever this one contains.
        return Success::accepted(json!({ "status": "accepted", "message_uid": uid }));
    }
    let sender = call.body.object("sender");
    let metadata = call.body.object("metadata");
    let inbound = metadata.flag("is_inbound");
    let author =
        match sender.opt("author_id").filter(|_| !inbound) {
            None => None,
            Some(given) => Some(super::alias::resolve(state, Kind::Teammate, given).ok_or_else(|| {
                Failure::invalid(format!("body.sender.author_id: unknown teammate {given}"))
            })?),
        };
    let assignee = call.reference(state, Kind::Teammate, "assignee_id")?;
    let thread =
        format!("import:{inbox}:{}", metadata.opt("thread_ref").unwrap_or_else(|| sender.text("handle")));
    let conversation = match call.reference(state, Kind::Conversation, "conversation_id")? {
        Some(conversation) => Some(conversation),
        None => threaded(state, &thread),
    };
    let mut recipients = vec![messages::recipient("from", sender.text("handle"), sender.opt("name"))];
    for role in ["to", "cc", "bcc"] {
        recipients.extend(call.body.texts(role).iter().map(|handle| messages::recipient(role, handle, None)));
    }
    let seconds = call.body.millis("created_at");
    let mut message = Row::new();
    for (field, value) in [
        ("type", call.body.opt("type").unwrap_or("email").into()),
        ("is_inbound", inbound.into()),
        ("author_id", author.into()),
        ("created_at", seconds.saturating_mul(1000).into()),
        ("subject", call.body.value("subject")),
        ("body", formatted(&call.body).into()),
        ("recipients", recipients.into()),
        ("metadata", json!({ "external_id": external_id })),
        ("thread", thread.into()),
    ] {
        message.insert(field.into(), value);
    }
    let tags = call.body.texts("tags").iter().map(|name| tag_by_name(state, name)).collect();
    let archive = metadata.get("is_archived").and_then(Value::as_bool).unwrap_or(true);
    let pending =
        Pending { due: 0, conversation, inbox: Some(inbox), message, archive, tags, assignee, sent: None };
    accept(state, call, pending)
}

/// Accepts a message for delivery after the delay.
fn accept(state: &mut State, call: &Call, mut pending: Pending) -> Outcome {
    let uid = state.new_uid();
    let files = attachments::store_all(state, &call.uploads);
    pending.message.insert("message_uid".into(), uid.as_str().into());
    pending.message.insert("attachments".into(), files.into());
    let delay = u64::try_from(state.send_delay.as_millis()).unwrap_or(u64::MAX);
    pending.due = state.now().saturating_add(delay);
    if let Some(record) = pending.sent.and_then(|at| state.sent.get_mut(at)) {
        record["message_uid"] = uid.as_str().into();
    }
    state.outbox.push_back(pending);
    Success::accepted(json!({ "status": "accepted", "message_uid": uid }))
}

/// Creates an accepted message.
pub(super) fn deliver(state: &mut State, pending: Pending) {
    let mut conversation = pending.conversation;
    // A merge may have happened in between.
    while let Some(merged) = conversation.as_deref().and_then(|id| state.merged.get(id)).cloned() {
        conversation = Some(merged);
    }
    let known = conversation.filter(|id| state.row(Kind::Conversation, id).is_some());
    // Messages of one thread may be accepted before the first of them exists.
    let known = known.or_else(|| threaded(state, pending.message.text("thread")));
    let conversation = known.unwrap_or_else(|| {
        let to = messages::recipients(&pending.message, "to").into_iter().next();
        let subject = pending.message.text("subject").to_owned();
        let inboxes: Vec<String> = pending.inbox.into_iter().collect();
        conversations::create(state, json!({ "subject": subject, "inbox_ids": inboxes, "recipient": to }))
    });
    let author = pending.message.opt("author_id").map(str::to_owned);
    let source = Source::by(author.as_deref());
    let message = messages::add(state, &conversation, pending.message);
    if let Some(record) = pending.sent.and_then(|at| state.sent.get_mut(at)) {
        record["message_id"] = message.into();
        record["conversation_id"] = conversation.as_str().into();
    }
    for tag in &pending.tags {
        conversations::tag(state, &conversation, tag, source);
    }
    if pending.assignee.is_some() {
        conversations::assign(state, &conversation, pending.assignee.as_deref(), source);
    }
    if pending.archive {
        conversations::set_status(state, &conversation, "archived", source);
    }
}

/// Returns the conversation of a thread reference.
fn threaded(state: &State, thread: &str) -> Option<String> {
    let in_thread =
        state.rows(Kind::Message).filter(|row| !thread.is_empty() && row.text("thread") == thread);
    in_thread.last().map(|row| row.text("conversation_id").to_owned())
}

/// Returns the uid of the message imported with an external id, delivered or not.
fn imported(state: &State, external_id: &str) -> Option<String> {
    let delivered = state.rows(Kind::Message);
    let waiting = state.outbox.iter().map(|pending| &pending.message);
    let mut all = delivered.chain(waiting);
    all.find(|row| row.object("metadata").opt("external_id") == Some(external_id))
        .map(|row| row.text("message_uid").to_owned())
}

/// Returns a tag by name, as imports name them. Creates an unknown one.
fn tag_by_name(state: &mut State, name: &str) -> String {
    let known = state.ids(Kind::Tag, |row| row.text("name") == name).into_iter().next();
    known.unwrap_or_else(|| super::tags::create(state, json!({ "name": name })))
}

/// Returns the HTML of a body. Defaults to Markdown as its format.
fn formatted(body: &Row) -> String {
    match body.opt("body_format") {
        Some("html") => body.text("body").to_owned(),
        _ => html::from_text(body.text("body")),
    }
}
