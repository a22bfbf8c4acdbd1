//! Comments: messages between teammates in a conversation. Their bodies are Markdown.

use serde_json::{Value, json};

use super::call::{Call, Failure, Outcome, Success};
use super::events::{self, Source};
use super::route::{Route, answer};
use super::shape::{Shape, Type, optional, required};
use super::state::{Fields, Kind, Row, State};
use super::{attachments, conversations, page, teammates};

pub(super) const ROUTES: &[Route] = &[
    Route::get_one("/comments/{comment_id}", "comments:read", Kind::Comment, render),
    Route::patch("/comments/{comment_id}", "comments:write", update).body(UPDATE),
    Route::members("/comments/{comment_id}/mentions", "teammates:read", Kind::Teammate, teammates::render)
        .owner(Kind::Comment, "mentions"),
    Route::post("/comments/{comment_id}/replies", "comments:write", reply).body(CREATE),
    Route::get("/conversations/{conversation_id}/comments", "comments:read", list),
    Route::post("/conversations/{conversation_id}/comments", "comments:write", create).body(CREATE),
];

const CREATE: Shape = &[
    optional("author_id", Type::Text),
    required("body", Type::Text),
    optional("is_pinned", Type::Bool),
    optional("attachments", Type::Files),
];

const UPDATE: Shape = &[optional("body", Type::Text), optional("is_pinned", Type::Bool)];

/// Fields of a new comment.
pub(super) struct NewComment<'a> {
    pub(super) conversation: &'a str,
    pub(super) author: Option<&'a str>,
    pub(super) body: &'a str,
    pub(super) is_pinned: bool,
    pub(super) attachments: Vec<String>,
    pub(super) replied_to: Option<&'a str>,
    /// Token that wrote the comment. Only this token may change its text.
    pub(super) token: Option<usize>,
}

/// Adds a comment, with events for the comment and its mentions.
pub(super) fn add(state: &mut State, new: NewComment<'_>) -> String {
    let mentioned = mentioned(state, new.body);
    let posted_at = state.now();
    let id = state.insert(
        Kind::Comment,
        json!({
            "conversation_id": new.conversation, "author_id": new.author, "body": new.body,
            "posted_at": posted_at, "is_pinned": new.is_pinned, "attachments": new.attachments,
            "replied_to": new.replied_to, "token": new.token, "mentions": mentioned,
        }),
    );
    let source = Source::by(new.author);
    events::record(state, new.conversation, "comment", source, Some(("comment", &id)));
    for _ in &mentioned {
        events::record(state, new.conversation, "mention", source, Some(("comment", &id)));
    }
    conversations::touch(state, new.conversation);
    id
}

/// Returns the teammates whose `@username` is in the text.
fn mentioned(state: &State, body: &str) -> Vec<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let names: Vec<&str> = body
        .split('@')
        .skip(1)
        .map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default().trim_end_matches('.'))
        .collect();
    state.ids(Kind::Teammate, |row| names.contains(&row.text("username")))
}

fn list(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Conversation, "conversation_id")?;
    let comments = of_conversation(state, &id).into_iter().map(|row| render(state, row)).collect();
    Success::ok(page::whole(state, call, comments)?)
}

/// Returns the comments of a conversation, newest first.
pub(super) fn of_conversation<'a>(state: &'a State, conversation: &str) -> Vec<&'a Row> {
    let mut rows: Vec<&Row> =
        state.rows(Kind::Comment).filter(|row| row.text("conversation_id") == conversation).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.millis("posted_at"), row.id())));
    rows
}

fn create(state: &mut State, call: &Call) -> Outcome {
    let conversation = call.resource(state, Kind::Conversation, "conversation_id")?;
    write(state, call, &conversation, None)
}

fn reply(state: &mut State, call: &Call) -> Outcome {
    let comment = call.resource(state, Kind::Comment, "comment_id")?;
    let conversation = state.row(Kind::Comment, &comment).map(|row| row.text("conversation_id").to_owned());
    write(state, call, &conversation.unwrap_or_default(), Some(&comment))
}

fn write(state: &mut State, call: &Call, conversation: &str, replied_to: Option<&str>) -> Outcome {
    let author = call.reference(state, Kind::Teammate, "author_id")?;
    let attachments = attachments::store_all(state, &call.uploads);
    let new = NewComment {
        conversation,
        author: author.as_deref(),
        body: call.body.text("body"),
        is_pinned: call.body.flag("is_pinned"),
        attachments,
        replied_to,
        token: Some(call.token),
    };
    let id = add(state, new);
    answer(state, Kind::Comment, &id, render).and_then(Success::created)
}

fn update(state: &mut State, call: &Call) -> Outcome {
    let id = call.resource(state, Kind::Comment, "comment_id")?;
    let written_by = state.row(Kind::Comment, &id).and_then(|row| row.get("token")?.as_u64());
    if let Some(body) = call.body.opt("body") {
        if written_by != Some(call.token as u64) {
            return Err(Failure::forbidden("Only the token that wrote a comment may change its body"));
        }
        let mentions = mentioned(state, body);
        state.set(Kind::Comment, &id, "body", body);
        state.set(Kind::Comment, &id, "mentions", mentions);
    }
    if call.body.contains_key("is_pinned") {
        state.set(Kind::Comment, &id, "is_pinned", call.body.flag("is_pinned"));
    }
    answer(state, Kind::Comment, &id, render).and_then(Success::ok)
}

pub(super) fn render(state: &State, row: &Row) -> Value {
    let path = format!("/comments/{}", row.id());
    json!({
        "_links": {
            "self": state.link(&path),
            "related": {
                "conversation": state.link(&format!("/conversations/{}", row.text("conversation_id"))),
                "mentions": state.link(&format!("{path}/mentions")),
                "comment_replied_to": row.opt("replied_to").map(|id| state.link(&format!("/comments/{id}"))),
            },
        },
        "id": row.id(),
        "author": teammates::author(state, row.opt("author_id")),
        "body": row.text("body"),
        "posted_at": row.time("posted_at"),
        "attachments": attachments::render_all(state, &path, &row.texts("attachments")),
        "is_pinned": row.flag("is_pinned"),
    })
}
