//! Chats.

use serde_json::{Value, json};

use super::call::{Call, ErrorResponse, HandlerResult};
use super::dates;
use super::model::{Chat, HistoryEntry, Message};
use super::router::Route;
use super::state::State;
use super::{cases, contacts};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/chats", "chats", list),
    Route::get("/api/v1/chats/{chatId}", "chats", get),
    Route::post("/api/v1/chats/{chatId}", "chats_update", update).takes(&[
        "title",
        "clientName",
        "contactUuid",
        "departmentId",
        "repId",
        "caseId",
        "unseen",
    ]),
    Route::post("/api/v1/chats/{chatId}/close", "chats_update", close).takes(&["depid", "repid", "status"]),
];

/// Lists active chats. Closed ones are found by id only.
fn list(state: &mut State, _: &Call) -> HandlerResult {
    Ok(state.chats.iter().filter(|chat| chat.closed.is_none()).map(render).collect())
}

fn get(state: &mut State, call: &Call) -> HandlerResult {
    state.chat(call.segment("chatId")).map(render_whole)
}

fn update(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.segment("chatId");
    let mut chat = state.chat(id)?.clone();
    if let Some(title) = call.text("title")? {
        chat.title = title;
    }
    if let Some(client) = call.text("clientName")? {
        chat.client = Some(client).filter(|client| !client.is_empty());
    }
    if let Some(unseen) = call.int("unseen")? {
        chat.unseen = unseen;
    }
    if let Some(uuid) = call.text("contactUuid")? {
        (chat.contact_id, chat.contact_uuid) = contacts::by_uuid(state, &uuid)?;
    }
    if let Some(department) = call.link("departmentId")? {
        chat.department =
            department.map(|id| state.department(id, "departmentId").map(|found| found.id)).transpose()?;
    }
    if let Some(rep) = call.link("repId")? {
        chat.rep = rep.map(|id| cases::active_rep(state, id, "repId")).transpose()?;
    }
    if let Some(case) = call.link("caseId")? {
        if case.is_some_and(|case| !state.cases.contains_key(&case)) {
            return Err(ErrorResponse::invalid("caseId", "no case has this id"));
        }
        chat.case = case;
    }
    *state.chat_mut(id)? = chat;
    state.chat(id).map(render)
}

/// Closes a chat permanently. If it has a case, the transcript is added to its history, and department, rep and
/// status are set on it.
fn close(state: &mut State, call: &Call) -> HandlerResult {
    let id = call.segment("chatId");
    let chat = state.chat(id)?.clone();
    if chat.closed.is_some() {
        return Err(ErrorResponse::invalid("chatId", "the chat is closed"));
    }
    let status = call.status()?;
    let department = call.link("depid")?.flatten();
    let department = department.map(|id| state.department(id, "depid").map(|found| found.id)).transpose()?;
    let rep = call.link("repid")?.flatten().map(|id| cases::active_rep(state, id, "repid")).transpose()?;
    if let Some(case) = chat.case.filter(|case| state.cases.contains_key(case)) {
        let note = file(state, &chat, case);
        if let Ok(case) = state.case_mut(case) {
            case.department = department.unwrap_or(case.department);
            case.rep = rep.or(case.rep);
        }
        if let Some(status) = status {
            cases::set_status(state, case, &status);
        }
        state.chat_mut(id)?.note = Some(note);
    }
    let now = state.now();
    let chat = state.chat_mut(id)?;
    chat.closed = Some(now);
    chat.unseen = 0;
    chat.department = department.or(chat.department);
    chat.rep = rep.or(chat.rep);
    state.chat(id).map(render)
}

/// Adds the transcript to the history of a case and returns the id of the entry.
pub(super) fn file(state: &mut State, chat: &Chat, case: u64) -> u64 {
    let client = chat.client.clone().unwrap_or_else(|| "Visitor".into());
    let lines = chat.messages.iter().map(|message| {
        let rep = message.rep.and_then(|rep| state.reps.get(&rep)).map(|rep| rep.first_name.as_str());
        format!("{}: {}", rep.unwrap_or(&client), message.text)
    });
    let note = lines.collect::<Vec<_>>().join("\n");
    let title = format!("Chat: {}", chat.title);
    let entry = HistoryEntry {
        kind: "chat".into(),
        title,
        note,
        rep: chat.rep,
        opened_by: Some(client),
        ..HistoryEntry::default()
    };
    state.add_entry(case, entry)
}

/// Adds a message. Messages of the client are unseen.
pub(super) fn add_message(state: &mut State, chat: &str, sender: &'static str, rep: Option<u64>, text: &str) {
    let (id, at) = (format!("m{}", state.new_id()), state.now());
    let Ok(chat) = state.chat_mut(chat) else { return };
    chat.messages.push(Message { id, sender, rep, text: text.to_owned(), at });
    chat.unseen = if sender == "client" { chat.unseen + 1 } else { 0 };
    chat.rep = rep.or(chat.rep);
}

pub(super) fn render(chat: &Chat) -> Value {
    let last = chat.messages.last();
    let last_of = |sender: &str| {
        chat.messages.iter().rev().find(|message| message.sender == sender).map(|message| message.at)
    };
    json!({
        "id": chat.id,
        "platform": chat.platform,
        "title": chat.title,
        "clientName": chat.client,
        "caseId": chat.case,
        "contactId": chat.contact_id,
        "contactUuid": chat.contact_uuid,
        "departmentId": chat.department,
        "repId": chat.rep,
        "noteId": chat.note,
        "unseen": chat.unseen,
        "lastMessage": last.map_or("", |message| &message.text),
        "lastMessageSender": last.map(|message| message.sender),
        "isArchived": chat.closed.is_some(),
        "dateCreated": dates::text(chat.created),
        "dateClosed": dates::or_null(chat.closed),
        "dateLastMessage": dates::or_null(last.map(|message| message.at)),
        "dateLastMessageReceived": dates::or_null(last_of("client")),
        "dateLastResponse": dates::or_null(last_of("rep")),
    })
}

/// Renders a chat with its messages, oldest first.
pub(super) fn render_whole(chat: &Chat) -> Value {
    let mut whole = render(chat);
    let messages = chat.messages.iter().map(|message| {
        json!({
            "id": message.id, "message": message.text, "sender": message.sender, "repId": message.rep,
            "dateCreated": dates::text(message.at),
        })
    });
    whole["messages"] = messages.collect();
    whole
}
