//! Add data to the company.

use bytes::Bytes;
use client_core::testing::FormFile;
use serde_json::json;

use super::comments::{self, NewComment};
use super::events::Source;
use super::state::{Fields, Kind, Row, State};
use super::{
    FakeFront, accounts, attachments, channels, contacts, conversations, custom_fields, messages, outbox,
    tags,
};

#[allow(clippy::must_use_candidate, reason = "what is added is often not named again")]
impl FakeFront {
    /// Adds a teammate and returns the id. The user name is the part of the address before `@`.
    pub fn add_teammate(&self, email: &str, first_name: &str, last_name: &str) -> String {
        add_teammate(
            &mut self.lock(),
            json!({ "email": email, "first_name": first_name, "last_name": last_name }),
        )
    }

    /// Adds a team with these members and returns its id.
    pub fn add_team(&self, name: &str, teammates: &[&str]) -> String {
        self.lock().insert(Kind::Team, json!({ "name": name, "teammate_ids": teammates }))
    }

    /// Adds a shared inbox, of a team or of the company, and returns its id.
    pub fn add_inbox(&self, name: &str, team: Option<&str>) -> String {
        let row = json!({ "name": name, "team_id": team, "is_public": true, "teammate_ids": [], "custom_fields": {} });
        self.lock().insert(Kind::Inbox, row)
    }

    /// Adds a channel to an inbox and returns its id. The type is one of Front's, such as `smtp` or `custom`.
    pub fn add_channel(&self, inbox: &str, channel_type: &str, address: &str) -> String {
        channels::create(
            &mut self.lock(),
            json!({ "inbox_id": inbox, "type": channel_type, "address": address }),
        )
    }

    /// Adds a tag, below a parent or at the top level, and returns its id.
    pub fn add_tag(&self, name: &str, parent: Option<&str>) -> String {
        tags::create(&mut self.lock(), json!({ "name": name, "parent_id": parent }))
    }

    /// Adds a contact with one e-mail address and returns the id.
    pub fn add_contact(&self, name: &str, email: &str) -> String {
        let fields = json!({ "name": name, "handles": [{ "handle": email, "source": "email" }] });
        contacts::create(&mut self.lock(), fields)
    }

    /// Adds an account with one domain and returns its id.
    pub fn add_account(&self, name: &str, domain: &str) -> String {
        accounts::create(&mut self.lock(), json!({ "name": name, "domains": [domain] }))
    }

    /// Defines a custom field and returns its id.
    ///
    /// `resource` is a path segment (`accounts`, `contacts`, `conversations`, `inboxes`, `links`, `teammates`),
    /// `field_type` is a type of Front's (`string`, `boolean`, `datetime`, `number`, `teammate`, `inbox`, `enum`),
    /// and `values` are the values of an enum.
    pub fn add_custom_field(&self, resource: &str, name: &str, field_type: &str, values: &[&str]) -> String {
        custom_fields::define(&mut self.lock(), resource, name, field_type, values)
    }

    /// Sets the custom fields of a resource without validation. `fields` must be an object.
    pub fn set_custom_fields(&self, kind: Kind, id: &str, fields: serde_json::Value) {
        self.lock().set(kind, id, "custom_fields", fields);
    }

    /// Adds a conversation and returns its id.
    pub fn add_conversation(&self, new: NewConversation) -> String {
        new.add(&mut self.lock())
    }

    /// Adds an inbound message to a conversation, as if the customer had written, and returns its id.
    ///
    /// Reopens the conversation if it was archived.
    pub fn receive(&self, conversation: &str, from: &str, html: &str) -> String {
        add_message(&mut self.lock(), conversation, NewMessage::from(from, html))
    }

    /// Adds a message to a conversation and returns its id.
    pub fn add_message(&self, conversation: &str, message: NewMessage) -> String {
        add_message(&mut self.lock(), conversation, message)
    }

    /// Adds a comment of a teammate and returns its id.
    pub fn add_comment(&self, conversation: &str, author: &str, markdown: &str) -> String {
        add_comment(&mut self.lock(), conversation, author, markdown)
    }

    /// Merges one conversation into another. From then on, requests for the first are answered with 301, as Front
    /// does.
    ///
    /// A second merge makes a chain of redirects; merging back makes a loop.
    pub fn merge(&self, from: &str, into: &str) {
        conversations::merge(&mut self.lock(), from, into);
    }
}

/// A conversation to add with [`FakeFront::add_conversation`].
///
/// ```
/// use front_client::testing::{FakeFront, NewConversation, NewMessage};
///
/// let fake = FakeFront::new();
/// let inbox = fake.add_inbox("Support", None);
/// let channel = fake.add_channel(&inbox, "smtp", "support@acme.example");
/// let sarah = fake.add_teammate("sarah@acme.example", "Sarah", "Chen");
/// let id = fake.add_conversation(
///     NewConversation::new("Invoice 42")
///         .inbox(&inbox)
///         .assignee(&sarah)
///         .message(NewMessage::from("jo@example.com", "<p>Where is it?</p>").channel(&channel)),
/// );
/// assert_eq!(fake.conversation(&id).unwrap()["status"], "assigned");
/// assert_eq!(fake.messages_in(&id)[0]["text"], "Where is it?");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct NewConversation {
    fields: Row,
    assignee: Option<String>,
    tags: Vec<String>,
    archived: bool,
    messages: Vec<NewMessage>,
}

impl NewConversation {
    /// Creates an open, unassigned conversation.
    pub fn new(subject: &str) -> Self {
        let mut fields = Row::new();
        fields.insert("subject".into(), subject.into());
        Self { fields, assignee: None, tags: Vec::new(), archived: false, messages: Vec::new() }
    }

    /// Sets the id. By default a new one is assigned.
    pub fn id(self, id: &str) -> Self {
        self.set("id", id)
    }

    /// Sets the inbox.
    pub fn inbox(self, inbox: &str) -> Self {
        self.set("inbox_ids", json!([inbox]))
    }

    /// Sets the assignee.
    pub fn assignee(mut self, teammate: &str) -> Self {
        self.assignee = Some(teammate.to_owned());
        self
    }

    /// Adds a tag.
    pub fn tag(mut self, tag: &str) -> Self {
        self.tags.push(tag.to_owned());
        self
    }

    /// Archives the conversation after everything else.
    pub const fn archived(mut self) -> Self {
        self.archived = true;
        self
    }

    /// Makes it a discussion between these teammates.
    pub fn discussion(self, teammates: &[&str]) -> Self {
        self.set("type", "discussion")
            .set("teammate_ids", json!(teammates))
            .set("followers", json!(teammates))
    }

    /// Sets its custom fields without validation. `fields` must be an object.
    pub fn custom_fields(self, fields: serde_json::Value) -> Self {
        self.set("custom_fields", fields)
    }

    /// Adds a message.
    pub fn message(mut self, message: NewMessage) -> Self {
        self.messages.push(message);
        self
    }

    pub(super) fn set(mut self, field: &str, value: impl Into<serde_json::Value>) -> Self {
        self.fields.insert(field.to_owned(), value.into());
        self
    }

    pub(super) fn add(self, state: &mut State) -> String {
        let times = self.messages.iter().map(|message| message.ago);
        let (first, last) = (times.clone().max(), times.min());
        let id = then(state, first, |state| conversations::create(state, self.fields.into()));
        for message in self.messages {
            add_message(state, &id, message);
        }
        then(state, last, |state| {
            for tag in &self.tags {
                conversations::tag(state, &id, tag, Source::Api);
            }
            if self.assignee.is_some() {
                conversations::assign(state, &id, self.assignee.as_deref(), Source::Api);
            }
            if self.archived {
                conversations::set_status(state, &id, "archived", Source::Api);
            }
        });
        id
    }
}

/// Runs `work` as if it happened `ago`, or now.
fn then<T>(state: &mut State, ago: Option<std::time::Duration>, work: impl FnOnce(&mut State) -> T) -> T {
    match ago {
        Some(ago) => state.backdate(ago, work),
        None => work(state),
    }
}

/// A message to add with [`FakeFront::add_message`] or [`NewConversation::message`].
#[derive(Debug, Clone)]
#[must_use]
pub struct NewMessage {
    fields: Row,
    from: String,
    name: Option<String>,
    to: Vec<String>,
    /// Further recipients, with their roles.
    others: Vec<(&'static str, String)>,
    ago: std::time::Duration,
    files: Vec<(String, String, Bytes)>,
}

impl NewMessage {
    /// Creates a message from a customer.
    pub fn from(handle: &str, html: &str) -> Self {
        Self::new(handle, html).set("is_inbound", true)
    }

    /// Creates a message from a teammate to a customer.
    pub fn by(teammate: &str, to: &str, html: &str) -> Self {
        let message = Self::new("", html).set("is_inbound", false).set("author_id", teammate);
        Self { to: vec![to.to_owned()], ..message }
    }

    /// Name of the sender.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Adds a recipient. An inbound message without one goes to the address of its channel.
    pub fn to(mut self, handle: &str) -> Self {
        self.to.push(handle.to_owned());
        self
    }

    /// Adds a copy (Cc) recipient.
    pub fn cc(mut self, handle: &str) -> Self {
        self.others.push(("cc", handle.to_owned()));
        self
    }

    /// Adds a blind copy (Bcc) recipient.
    pub fn bcc(mut self, handle: &str) -> Self {
        self.others.push(("bcc", handle.to_owned()));
        self
    }

    /// Adds an address for replies.
    pub fn reply_to(mut self, handle: &str) -> Self {
        self.others.push(("reply-to", handle.to_owned()));
        self
    }

    /// Sets the type of the message, such as `internal` or `call`. Defaults to that of its channel.
    pub fn kind(self, message_type: &str) -> Self {
        self.set("type", message_type)
    }

    /// Makes it a message that could not be delivered, with an `error_type` such as `bounced`.
    pub fn failed(self, error_type: &str) -> Self {
        self.set("error_type", error_type)
    }

    /// Shows its direction as null.
    pub fn without_direction(self) -> Self {
        self.set("hide_direction", true)
    }

    /// Marks it as a forward, with an event `forward`.
    pub(super) fn forwarded(self) -> Self {
        self.set("forwarded", true)
    }

    /// Sets the channel. Defaults to the first of the conversation's inbox.
    pub fn channel(self, channel: &str) -> Self {
        self.set("channel_id", channel)
    }

    /// Sets the subject. Defaults to the conversation's.
    pub fn subject(self, subject: &str) -> Self {
        self.set("subject", subject)
    }

    /// Sets its age. Defaults to now.
    pub const fn ago(mut self, ago: std::time::Duration) -> Self {
        self.ago = ago;
        self
    }

    /// Attaches a file.
    pub fn file(mut self, filename: &str, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        self.files.push((filename.to_owned(), content_type.to_owned(), bytes.into()));
        self
    }

    pub(super) fn set(mut self, field: &str, value: impl Into<serde_json::Value>) -> Self {
        self.fields.insert(field.to_owned(), value.into());
        self
    }

    fn new(from: &str, html: &str) -> Self {
        let mut fields = Row::new();
        fields.insert("body".into(), html.into());
        let ago = std::time::Duration::ZERO;
        let (to, others, files) = (Vec::new(), Vec::new(), Vec::new());
        Self { fields, from: from.to_owned(), name: None, to, others, ago, files }
    }
}

pub(super) fn add_teammate(state: &mut State, fields: serde_json::Value) -> String {
    let username = fields["email"].as_str().and_then(|email| email.split('@').next()).unwrap_or_default();
    let mut row = json!({
        "username": username, "is_admin": false, "is_available": true, "is_blocked": false, "type": "user",
        "custom_fields": {},
    });
    if let (Some(row), serde_json::Value::Object(fields)) = (row.as_object_mut(), fields) {
        row.extend(fields);
    }
    state.insert(Kind::Teammate, row)
}

pub(super) fn add_comment(state: &mut State, conversation: &str, author: &str, markdown: &str) -> String {
    let new = NewComment {
        conversation,
        author: Some(author),
        body: markdown,
        is_pinned: false,
        attachments: Vec::new(),
        replied_to: None,
        token: None,
    };
    comments::add(state, new)
}

pub(super) fn add_message(state: &mut State, conversation: &str, new: NewMessage) -> String {
    let NewMessage { mut fields, from, name, mut to, others, ago, files } = new;
    let channel =
        fields.opt("channel_id").map(str::to_owned).or_else(|| conversations::channel(state, conversation));
    let row = channel.as_deref().and_then(|id| state.row(Kind::Channel, id)).cloned().unwrap_or_default();
    let address = row.text("address");
    let inbound = fields.flag("is_inbound");
    if inbound && to.is_empty() {
        to.push(row.opt("forwarding_alias").unwrap_or(address).to_owned());
    }
    let from = if inbound { from } else { address.to_owned() };
    let mut recipients = vec![messages::recipient("from", &from, name.as_deref())];
    recipients.extend(to.iter().map(|handle| messages::recipient("to", handle, None)));
    recipients.extend(others.iter().map(|(role, handle)| messages::recipient(role, handle, None)));
    let subject = state.row(Kind::Conversation, conversation).map(|row| row.text("subject").to_owned());
    for (field, value) in [
        ("type", outbox::message_type(row.opt("type").unwrap_or("smtp")).into()),
        ("subject", subject.into()),
        ("channel_id", channel.into()),
        ("recipients", recipients.into()),
        ("metadata", json!({})),
    ] {
        fields.entry(field).or_insert(value);
    }
    let uploads =
        files.into_iter().map(|(filename, content_type, bytes)| FormFile::new(filename, content_type, bytes));
    let ids: Vec<String> = uploads.map(|upload| attachments::store(state, &upload, None)).collect();
    fields.insert("attachments".into(), ids.into());
    then(state, Some(ago).filter(|ago| !ago.is_zero()), |state| messages::add(state, conversation, fields))
}
