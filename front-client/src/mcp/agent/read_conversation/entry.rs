//! What a model reads of a message, a comment or an event.

use client_core::mcp::{argument::Named, text::BodyFormat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::timeline::Item;
use crate::{
    api::{
        attachments::Attachment,
        comments::Comment,
        events::{Event, EventData},
        messages::{Message, Recipient, RecipientRole},
    },
    mcp::{
        resolve::teammate_name,
        view::{AttachmentView, TeammateView, address, is_false, is_zero, time},
    },
};

/// The most files of one message or comment that are listed.
const MAX_FILES: usize = 30;

/// A kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum EntryKind {
    /// What was written to or by the customer.
    #[serde(alias = "messages")]
    Message,
    /// What teammates wrote to each other.
    #[serde(alias = "comments")]
    Comment,
    /// What happened to the conversation.
    #[serde(alias = "events")]
    Event,
}

impl EntryKind {
    pub(super) const ALL: [Self; 3] = [Self::Message, Self::Comment, Self::Event];
}

/// An entry of the timeline.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Entry {
    /// message, comment or event.
    pub(super) kind: EntryKind,
    /// msg_…, com_… or evt_….
    pub(super) id: String,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// Of a message: inbound (from the customer) or outbound.
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
    /// Of a message: email, sms, front_chat and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_type: Option<String>,
    /// The teammate who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<TeammateView>,
    /// Of a message: the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Of a message: the recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to: Vec<String>,
    /// Of a message: who got a copy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    /// Of a message: who answers go to, where it is not the sender.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reply_to: Vec<String>,
    /// Of a message: the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// Characters of the body before what is shown.
    #[serde(skip_serializing_if = "is_zero")]
    body_from: usize,
    /// Characters of the body after what is shown.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) body_missing_chars: usize,
    /// Reads the rest of the body, given as cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rest_cursor: Option<String>,
    /// Lines of quoted history that were left out.
    #[serde(skip_serializing_if = "is_zero")]
    quoted_lines_omitted: usize,
    /// Hidden elements and characters that were removed. Many are a sign of a mail that wants to mislead.
    #[serde(skip_serializing_if = "is_zero")]
    hidden_parts_removed: usize,
    /// The body is so long that its end was not read at all.
    #[serde(skip_serializing_if = "is_false")]
    body_truncated: bool,
    /// Files; read_attachment reads them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<AttachmentView>,
    /// How many more files there are.
    #[serde(skip_serializing_if = "is_zero")]
    attachments_not_shown: usize,
    /// Of a message: why it could not be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// Of a comment: it is pinned.
    #[serde(skip_serializing_if = "is_false")]
    pinned: bool,
    /// The message or comment that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    replies_to: Option<String>,
    /// Of an event: assign, unassign, tag, untag, archive, reopen, move, conversations_merged and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    /// Of an event: who or what did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// Of an event: what it did it with: the assignee, the tag, the inbox, the merged conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
}

impl Entry {
    pub(super) fn of(item: &Item, format: BodyFormat) -> Self {
        let mut entry = Self {
            kind: item.kind(),
            id: item.id().to_owned(),
            at: time(item.at()),
            direction: None,
            channel_type: None,
            author: None,
            from: None,
            to: Vec::new(),
            cc: Vec::new(),
            reply_to: Vec::new(),
            subject: None,
            body: None,
            body_from: 0,
            body_missing_chars: 0,
            rest_cursor: None,
            quoted_lines_omitted: 0,
            hidden_parts_removed: 0,
            body_truncated: false,
            attachments: Vec::new(),
            attachments_not_shown: 0,
            error: None,
            pinned: false,
            replies_to: None,
            event: None,
            by: None,
            target: None,
        };
        match item {
            Item::Message(message) => entry.message(message, format),
            Item::Comment(comment) => entry.comment(comment),
            Item::Event(event) => entry.event(event),
        }
        entry
    }

    fn message(&mut self, message: &Message, format: BodyFormat) {
        let of = |role: RecipientRole| -> Vec<String> {
            let of_role = |recipient: &&Recipient| recipient.role.as_ref() == Some(&role);
            message.recipients.iter().filter(of_role).map(address).filter(|text| !text.is_empty()).collect()
        };
        self.direction = message.is_inbound.map(|inbound| if inbound { "inbound" } else { "outbound" });
        self.channel_type = message.kind.as_ref().map(ToString::to_string);
        self.author = message.author.as_ref().map(Into::into);
        self.from = of(RecipientRole::From).into_iter().next();
        self.to = of(RecipientRole::To);
        self.cc = of(RecipientRole::Cc);
        self.reply_to = of(RecipientRole::ReplyTo);
        self.subject = message.subject.clone().filter(|subject| !subject.is_empty());
        self.error = message.error_type.clone();
        self.replies_to = message.replied_to().map(|id| id.to_string());
        self.files(&message.attachments);
        // Front's own text form keeps what the HTML hides, so the HTML is read.
        let body = message.body.as_deref().or(message.text.as_deref()).unwrap_or_default();
        let body = format.read(body);
        self.quoted_lines_omitted = body.omitted_quoted_lines;
        self.hidden_parts_removed = body.removed_invisible;
        self.body_truncated = body.truncated;
        self.body = Some(body.text);
    }

    fn files(&mut self, files: &[Attachment]) {
        self.attachments = files.iter().take(MAX_FILES).map(Into::into).collect();
        self.attachments_not_shown = files.len() - self.attachments.len();
    }

    fn comment(&mut self, comment: &Comment) {
        self.author = comment.author.as_ref().map(Into::into);
        self.body = Some(comment.body.clone().unwrap_or_default());
        self.files(&comment.attachments);
        self.pinned = comment.is_pinned == Some(true);
        self.replies_to = comment.replied_to().map(|id| id.to_string());
    }

    fn event(&mut self, event: &Event) {
        self.event = event.kind.as_ref().map(ToString::to_string);
        self.by = event.source.as_ref().and_then(|source| {
            let kind = source.kind.as_ref().map(ToString::to_string);
            name(&source.data).or(kind)
        });
        self.target = event.target.as_ref().and_then(|target| name(&target.data));
    }

    /// Leaves the characters of the body from one place on, at most so many. How many these are and how many follow;
    /// `None` when none follow.
    pub(super) fn cut_body(&mut self, from: usize, chars: usize) -> Option<(usize, usize)> {
        let body = self.body.as_mut()?;
        if from > 0 {
            let start = body.char_indices().nth(from).map_or(body.len(), |(at, _)| at);
            body.drain(..start);
            self.body_from = from;
        }
        let (end, _) = body.char_indices().nth(chars)?;
        let missing = body[end..].chars().count();
        body.truncate(end);
        Some((chars, missing))
    }
}

/// What an event names, with its id.
fn name(data: &EventData) -> Option<String> {
    let named = |name: Option<&str>, id: &str| match name {
        Some(name) if !name.is_empty() => format!("{name} ({id})"),
        _ => id.to_owned(),
    };
    Some(match data {
        EventData::Teammate(teammate) => named(teammate_name(teammate).as_deref(), teammate.id.as_str()),
        EventData::Rule(rule) => format!("rule {}", named(rule.name.as_deref(), rule.id.as_str())),
        EventData::Inbox(inbox) => inbox.label(),
        EventData::Inboxes(inboxes) => inboxes.iter().map(Named::label).collect::<Vec<_>>().join(", "),
        EventData::Message(message) => message.id.to_string(),
        EventData::Comment(comment) => comment.id.to_string(),
        EventData::Tag(tag) => tag.label(),
        EventData::Link(link) => named(link.name.as_deref(), link.id.as_str()),
        EventData::CustomField(field) => named(field.name.as_deref(), field.id.as_str()),
        EventData::Recipient(recipient) => address(recipient),
        EventData::DeletedConversationIds(ids) => {
            ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        EventData::None | EventData::Other(_) => return None,
    })
    .filter(|text| !text.is_empty())
}
