//! Timeline entries: messages, comments and events as the tool returns them.

use client_core::mcp::{
    argument::Named,
    text::{CleanText, MessageBody},
    untrusted::{Line, Passage, Writer},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::timeline::Item;
use crate::{
    api::{
        attachments::Attachment,
        comments::Comment,
        events::{Event, EventData},
        messages::{Message, MessageType, Recipient, RecipientRole},
    },
    mcp::{
        resolve::teammate_name,
        view::{AttachmentView, TeammateView, address, is_false, is_zero, time},
    },
};

/// Maximum number of files listed per message or comment.
const MAX_FILES: usize = 30;

/// Kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum EntryKind {
    /// Message from or to the customer.
    #[serde(alias = "messages")]
    Message,
    /// Comment between teammates.
    #[serde(alias = "comments")]
    Comment,
    /// Event of the conversation.
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
    /// Time of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// Messages: inbound (from the customer) or outbound.
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
    /// Messages: email, sms, front_chat and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_type: Option<String>,
    /// Teammate who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<TeammateView>,
    /// Messages: sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Line>,
    /// Messages: recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to: Vec<Line>,
    /// Messages: copy (Cc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc: Vec<Line>,
    /// Messages: address for replies, if it is not the sender.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reply_to: Vec<Line>,
    /// Messages: subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Line>,
    /// Text.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Passage>,
    /// Number of characters of the body before the text shown.
    #[serde(skip_serializing_if = "is_zero")]
    body_from: usize,
    /// Number of characters of the body after the text shown.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) body_missing_chars: usize,
    /// Cursor that reads the rest of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rest_cursor: Option<String>,
    /// Number of lines of quoted history that were folded. includeQuoted: true shows them.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) quoted_lines_omitted: usize,
    /// Number of hidden elements and characters that were removed. A high number suggests a deceptive mail.
    #[serde(skip_serializing_if = "is_zero")]
    hidden_parts_removed: usize,
    /// Number of links whose words name another host than the one they lead to.
    #[serde(skip_serializing_if = "is_zero")]
    misleading_links: usize,
    /// True if the body was too long to read to its end.
    #[serde(skip_serializing_if = "is_false")]
    body_truncated: bool,
    /// Attached files. read_attachment reads them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<AttachmentView>,
    /// Number of further files.
    #[serde(skip_serializing_if = "is_zero")]
    attachments_not_shown: usize,
    /// Messages: reason why it could not be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Line>,
    /// Comments: true if pinned.
    #[serde(skip_serializing_if = "is_false")]
    pinned: bool,
    /// Message or comment that it replies to.
    #[serde(skip_serializing_if = "Option::is_none")]
    replies_to: Option<String>,
    /// Events: assign, unassign, tag, untag, archive, reopen, move, conversations_merged and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    /// Events: source.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Line>,
    /// Events: target: the assignee, the tag, the inbox, the merged conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Line>,
}

impl Entry {
    /// Creates the entry of an item and its body.
    pub(super) fn of(item: &Item, body: Option<CleanText>) -> Self {
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
            misleading_links: 0,
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
            Item::Message(message) => entry.message(message, body.unwrap_or_default()),
            Item::Comment(comment) => entry.comment(comment),
            Item::Event(event) => entry.event(event),
        }
        entry
    }

    fn message(&mut self, message: &Message, body: CleanText) {
        let of = |role: RecipientRole| -> Vec<Line> {
            let of_role = |recipient: &&Recipient| recipient.role.as_ref() == Some(&role);
            message.recipients.iter().filter(of_role).map(address).filter(|line| !line.is_empty()).collect()
        };
        self.direction = message.is_inbound.map(|inbound| if inbound { "inbound" } else { "outbound" });
        self.channel_type = message.kind.as_ref().map(ToString::to_string);
        self.author = message.author.as_ref().map(Into::into);
        self.from = of(RecipientRole::From).into_iter().next();
        self.to = of(RecipientRole::To);
        self.cc = of(RecipientRole::Cc);
        self.reply_to = of(RecipientRole::ReplyTo);
        self.subject = Line::given(message.subject.as_deref());
        self.error = Line::given(message.error_type.as_deref());
        self.replies_to = message.replied_to().map(|id| id.to_string());
        self.files(&message.attachments);
        self.quoted_lines_omitted = body.omitted_quoted_lines;
        self.hidden_parts_removed = body.removed_invisible;
        self.misleading_links = body.misleading_links;
        self.body_truncated = body.truncated;
        self.body = Some(Passage::from(body).by(writer(message)));
    }

    fn files(&mut self, files: &[Attachment]) {
        self.attachments = files.iter().take(MAX_FILES).map(Into::into).collect();
        self.attachments_not_shown = files.len() - self.attachments.len();
    }

    fn comment(&mut self, comment: &Comment) {
        self.author = comment.author.as_ref().map(Into::into);
        let body = comment.body.as_deref().unwrap_or_default();
        self.body = Some(Passage::new(body).by(Writer::Teammate));
        self.files(&comment.attachments);
        self.pinned = comment.is_pinned == Some(true);
        self.replies_to = comment.replied_to().map(|id| id.to_string());
    }

    fn event(&mut self, event: &Event) {
        self.event = event.kind.as_ref().map(ToString::to_string);
        self.by = event.source.as_ref().and_then(|source| {
            let kind = source.kind.as_ref().map(ToString::to_string);
            name(&source.data).or(Line::given(kind.as_deref()))
        });
        self.target = event.target.as_ref().and_then(|target| name(&target.data));
    }

    /// Cuts the body to at most `chars` characters from an offset on. Returns the number of characters kept and the
    /// number that follow, or `None` if none follow.
    pub(super) fn cut_body(&mut self, from: usize, chars: usize) -> Option<(usize, usize)> {
        self.body_from = from;
        let missing = self.body.as_mut()?.keep(from, chars)?;
        Some((chars, missing))
    }
}

/// Returns the body of a message. Front's own text form includes hidden text, so it is evidence only.
pub(crate) fn body_of(message: &Message) -> MessageBody<'_> {
    let likely_text = !matches!(
        message.kind,
        None | Some(MessageType::Email | MessageType::Internal | MessageType::Other(_))
    );
    MessageBody::new(message.body.as_deref().unwrap_or_default())
        .text(message.text.as_deref())
        .likely_text(likely_text)
}

/// Returns the writer of a message.
fn writer(message: &Message) -> Option<Writer> {
    match message.is_inbound {
        Some(true) => Some(Writer::Customer),
        Some(false) => Some(Writer::Teammate),
        None => message.author.as_ref().map(|_| Writer::Teammate),
    }
}

/// Returns the name and id of the object that an event references.
fn name(data: &EventData) -> Option<Line> {
    let named = |name: Option<&str>, id: &str| Line::labelled(name.unwrap_or_default(), id);
    Some(match data {
        EventData::Teammate(teammate) => named(teammate_name(teammate).as_deref(), teammate.id.as_str()),
        EventData::Rule(rule) => {
            Line::new(&format!("rule {}", named(rule.name.as_deref(), rule.id.as_str())))
        }
        EventData::Inbox(inbox) => inbox.label(),
        EventData::Inboxes(inboxes) => listed(inboxes.iter().map(|inbox| inbox.label().into_string())),
        EventData::Message(message) => Line::new(message.id.as_str()),
        EventData::Comment(comment) => Line::new(comment.id.as_str()),
        EventData::Tag(tag) => tag.label(),
        EventData::Link(link) => named(link.name.as_deref(), link.id.as_str()),
        EventData::CustomField(field) => named(field.name.as_deref(), field.id.as_str()),
        EventData::Recipient(recipient) => address(recipient),
        EventData::DeletedConversationIds(ids) => listed(ids.iter().map(ToString::to_string)),
        EventData::None | EventData::Other(_) => return None,
    })
    .filter(|line| !line.is_empty())
}

fn listed(labels: impl Iterator<Item = String>) -> Line {
    Line::new(&labels.collect::<Vec<_>>().join(", "))
}
