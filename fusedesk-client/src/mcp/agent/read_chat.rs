//! `fusedesk_read_chat`: a chat and its transcript.

use client_core::mcp::{
    argument::{self, given},
    result::{Failed, Room},
    untrusted::Line,
};
use mcp_core::{Cursor, HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::chats::{Chat, ChatMessage, GetChat},
    mcp::{
        chats::{ChatView, who},
        key::Key,
        names::{Names, RequestedNames},
        order::by_time,
        time_argument::now,
        view::{Body, Reading, Source, is_false, time},
    },
    time::Moment,
};

/// Default number of messages on a page.
const DEFAULT_LIMIT: usize = 100;
/// Maximum number of messages on a page.
const MAX_LIMIT: usize = 500;
/// Divisor for the share of a result that one message may take.
const TEXT_SHARE: usize = 5;
/// Size of the chat and the envelope of a result, in characters.
const FRAME_CHARS: usize = 4_000;

const NAME: &str = "fusedesk_read_chat";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the chat.
    chat_id: Key,
    /// Starts with the newest messages instead of the oldest. Each page is in chronological order.
    #[serde(default)]
    #[schemars(with = "Option<bool>")]
    newest_first: bool,
    /// Number of messages on the page. Default 100.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<usize>,
    /// next_cursor of an earlier call for further messages, or rest_cursor of a message for the rest of its text.
    /// Repeat the other arguments unchanged.
    cursor: Option<String>,
}

/// Position of the next call, by number of messages before it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Position {
    #[serde(rename = "p")]
    Page(usize),
    #[serde(rename = "r")]
    Rest(usize, usize),
}

#[derive(Debug, Serialize, JsonSchema)]
struct Read {
    /// Chat. On the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    chat: Option<ChatView>,
    /// Messages, oldest first.
    transcript: Vec<MessageView>,
    /// Total number of messages.
    messages_total: usize,
    /// Cursor of further messages. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// True if the page ended early because its texts are very long. next_cursor reads on.
    #[serde(skip_serializing_if = "is_false")]
    truncated: bool,
    /// Parts that could not be read, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

/// A message.
#[derive(Debug, Serialize, JsonSchema)]
struct MessageView {
    /// Sender: a name, and (client) or (rep).
    who: Line,
    /// Time of writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(flatten)]
    body: Body,
    /// Cursor of the rest of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    rest_cursor: Option<String>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Reads an active or closed chat by its id: client, department, rep, case, and the transcript as clean \
         text with the author of each message.",
        read,
    )
    .title("Read chat")
    .method(ToolMethod::Get)
    .tags(["chats"])
}

async fn read(call: Call, arguments: Arguments) -> Result<Read, HandlerError> {
    let id = arguments.chat_id.as_str();
    if id.is_empty() {
        return Err(HandlerError::invalid_arguments("chat_id is empty; it must be the id of a chat")
            .with_hint("fusedesk_list_chats lists the active chats with their ids."));
    }
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let cursor = call.cursor(NAME, &(id, arguments.newest_first));
    let position: Option<Position> =
        given(arguments.cursor.as_deref()).map(|text| cursor.decode(text)).transpose()?;
    let mut chat = call.send(&GetChat::new(id)).await?;
    let messages = in_order(chat.messages.take().unwrap_or_default());
    let wanted = RequestedNames {
        departments: chat.department_id.is_some(),
        reps: chat.rep_user_id.is_some() || messages.iter().any(|message| message.rep_user_id.is_some()),
        tags: false,
    };
    let mut names = Names::of(&call, wanted).await;
    let transcript =
        Transcript { call: &call, chat: &chat, messages: &messages, names: &names, cursor: &cursor };
    let whole = call.limits().result_chars;
    let total = messages.len();
    let (page, next, truncated) = match position {
        Some(Position::Rest(at, from)) => {
            (vec![transcript.message(at, from, whole * 3 / 4).await?], None, false)
        }
        Some(Position::Page(at)) => transcript.page(at, limit, arguments.newest_first, whole).await?,
        None => {
            let start = if arguments.newest_first { total } else { 0 };
            transcript.page(start, limit, arguments.newest_first, whole).await?
        }
    };
    let next_cursor = next.map(|at| cursor.encode(&Position::Page(at))).transpose()?;
    let view = match position {
        None => Some(ChatView::at(&call, &chat, &names, now()).await),
        Some(_) => None,
    };
    let failed = names.failed();
    Ok(Read { chat: view, transcript: page, messages_total: total, next_cursor, truncated, failed })
}

/// Messages, oldest first.
fn in_order(messages: Vec<ChatMessage>) -> Vec<ChatMessage> {
    let millis = |message: &ChatMessage| message.created_at.as_ref().and_then(Moment::millis_as_if_utc);
    by_time(messages, millis).into_iter().map(|(_, message)| message).collect()
}

struct Transcript<'a> {
    call: &'a Call,
    chat: &'a Chat,
    messages: &'a [ChatMessage],
    names: &'a Names,
    cursor: &'a Cursor,
}

impl Transcript<'_> {
    /// Returns the messages from a position on, oldest first, the next position, and `true` if the texts were too long
    /// for more.
    async fn page(
        &self,
        start: usize,
        limit: usize,
        newest_first: bool,
        whole: usize,
    ) -> Result<(Vec<MessageView>, Option<usize>, bool), HandlerError> {
        let mut room = Room::with_frame(whole, FRAME_CHARS);
        let chars = room.chars() / TEXT_SHARE;
        let start = start.min(self.messages.len());
        let places: Vec<usize> =
            if newest_first { (0..start).rev().collect() } else { (start..self.messages.len()).collect() };
        let mut page = Vec::new();
        let mut truncated = false;
        for &at in places.iter().take(limit) {
            let source = self.messages.get(at).and_then(Source::chat);
            if !page.is_empty() && source.is_some_and(|source| !self.call.has_room_for(&source.body)) {
                truncated = true;
                break;
            }
            let message = self.message(at, 0, chars).await?;
            if !room.take(&message) {
                break;
            }
            page.push(message);
        }
        let more = page.len() < places.len();
        let next = if newest_first { start - page.len() } else { start + page.len() };
        if newest_first {
            page.reverse();
        }
        Ok((page, more.then_some(next), truncated))
    }

    async fn message(&self, at: usize, from: usize, chars: usize) -> Result<MessageView, HandlerError> {
        let message = self
            .messages
            .get(at)
            .ok_or_else(|| HandlerError::not_found("the message of the cursor is no longer in the chat"))?;
        let source = Source::chat(message);
        let mut body = Body::read(self.call, source, Reading::default()).await;
        let rest = body.cut(from, chars);
        Ok(MessageView {
            who: who(message, self.chat, self.names),
            at: time(message.created_at.as_ref()),
            body,
            rest_cursor: rest.map(|from| self.cursor.encode(&Position::Rest(at, from))).transpose()?,
        })
    }
}
