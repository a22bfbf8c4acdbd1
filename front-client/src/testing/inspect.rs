//! Read the fake's state directly, without a client.

use serde_json::Value;

use super::state::{Fields, Kind, Row, State};
use super::{
    FakeFront, accounts, attachments, channels, comments, contacts, conversations, custom_fields, events,
    inboxes, messages, router, tags, teammates, teams,
};

impl FakeFront {
    /// Returns a conversation in the form of `GET /conversations/{id}`. `None` if it is unknown or merged into
    /// another.
    #[must_use]
    pub fn conversation(&self, id: &str) -> Option<Value> {
        self.resource(Kind::Conversation, id)
    }

    /// Returns a contact in the form of `GET /contacts/{id}`.
    #[must_use]
    pub fn contact(&self, id: &str) -> Option<Value> {
        self.resource(Kind::Contact, id)
    }

    /// Returns any resource, in the form of the API.
    #[must_use]
    pub fn resource(&self, kind: Kind, id: &str) -> Option<Value> {
        let state = &mut *self.lock();
        messages::settle(state);
        state.row(kind, id).map(|row| render(state, kind, row))
    }

    /// Returns all resources of a kind, by id.
    #[must_use]
    pub fn resources(&self, kind: Kind) -> Vec<Value> {
        let state = &mut *self.lock();
        messages::settle(state);
        state.rows(kind).map(|row| render(state, kind, row)).collect()
    }

    /// Returns the messages of a conversation, oldest first, without drafts.
    #[must_use]
    pub fn messages_in(&self, conversation: &str) -> Vec<Value> {
        let state = &mut *self.lock();
        messages::settle(state);
        messages::of_conversation(state, conversation)
            .into_iter()
            .map(|row| messages::render(state, row))
            .collect()
    }

    /// Returns the drafts of a conversation, oldest first.
    #[must_use]
    pub fn drafts_in(&self, conversation: &str) -> Vec<Value> {
        let all = self.resources(Kind::Message);
        let of_conversation = |message: &Value| {
            let link = message["_links"]["related"]["conversation"].as_str().unwrap_or_default();
            !message["draft_mode"].is_null() && link.ends_with(&format!("/{conversation}"))
        };
        all.into_iter().filter(of_conversation).collect()
    }

    /// Returns the comments of a conversation, oldest first.
    #[must_use]
    pub fn comments_in(&self, conversation: &str) -> Vec<Value> {
        let state = &mut *self.lock();
        let rows = comments::of_conversation(state, conversation).into_iter().rev();
        rows.map(|row| comments::render(state, row)).collect()
    }

    /// Returns all messages accepted for sending, in order, including those that do not exist yet.
    ///
    /// Each has `message_uid`, `message_id` (null before it exists), `conversation_id` (null for a new one that does
    /// not exist yet), `channel_id`, `author_id`, `to`, `cc`, `bcc`, `subject`, `body`, `archive`, `tag_ids`,
    /// `attachments` (file names) and `accepted_at`.
    #[must_use]
    pub fn sent(&self) -> Vec<Value> {
        let state = &mut *self.lock();
        messages::settle(state);
        state.sent.clone()
    }

    /// Returns the number of custom fields erased by updates that omitted them.
    #[must_use]
    pub fn erased_custom_fields(&self) -> u64 {
        self.lock().erased_fields
    }

    /// Returns method, path template and scope of every operation of the fake. The scope is empty if none is
    /// needed.
    pub fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        router::operations()
    }
}

fn render(state: &State, kind: Kind, row: &Row) -> Value {
    match kind {
        Kind::Account => accounts::render(state, row),
        Kind::Attachment => {
            let all = attachments::render_all(state, "", &[row.id().to_owned()]);
            all.get(0).cloned().unwrap_or_default()
        }
        Kind::Channel => channels::render(state, row),
        Kind::Comment => comments::render(state, row),
        Kind::Contact => contacts::render(state, row),
        Kind::Conversation => conversations::render(state, row),
        Kind::CustomField => custom_fields::render(state, row),
        Kind::Event => events::render(state, row),
        Kind::Inbox => inboxes::render(state, row),
        Kind::Link => conversations::render_link(state, row),
        Kind::Message => messages::render(state, row),
        Kind::Tag => tags::render(state, row),
        Kind::Team => teams::render(state, row),
        Kind::Teammate => teammates::render(state, row),
    }
}
