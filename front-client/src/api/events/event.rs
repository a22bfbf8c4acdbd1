//! What an event looks like, and how its parts are told apart.

use client_core::{response, wire_enum};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    api::{
        comments::Comment,
        conversations::{Conversation, Link},
        custom_fields::CustomField,
        inboxes::Inbox,
        messages::{Message, Recipient},
        tags::Tag,
        teammates::Teammate,
    },
    id::{ConversationId, EventId, RuleId},
    time::Timestamp,
};

wire_enum! {
    /// What happened.
    pub enum EventType {
        /// The conversation was assigned.
        Assign = "assign",
        /// The conversation was taken from whoever had it.
        Unassign = "unassign",
        /// The conversation was archived.
        Archive = "archive",
        /// The conversation was brought back to the inbox.
        Reopen = "reopen",
        /// The conversation was put in the trash.
        Trash = "trash",
        /// The conversation was taken out of the trash.
        Restore = "restore",
        /// A snoozed conversation came back.
        Reminder = "reminder",
        /// A teammate wrote a comment.
        Comment = "comment",
        /// A comment mentioned a teammate.
        Mention = "mention",
        /// A message came in.
        Inbound = "inbound",
        /// A message went out that began a conversation.
        Outbound = "outbound",
        /// A reply went out.
        OutReply = "out_reply",
        /// The conversation was moved to another inbox.
        Move = "move",
        /// A message was forwarded.
        Forward = "forward",
        /// A tag was put on the conversation.
        Tag = "tag",
        /// A tag was taken off the conversation.
        Untag = "untag",
        /// A message could not be sent.
        SendingError = "sending_error",
        /// A message came back.
        MessageBounceError = "message_bounce_error",
        /// Other conversations were merged into this one.
        ConversationsMerged = "conversations_merged",
        /// A link was added to the conversation.
        LinkAdded = "link_added",
        /// A link was removed from the conversation.
        LinkRemoved = "link_removed",
        /// A custom field of the conversation changed.
        CustomFieldUpdated = "custom_field_updated",
        /// A teammate ran a macro.
        MacroTriggered = "macro_triggered",
        /// Front found out what the conversation is about.
        TopicIdentified = "topic_identified",
        /// The ticket status changed.
        TicketStatusUpdate = "ticket_status_update",
        /// A call began.
        CallStarted = "call_started",
        /// A caller hung up before an answer.
        CallAbandoned = "call_abandoned",
        /// A call waits in a queue.
        CallQueued = "call_queued",
        /// A call was put on hold.
        CallOnHold = "call_on_hold",
        /// A call was parked.
        CallParked = "call_parked",
        /// A call went on.
        CallResumed = "call_resumed",
        /// A call was answered.
        CallConnected = "call_connected",
        /// A call was not answered.
        CallMissed = "call_missed",
        /// A call ended.
        CallHangup = "call_hangup",
        /// A call was passed on.
        CallTransferred = "call_transferred",
        /// The transcript of a call is there.
        CallTranscriptAdded = "call_transcript_added",
        /// The transcript of a voicemail is there.
        CallVoicemailTranscriptAdded = "call_voicemail_transcript_added",
    }
    /// Who or what caused an event.
    pub enum EventSourceType {
        /// An API token.
        Api = "api",
        /// An application.
        OauthClient = "oauth_client",
        /// A rule.
        Rule = "rule",
        /// A teammate.
        Teammate = "teammate",
        /// A mail server.
        Imap = "imap",
        /// Gmail.
        Gmail = "gmail",
        /// A reminder that came due.
        Reminder = "reminder",
        /// The inboxes that a message came in on or went out from.
        Inboxes = "inboxes",
        /// The recipient of a message.
        Recipient = "recipient",
    }
    /// What an event happened to.
    pub enum EventTargetType {
        /// A teammate.
        Teammate = "teammate",
        /// Inboxes.
        Inboxes = "inboxes",
        /// A message.
        Message = "message",
        /// A comment.
        Comment = "comment",
        /// A tag.
        Tag = "tag",
        /// The conversations that were merged into another and are gone.
        DeletedConversationIds = "deleted_conversation_ids",
        /// A link.
        Link = "link",
        /// A custom field.
        CustomField = "custom_field",
    }
}

/// Something that happened.
#[response]
pub struct Event {
    /// The event.
    #[required]
    pub id: EventId,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: Option<EventType>,
    /// When it happened.
    pub emitted_at: Option<Timestamp>,
    /// Who or what caused it.
    pub source: Option<EventPart<EventSourceType>>,
    /// What it happened to.
    pub target: Option<EventPart<EventTargetType>>,
    /// The conversation in which it happened.
    pub conversation: Option<Conversation>,
}

/// The source or the target of an event: what kind of thing it is, and the thing.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct EventPart<K> {
    /// What kind of thing it is; `None` where nothing did it, or nothing else than the conversation is concerned.
    pub kind: Option<K>,
    /// The thing, often no more than its id.
    pub data: EventData,
    /// Fields beside the kind that this version of the crate does not know.
    pub meta_extra: Map<String, Value>,
    /// Fields that this version of the crate does not know.
    pub extra: Map<String, Value>,
}

/// The source or the target of an event.
///
/// It is read by the kind that Front states, never by its looks; what is not of the stated form is kept as
/// [`Other`](Self::Other).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EventData {
    /// Nothing.
    None,
    /// A teammate.
    Teammate(Box<Teammate>),
    /// A rule.
    Rule(Box<Rule>),
    /// An inbox: the target of a move.
    Inbox(Box<Inbox>),
    /// Inboxes: those that a message came in on or went out from.
    Inboxes(Vec<Inbox>),
    /// A message.
    Message(Box<Message>),
    /// A comment.
    Comment(Box<Comment>),
    /// A tag.
    Tag(Box<Tag>),
    /// A link.
    Link(Box<Link>),
    /// A custom field.
    CustomField(Box<CustomField>),
    /// The recipient of a message.
    Recipient(Box<Recipient>),
    /// Conversations that were merged into another and are gone.
    DeletedConversationIds(Vec<ConversationId>),
    /// Anything else, as it came.
    Other(Value),
}

/// A rule, as far as events tell.
#[response]
pub struct Rule {
    /// The rule.
    #[required]
    pub id: RuleId,
    /// Its name.
    pub name: Option<String>,
    /// What it does, in words.
    pub actions: Vec<String>,
    /// Whether it is a teammate's own.
    pub is_private: Option<bool>,
}

impl EventData {
    /// The inboxes, be they one or several.
    #[must_use]
    pub fn inboxes(&self) -> &[Inbox] {
        match self {
            Self::Inbox(inbox) => std::slice::from_ref(inbox),
            Self::Inboxes(inboxes) => inboxes,
            _ => &[],
        }
    }

    /// Reads `data` as the kind says. Items of lists that cannot be read stay in `fields`.
    fn read(kind: &str, fields: &mut Map<String, Value>) -> Self {
        fn typed<T: DeserializeOwned>(data: Value, variant: impl FnOnce(Box<T>) -> EventData) -> EventData {
            match T::deserialize(&data) {
                Ok(thing) => variant(Box::new(thing)),
                Err(_) => EventData::Other(data),
            }
        }
        match (kind, fields.get("data")) {
            ("inboxes", Some(Value::Array(_))) => return Self::Inboxes(response::list(fields, &["data"])),
            ("deleted_conversation_ids", Some(Value::Array(_))) => {
                return Self::DeletedConversationIds(response::list(fields, &["data"]));
            }
            _ => {}
        }
        match (kind, fields.remove("data").unwrap_or_default()) {
            (_, Value::Null) => Self::None,
            ("teammate", data) => typed(data, Self::Teammate),
            ("rule", data) => typed(data, Self::Rule),
            ("inboxes", data) => typed(data, Self::Inbox),
            ("message", data) => typed(data, Self::Message),
            ("comment", data) => typed(data, Self::Comment),
            ("tag", data) => typed(data, Self::Tag),
            ("link", data) => typed(data, Self::Link),
            ("custom_field", data) => typed(data, Self::CustomField),
            ("recipient", data) => typed(data, Self::Recipient),
            (_, data) => Self::Other(data),
        }
    }
}

impl Serialize for EventData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Teammate(thing) => thing.serialize(serializer),
            Self::Rule(thing) => thing.serialize(serializer),
            Self::Inbox(thing) => thing.serialize(serializer),
            Self::Inboxes(things) => things.serialize(serializer),
            Self::Message(thing) => thing.serialize(serializer),
            Self::Comment(thing) => thing.serialize(serializer),
            Self::Tag(thing) => thing.serialize(serializer),
            Self::Link(thing) => thing.serialize(serializer),
            Self::CustomField(thing) => thing.serialize(serializer),
            Self::Recipient(thing) => thing.serialize(serializer),
            Self::DeletedConversationIds(ids) => ids.serialize(serializer),
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

/// The form on the wire.
#[derive(Serialize)]
struct Wire<'a> {
    #[serde(rename = "_meta")]
    meta: Meta<'a>,
    data: &'a EventData,
    #[serde(flatten)]
    extra: &'a Map<String, Value>,
}

#[derive(Serialize)]
struct Meta<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(flatten)]
    extra: &'a Map<String, Value>,
}

impl<'de, K: for<'a> From<&'a str>> Deserialize<'de> for EventPart<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = response::fields(deserializer)?;
        let mut meta: Map<String, Value> = response::value(&mut fields, &["_meta"]);
        let kind: Option<String> = response::optional(&mut meta, &["type"]);
        let data = EventData::read(kind.as_deref().unwrap_or_default(), &mut fields);
        Ok(Self { kind: kind.as_deref().map(K::from), data, meta_extra: meta, extra: fields })
    }
}

impl<K: ToString> Serialize for EventPart<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.kind.as_ref().map(K::to_string);
        let meta = Meta { kind, extra: &self.meta_extra };
        Wire { meta, data: &self.data, extra: &self.extra }.serialize(serializer)
    }
}

client_core::json_schema! {
    impl<K: JsonSchema> JsonSchema for EventPart<K> {
        format!("EventPart_{}", K::schema_name()),
        |generator| {
            let kind = K::json_schema(generator);
            json_schema!({
                "type": "object",
                "properties": {
                    "_meta": { "type": "object", "properties": { "type": kind } },
                    "data": { "description": "The thing, of the kind that `_meta.type` names." },
                },
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(value: Value) -> Event {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn the_stated_kind_decides() {
        let event = event(json!({
            "id": "evt_1", "type": "inbound",
            "source": {"_meta": {"type": "inboxes"}, "data": [{"id": "inb_1"}]},
            "target": {"_meta": {"type": "message"}, "data": {"id": "msg_1"}},
        }));
        let source = event.source.unwrap();
        assert_eq!(source.kind, Some(EventSourceType::Inboxes));
        assert!(matches!(source.data, EventData::Inboxes(_)));
        assert_eq!(source.data.inboxes()[0].id, "inb_1");
        assert!(matches!(event.target.unwrap().data, EventData::Message(message) if message.id == "msg_1"));
    }

    #[test]
    fn merges_name_what_is_gone() {
        let merged = json!({
            "id": "evt_1", "type": "conversations_merged",
            "target": {"_meta": {"type": "deleted_conversation_ids"}, "data": ["cnv_1", "cnv_2"]},
        });
        let target = event(merged).target.unwrap();
        assert_eq!(target.data, EventData::DeletedConversationIds(vec!["cnv_1".into(), "cnv_2".into()]));
    }

    #[test]
    fn nothing_is_lost_that_is_not_understood() {
        for (kind, data) in [
            (json!("teammate"), json!("tea_1")),
            (json!("teammate"), json!({"name": "no id"})),
            (json!("weather"), json!({"rain": true})),
            (json!("api"), json!({"id": "x"})),
            (Value::Null, json!([1])),
        ] {
            let part = json!({"_meta": {"type": kind}, "data": data});
            let read = event(json!({"id": "evt_1", "type": "new", "source": part})).source.unwrap();
            assert_eq!(read.data, EventData::Other(data));
            assert_eq!(serde_json::to_value(&read).unwrap(), part);
        }
        let none = event(json!({"id": "evt_1", "source": {"_meta": {"type": null}}, "target": null}));
        assert_eq!(none.source.unwrap().data, EventData::None);
        assert_eq!(none.target, None);
    }
}
