//! Event, and its typed source and target.

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
    /// Event type.
    pub enum EventType {
        /// The conversation was assigned.
        Assign = "assign",
        /// The conversation was unassigned.
        Unassign = "unassign",
        /// The conversation was archived.
        Archive = "archive",
        /// The conversation was reopened.
        Reopen = "reopen",
        /// The conversation was moved to the trash.
        Trash = "trash",
        /// The conversation was restored from the trash.
        Restore = "restore",
        /// A snoozed conversation was reopened.
        Reminder = "reminder",
        /// A teammate wrote a comment.
        Comment = "comment",
        /// A comment mentioned a teammate.
        Mention = "mention",
        /// A message came in.
        Inbound = "inbound",
        /// A message was sent that started a conversation.
        Outbound = "outbound",
        /// A reply was sent.
        OutReply = "out_reply",
        /// The conversation was moved to another inbox.
        Move = "move",
        /// A message was forwarded.
        Forward = "forward",
        /// A tag was added to the conversation.
        Tag = "tag",
        /// A tag was removed from the conversation.
        Untag = "untag",
        /// A message could not be sent.
        SendingError = "sending_error",
        /// A message bounced.
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
        /// Front identified the topic of the conversation.
        TopicIdentified = "topic_identified",
        /// The ticket status changed.
        TicketStatusUpdate = "ticket_status_update",
        /// A call started.
        CallStarted = "call_started",
        /// A caller hung up before the call was answered.
        CallAbandoned = "call_abandoned",
        /// A call was queued.
        CallQueued = "call_queued",
        /// A call was put on hold.
        CallOnHold = "call_on_hold",
        /// A call was parked.
        CallParked = "call_parked",
        /// A call was resumed.
        CallResumed = "call_resumed",
        /// A call was answered.
        CallConnected = "call_connected",
        /// A call was missed.
        CallMissed = "call_missed",
        /// A call ended.
        CallHangup = "call_hangup",
        /// A call was transferred.
        CallTransferred = "call_transferred",
        /// The transcript of a call was added.
        CallTranscriptAdded = "call_transcript_added",
        /// The transcript of a voicemail was added.
        CallVoicemailTranscriptAdded = "call_voicemail_transcript_added",
    }
    /// Type of an event's source.
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
        /// A reminder that became due.
        Reminder = "reminder",
        /// Inboxes that a message was received in or sent from.
        Inboxes = "inboxes",
        /// The recipient of a message.
        Recipient = "recipient",
    }
    /// Type of an event's target.
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
        /// Conversations that were merged into another and deleted.
        DeletedConversationIds = "deleted_conversation_ids",
        /// A link.
        Link = "link",
        /// A custom field.
        CustomField = "custom_field",
    }
}

/// An event.
#[response]
pub struct Event {
    /// Event id.
    #[required]
    pub id: EventId,
    /// Event type.
    #[serde(rename = "type")]
    pub kind: Option<EventType>,
    /// Time of the event.
    pub emitted_at: Option<Timestamp>,
    /// Source of the event.
    pub source: Option<EventPart<EventSourceType>>,
    /// Target of the event.
    pub target: Option<EventPart<EventTargetType>>,
    /// Conversation of the event.
    pub conversation: Option<Conversation>,
}

/// Source or target of an event, with its type.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct EventPart<K> {
    /// Type. `None` if the event has no source, or concerns only the conversation.
    pub kind: Option<K>,
    /// Referenced object, often only its id.
    pub data: EventData,
    /// Fields of the metadata that this crate does not know.
    pub meta_extra: Map<String, Value>,
    /// Fields that this crate does not know.
    pub extra: Map<String, Value>,
}

/// Object that is the source or target of an event.
///
/// Parsed by the type that Front states, never by its shape. Data that does not fit the stated type is kept as
/// [`Other`](Self::Other).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EventData {
    /// No data.
    None,
    /// A teammate.
    Teammate(Box<Teammate>),
    /// A rule.
    Rule(Box<Rule>),
    /// An inbox: the target of a move.
    Inbox(Box<Inbox>),
    /// Inboxes that a message was received in or sent from.
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
    /// Conversations that were merged into another and deleted.
    DeletedConversationIds(Vec<ConversationId>),
    /// Any other data, as received.
    Other(Value),
}

/// A rule, as referenced by events.
#[response]
pub struct Rule {
    /// Rule id.
    #[required]
    pub id: RuleId,
    /// Name.
    pub name: Option<String>,
    /// Descriptions of its actions.
    pub actions: Vec<String>,
    /// `true` if the inbox belongs to one teammate.
    pub is_private: Option<bool>,
}

impl EventData {
    /// Returns the inboxes, whether the data is one inbox or several.
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

/// Wire format.
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
    fn data_is_parsed_by_its_stated_type() {
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
    fn merge_event_lists_deleted_conversations() {
        let merged = json!({
            "id": "evt_1", "type": "conversations_merged",
            "target": {"_meta": {"type": "deleted_conversation_ids"}, "data": ["cnv_1", "cnv_2"]},
        });
        let target = event(merged).target.unwrap();
        assert_eq!(target.data, EventData::DeletedConversationIds(vec!["cnv_1".into(), "cnv_2".into()]));
    }

    #[test]
    fn unknown_data_round_trips() {
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
