//! `read_conversation`: reads messages, comments and events as one timeline.
//!
//! Front has three lists for them, each paged on its own, newest first. [`timeline`] merges them; [`entry`]
//! converts each item to the form that the model reads.

mod entry;
mod timeline;

pub(crate) use entry::body_of;

use client_core::mcp::{
    Folded,
    argument::{self, given},
    result::Room,
    text::{BodyFormat, TextOptions},
    untrusted::Line,
};
use mcp_core::{Cursor, HandlerError, HandlerErrorKind, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{
    entry::{Entry, EntryKind},
    timeline::{Item, Timeline, TimelinePosition},
};
use super::{Call, FrontCall, ToolSet};
use crate::{
    api::{
        comments::GetComment,
        conversations::{Conversation, GetConversation},
        messages::GetMessage,
    },
    id::ConversationId,
    mcp::{
        reply::{self, Messages, OwnChannels, WouldGoTo},
        resolve,
        view::{ConversationView, is_false},
    },
    time::Timestamp,
};

/// Default number of entries on a page.
const DEFAULT_LIMIT: usize = 50;
/// Maximum number of entries on a page.
const MAX_LIMIT: usize = 200;
/// Share of a result that one body may take: 1 / this number.
const BODY_SHARE: usize = 5;
/// Size of a result's header and frame, in characters.
const FRAME_CHARS: usize = 6_000;

const NAME: &str = "read_conversation";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Conversation: id cnv_…, or a link that contains it.
    #[serde(alias = "conversation_id")]
    conversation_id: String,
    /// Number of entries on the page. Defaults to 50.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<usize>,
    /// Cursor: next_cursor of an earlier call reads older entries, rest_cursor of an entry reads the rest of its
    /// body. Repeat the other arguments of that call.
    cursor: Option<String>,
    /// Kinds of entries to return. Defaults to all.
    include: Option<Vec<EntryKind>>,
    /// Format of message bodies. Defaults to text.
    #[serde(alias = "body_format")]
    body_format: Option<BodyFormat>,
    /// Shows quoted history, which is folded by default. Defaults to false.
    #[serde(alias = "include_quoted")]
    include_quoted: Option<bool>,
}

/// Position that a call continues from.
#[derive(Debug, Serialize, Deserialize)]
enum Position {
    /// Start of an older page.
    #[serde(rename = "p")]
    Page(TimelinePosition),
    /// Offset in the body of an entry.
    #[serde(rename = "r")]
    Rest {
        #[serde(rename = "k")]
        kind: EntryKind,
        id: String,
        /// Number of characters already shown.
        #[serde(rename = "n")]
        from: usize,
    },
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Read {
    /// Conversation. Only on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<ConversationView>,
    /// Recipients of send_reply and create_draft by default. Only on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    would_go_to: Option<WouldGoTo>,
    /// Entries of the page, oldest first. The first page has the newest entries.
    entries: Vec<Entry>,
    /// Cursor to older entries. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// True if the page ended early because its bodies are very long. next_cursor reads on.
    #[serde(skip_serializing_if = "is_false")]
    truncated: bool,
    /// Quoted history that this page leaves out, and the argument that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    folded: Option<Folded>,
    /// Kinds of entries that could not be read, and why. They are missing from this page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<Missing>,
    /// Conversation that the requested one was merged into. Use this id from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<ConversationId>,
}

impl Read {
    /// Returns the id of the conversation, on the first page.
    pub(crate) fn id(&self) -> Option<&ConversationId> {
        Some(&self.conversation.as_ref()?.id)
    }
}

/// Kind of entry that could not be read.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Missing {
    kind: EntryKind,
    error: Line,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
            NAME,
            "Reads a conversation: its state, and one timeline of messages with customers, internal comments and \
             events (assigned, tagged, archived, moved, merged …). The newest page comes first; within a page \
             entries are in the order in which they happened. Bodies are clean text: quoted history and much of what is \
             hidden is removed and counted; includeQuoted shows the history.",
            read_with_route,
        )
        .title("Read a conversation")
        .method(ToolMethod::Get)
        .tags(["conversations", "messages", "comments"])
}

async fn read_with_route(call: Call, arguments: Arguments) -> Result<Read, HandlerError> {
    read(call, arguments, true).await
}

/// Reads a page. `preview` adds the route of a reply.
pub(crate) async fn read(call: Call, arguments: Arguments, preview: bool) -> Result<Read, HandlerError> {
    let asked = resolve::conversation_id("conversationId", &arguments.conversation_id)?;
    let limit = argument::limit(arguments.limit, DEFAULT_LIMIT, MAX_LIMIT)?;
    let include = kinds(arguments.include);
    let reading = Reading {
        format: arguments.body_format.unwrap_or_default(),
        include_quoted: arguments.include_quoted.unwrap_or_default(),
    };
    let cursor = call.cursor(NAME, &(&asked, &include, reading.format, reading.include_quoted));
    match given(arguments.cursor.as_deref()) {
        None => {
            let conversation = call.send(&GetConversation::new(asked)).await?;
            let view = ConversationView::at(&conversation, Timestamp::now());
            let mut timeline = Timeline::new(conversation.id.clone(), &include, TimelinePosition::default());
            let page = page(&call, &mut timeline, limit, reading, &cursor).await?;
            let would_go_to = match preview {
                true => {
                    let is_whole = page.next_cursor.is_none() && page.missing.is_empty();
                    would_go_to(&call, &conversation, Messages::new(timeline.into_seen(), is_whole)).await
                }
                false => None,
            };
            Ok(Read { conversation: Some(view), would_go_to, ..page })
        }
        Some(text) => match cursor.decode(text)? {
            Position::Page(position) => {
                let mut timeline = Timeline::new(asked, &include, position);
                page(&call, &mut timeline, limit, reading, &cursor).await
            }
            Position::Rest { kind, id, from } => rest(&call, kind, id, from, reading, &cursor).await,
        },
    }
}

/// Returns the requested kinds without duplicates and in fixed order, so that a cursor does not depend on the
/// order of the argument.
fn kinds(include: Option<Vec<EntryKind>>) -> Vec<EntryKind> {
    let include = include.unwrap_or_default();
    EntryKind::ALL.into_iter().filter(|kind| include.is_empty() || include.contains(kind)).collect()
}

/// Format of bodies, and visibility of quoted history.
#[derive(Debug, Clone, Copy)]
struct Reading {
    format: BodyFormat,
    include_quoted: bool,
}

impl Reading {
    async fn entry(self, call: &Call, item: &Item) -> Entry {
        let options = TextOptions::default().fold_quotes(!self.include_quoted);
        let body = match item.body() {
            Some(body) => Some(call.read_body(&body, self.format, &options).await),
            None => None,
        };
        Entry::of(item, body)
    }
}

async fn page(
    call: &Call,
    timeline: &mut Timeline,
    limit: usize,
    reading: Reading,
    cursor: &Cursor,
) -> Result<Read, HandlerError> {
    let whole = call.limits().result_chars;
    let mut room = Room::with_frame(whole, FRAME_CHARS);
    let body_chars = if limit == 1 { room.chars() * 3 / 4 } else { room.chars() / BODY_SHARE };
    let mut entries = Vec::new();
    let mut truncated = false;
    while entries.len() < limit {
        let Some(item) = timeline.peek(call, limit).await? else { break };
        let is_long = item.body().is_some_and(|body| !call.has_room_for(&body));
        if is_long && !entries.is_empty() {
            truncated = true;
            break;
        }
        let mut entry = reading.entry(call, item).await;
        shorten(&mut entry, 0, body_chars, cursor)?;
        if !room.take(&entry) {
            break;
        }
        timeline.advance();
        entries.push(entry);
    }
    if entries.is_empty()
        && let Some(error) = timeline.first_failure()
    {
        return Err(error);
    }
    entries.reverse();
    let missing = timeline.missing();
    let next_cursor =
        timeline.position().map(|position| cursor.encode(&Position::Page(position))).transpose()?;
    Ok(Read {
        conversation: None,
        would_go_to: None,
        folded: folded(&entries),
        entries,
        next_cursor,
        truncated,
        missing,
        merged_into: call.merged_into(),
    })
}

/// Returns the route of a reply, from the messages that were read. Of a conversation of several pages, the messages are
/// read as send_reply does: the first one tells who the customer is. The company's channels are cached.
async fn would_go_to(call: &Call, conversation: &Conversation, read: Messages) -> Option<WouldGoTo> {
    if read.is_empty() || call.requests_left() == 0 {
        return None;
    }
    // The conversation is worth reading without it.
    let own = OwnChannels::of_company(call).await.ok()?;
    let messages = if read.is_whole() { read } else { reply::messages(call, &conversation.id).await.ok()? };
    reply::preview(conversation, &messages, &own, call.settings().recipients)
}

/// Returns the rest of a body that was cut.
async fn rest(
    call: &Call,
    kind: EntryKind,
    id: String,
    from: usize,
    reading: Reading,
    cursor: &Cursor,
) -> Result<Read, HandlerError> {
    let item = match kind {
        EntryKind::Message => Item::Message(Box::new(call.send(&GetMessage::new(id)).await?)),
        EntryKind::Comment => Item::Comment(Box::new(call.send(&GetComment::new(id)).await?)),
        EntryKind::Event => {
            return Err(HandlerError::new(
                HandlerErrorKind::InvalidArguments,
                "an event has no body to read on",
            ));
        }
    };
    let mut entry = reading.entry(call, &item).await;
    let room = call.limits().result_chars * 3 / 4;
    shorten(&mut entry, from, room, cursor)?;
    Ok(Read {
        conversation: None,
        would_go_to: None,
        folded: folded(std::slice::from_ref(&entry)),
        entries: vec![entry],
        next_cursor: None,
        truncated: false,
        missing: Vec::new(),
        merged_into: call.merged_into(),
    })
}

fn folded(entries: &[Entry]) -> Option<Folded> {
    Folded::of(entries.iter().map(|entry| entry.quoted_lines_omitted), "includeQuoted")
}

/// Cuts a body to the characters from an offset on that fit, and sets the cursor for the rest.
fn shorten(entry: &mut Entry, from: usize, chars: usize, cursor: &Cursor) -> Result<(), HandlerError> {
    let Some((shown, missing)) = entry.cut_body(from, chars) else { return Ok(()) };
    let rest = Position::Rest { kind: entry.kind, id: entry.id.clone(), from: from + shown };
    entry.body_missing_chars = missing;
    entry.rest_cursor = Some(cursor.encode(&rest)?);
    Ok(())
}
