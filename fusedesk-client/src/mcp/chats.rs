//! Views of chats.

use client_core::mcp::{text::MessageBody, untrusted::Line};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    call::Call,
    names::Names,
    view::{CustomerRef, NameView, excerpt, hours, time, title},
};
use crate::{
    api::chats::{Chat, ChatMessage, ChatSender},
    id::{CaseId, ChatId},
    time::Moment,
};

/// Length of the last message of a chat in a list, in characters.
const EXCERPT_CHARS: usize = 200;

/// A chat, without its messages.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct ChatView {
    /// Id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<ChatId>,
    /// Platform, such as livechat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) platform: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Line>,
    /// The name that the client gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client: Option<Line>,
    /// Contact. Absent if FuseDesk does not know the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer: Option<CustomerRef>,
    /// The case that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) case_id: Option<CaseId>,
    /// The department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) department: Option<NameView>,
    /// Assigned rep. Absent if unassigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rep: Option<NameView>,
    /// Number of messages that no rep has seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unseen: Option<i64>,
    /// Party that has to respond: team or customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting_on: Option<&'static str>,
    /// Beginning of the last message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_message: Option<Line>,
    /// Time of writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_message_at: Option<String>,
    /// Hours since then. Absent if FuseDesk gives no time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) idle_hours: Option<f64>,
    /// Time of creation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_at: Option<String>,
    /// Time of closing. Absent while it is active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) closed_at: Option<String>,
}

impl ChatView {
    /// Creates the summary at a given time, for the waiting time.
    pub(crate) async fn at(call: &Call, chat: &Chat, names: &Names, now: i64) -> Self {
        let is_closed = chat.closed_at.is_some();
        let waiting_on = match chat.last_message_sender {
            _ if is_closed => None,
            Some(ChatSender::Client) => Some("team"),
            Some(ChatSender::Rep) => Some("customer"),
            _ => None,
        };
        let idle = last_at(chat).and_then(Moment::as_millis).filter(|_| !is_closed);
        Self {
            id: chat.id.clone(),
            platform: chat.platform.as_ref().map(ToString::to_string),
            title: title(chat.title.as_deref()),
            client: Line::given(chat.client_name.as_deref()),
            customer: CustomerRef::of(chat.contact_uuid.as_ref(), chat.crm_contact_id),
            case_id: chat.case_id,
            department: chat.department_id.map(|id| names.department(id)),
            rep: chat.rep_user_id.map(|id| names.rep(id)),
            unseen: chat.unseen,
            waiting_on,
            last_message: excerpt(call, chat.last_message.as_deref().map(MessageBody::new), EXCERPT_CHARS)
                .await,
            last_message_at: time(last_at(chat)),
            idle_hours: idle.map(|since| hours(since, now)),
            created_at: time(chat.created_at.as_ref()),
            closed_at: time(chat.closed_at.as_ref()),
        }
    }
}

/// Returns the time of the last message.
pub(crate) fn last_at(chat: &Chat) -> Option<&Moment> {
    chat.last_message_at.as_ref().or(chat.created_at.as_ref())
}

/// Returns the sort key of a chat: the time of the last message. Chats without a time are the oldest.
pub(crate) fn key(chat: &Chat) -> (i64, String) {
    let millis = last_at(chat).and_then(Moment::millis_as_if_utc).unwrap_or(i64::MIN);
    (millis, chat.id.as_ref().map(ToString::to_string).unwrap_or_default())
}

/// Returns the sender of a message: the name, and (client) or (rep).
pub(crate) fn who(message: &ChatMessage, chat: &Chat, names: &Names) -> Line {
    let rep = message.rep_user_id.map(|id| {
        let rep = names.rep(id);
        rep.name.unwrap_or_else(|| format!("rep {id}").into())
    });
    match (&message.sender, rep) {
        (Some(ChatSender::Client), _) => {
            Line::labelled(chat.client_name.as_deref().unwrap_or_default(), "client")
        }
        (Some(ChatSender::Rep) | None, Some(name)) => Line::labelled(&name, "rep"),
        (Some(sender), Some(name)) => Line::labelled(&name, &sender.to_string()),
        (Some(sender), None) => sender.to_string().into(),
        // It may be from the client, or a promise of a rep.
        (None, None) => "unknown".into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn unknown_sender_is_not_the_client() {
        let chat: Chat = serde_json::from_value(json!({ "id": "c", "clientName": "Ann" })).unwrap();
        let who = |message: Value| who(&serde_json::from_value(message).unwrap(), &chat, &Names::default());
        assert_eq!(who(json!({ "sender": "client", "message": "Hi" })), "Ann (client)");
        assert_eq!(who(json!({ "sender": "rep", "repId": 7 })), "rep 7 (rep)");
        assert_eq!(who(json!({ "repId": 7 })), "rep 7 (rep)");
        assert_eq!(who(json!({ "sender": "system" })), "system");
        assert_eq!(who(json!({ "message": "We will call you." })), "unknown");
    }
}
