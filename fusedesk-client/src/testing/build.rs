//! Builders that add records to the account.

use std::time::Duration;

use super::model::{Case, Chat, Contact, Email, HistoryEntry, Rep};
use super::state::State;
use super::{FakeDesk, case_tags, cases, chats, contacts, departments};

#[allow(clippy::must_use_candidate, reason = "what is added is often not named again")]
impl FakeDesk {
    /// Adds a department with all reps and returns its id.
    pub fn add_department(&self, name: &str) -> u64 {
        departments::add(&mut self.lock(), name)
    }

    /// Adds an active rep and returns the user id, which is `repid` in cases.
    pub fn add_rep(&self, email: &str, first_name: &str, last_name: &str) -> u64 {
        let state = &mut *self.lock();
        let (user_id, rep_id, created) = (state.new_id(), state.new_id(), state.now());
        let rep = Rep {
            user_id,
            rep_id,
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email: email.to_owned(),
            active: true,
            created,
            ..Rep::default()
        };
        state.reps.insert(user_id, rep);
        user_id
    }

    /// Adds a case tag and returns its id.
    pub fn add_case_tag(&self, name: &str) -> u64 {
        case_tags::add(&mut self.lock(), name)
    }

    /// Adds a contact and returns its UUID.
    pub fn add_contact(&self, new: NewContact) -> String {
        new.add(&mut self.lock())
    }

    /// Adds a case and returns its id.
    pub fn add_case(&self, new: NewCase) -> u64 {
        new.add(&mut self.lock())
    }

    /// Adds an entry to the history of a case and returns its id.
    pub fn add_entry(&self, case: u64, new: NewEntry) -> u64 {
        new.add(&mut self.lock(), case)
    }

    /// Adds a chat and returns its id.
    pub fn add_chat(&self, new: NewChat) -> String {
        new.add(&mut self.lock())
    }

    /// Adds a message of the client to a chat.
    pub fn add_client_message(&self, chat: &str, text: &str) {
        chats::add_message(&mut self.lock(), chat, "client", None, text);
    }

    /// Adds an e-mail without a case and returns its id.
    pub fn add_email(&self, new: NewEmail) -> String {
        new.add(&mut self.lock())
    }

    /// Adds the customer's rating of a case: a number and a comment.
    pub fn add_rating(&self, case: u64, rating: u64, feedback: &str) {
        let state = &mut *self.lock();
        let now = state.now();
        if let Some(case) = state.cases.get_mut(&case) {
            (case.rating, case.feedback, case.rated) = (Some(rating), Some(feedback.to_owned()), Some(now));
        }
    }
}

/// A contact to add with [`FakeDesk::add_contact`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct NewContact(Contact);

impl NewContact {
    /// Creates a contact with a name.
    pub fn new(first_name: &str, last_name: &str) -> Self {
        Self::default().field("firstName", first_name).field("lastName", last_name)
    }

    /// Sets the first e-mail address.
    pub fn email(self, address: &str) -> Self {
        self.field("emailAddress", address)
    }

    /// Sets the first phone number.
    pub fn phone(self, number: &str) -> Self {
        self.field("phone1", number)
    }

    /// Sets the company.
    pub fn company(self, name: &str) -> Self {
        self.field("company", name)
    }

    /// Sets a field by its name on the wire, such as `cityBilling`. Unknown names are ignored.
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.0.set(name, value);
        self
    }

    /// Sets the ids in place of new ones: the UUID, and the id in the CRM.
    pub fn ids(mut self, uuid: &str, crm_id: u64) -> Self {
        (self.0.uuid, self.0.crm_id) = (uuid.to_owned(), Some(crm_id));
        self
    }

    pub(super) fn add(self, state: &mut State) -> String {
        let now = state.now();
        contacts::add(state, Contact { created: now, updated: now, ..self.0 })
    }
}

/// A case to add with [`FakeDesk::add_case`].
///
/// ```
/// use std::time::Duration;
///
/// use fusedesk_client::testing::{FakeDesk, NewCase, NewContact, NewEntry};
///
/// let fake = FakeDesk::new();
/// let support = fake.add_department("Support");
/// let sarah = fake.add_rep("sarah@acme.example", "Sarah", "Chen");
/// let jo = fake.add_contact(NewContact::new("Jo", "Park").email("jo@example.com"));
/// let id = fake.add_case(
///     NewCase::new(support, "Where is my invoice?")
///         .contact(&jo)
///         .rep(sarah)
///         .ago(Duration::from_secs(7_200))
///         .entry(NewEntry::email_by(sarah, "It is on its way.").ago(Duration::from_secs(3_600))),
/// );
/// let case = fake.case(id).unwrap();
/// assert_eq!((&case["status"], &case["openedby"]), (&"open".into(), &"jo@example.com".into()));
/// assert_eq!(case["history"].as_array().unwrap().len(), 2);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct NewCase {
    case: Case,
    ago: Duration,
    kind: &'static str,
    entries: Vec<NewEntry>,
    snoozed: Option<Duration>,
}

impl NewCase {
    /// Creates a new case of a department, opened now by a key, with a note as its first entry.
    pub fn new(department: u64, summary: &str) -> Self {
        let case = Case { department, summary: summary.to_owned(), status: "new".into(), ..Case::default() };
        Self { case, ago: Duration::ZERO, kind: "note", entries: Vec::new(), snoozed: None }
    }

    /// Sets the id. By default a new one is assigned.
    pub fn id(mut self, id: u64) -> Self {
        self.case.id = id;
        self
    }

    /// Sets the text, which is the first entry of the history as well.
    pub fn details(mut self, text: &str) -> Self {
        self.case.details = text.to_owned();
        self
    }

    /// Sets the opener as text. Defaults to the address of the contact.
    pub fn opened_by(mut self, who: &str) -> Self {
        self.case.opened_by = who.to_owned();
        self
    }

    /// Sets the type of the first entry: `note`, `call`, `email` or `chat`.
    pub const fn opened_as(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// Sets the contact, by UUID.
    pub fn contact(mut self, uuid: &str) -> Self {
        self.case.contact_uuid = Some(uuid.to_owned());
        self
    }

    /// Sets the rep, by user id.
    pub fn rep(mut self, user_id: u64) -> Self {
        self.case.rep = Some(user_id);
        self
    }

    /// Sets the rep who created it, by user id.
    pub fn created_by(mut self, user_id: u64) -> Self {
        self.case.created_by = Some(user_id);
        self
    }

    /// Adds a tag.
    pub fn tag(mut self, tag: u64) -> Self {
        self.case.tags.push(tag);
        self
    }

    /// Sets the final status. Defaults to the status that results from the history.
    pub fn status(mut self, status: &str) -> Self {
        self.case.status = status.to_owned();
        self
    }

    /// Sets the time since opening. Defaults to now.
    pub const fn ago(mut self, ago: Duration) -> Self {
        self.ago = ago;
        self
    }

    /// Snoozes the case for this time from now.
    pub const fn snoozed_for(mut self, time: Duration) -> Self {
        self.snoozed = Some(time);
        self
    }

    /// Adds an entry to the history.
    pub fn entry(mut self, entry: NewEntry) -> Self {
        self.entries.push(entry);
        self
    }

    pub(super) fn add(mut self, state: &mut State) -> u64 {
        let contact = self.case.contact_uuid.as_deref().and_then(|uuid| state.contact(uuid));
        self.case.contact_id = contact.and_then(|contact| contact.crm_id);
        if self.case.opened_by.is_empty() {
            let address = contact.and_then(|contact| contact.emails().next());
            self.case.opened_by = address.unwrap_or("unknown").to_owned();
        }
        let (status, ago) = (self.case.status.clone(), self.ago);
        let id = state.backdate(ago, |state| {
            let now = state.now();
            let status = "new".to_owned();
            cases::add(state, Case { opened: now, updated: now, status, ..self.case }, self.kind)
        });
        let last = self.entries.iter().map(|entry| entry.ago).min().unwrap_or(ago);
        for entry in self.entries {
            entry.add(state, id);
        }
        if status != "new" {
            state.backdate(last, |state| cases::set_status(state, id, &status));
        }
        if let Some(time) = self.snoozed {
            let until = state.now() + time.as_secs();
            if let Some(case) = state.cases.get_mut(&id) {
                case.snoozed_until = Some(until);
            }
        }
        id
    }
}

/// An entry of a case's history, to add with [`FakeDesk::add_entry`] or [`NewCase::entry`].
#[derive(Debug, Clone)]
#[must_use]
pub struct NewEntry {
    kind: &'static str,
    title: String,
    text: String,
    html: Option<String>,
    rep: Option<u64>,
    ago: Duration,
}

impl NewEntry {
    /// Creates a note of a rep.
    pub fn note(rep: u64, title: &str, text: &str) -> Self {
        Self { title: title.to_owned(), ..Self::new("note", Some(rep), text) }
    }

    /// Creates a note about a call of a rep.
    pub fn call(rep: u64, title: &str, text: &str) -> Self {
        Self { kind: "call", ..Self::note(rep, title, text) }
    }

    /// Creates an e-mail of the customer. The case becomes new.
    pub fn email(text: &str) -> Self {
        Self::new("email", None, text)
    }

    /// Creates an e-mail of a rep to the customer. The case becomes open.
    pub fn email_by(rep: u64, text: &str) -> Self {
        Self::new("email", Some(rep), text)
    }

    /// Sets the HTML of an e-mail.
    pub fn html(mut self, html: &str) -> Self {
        self.html = Some(html.to_owned());
        self
    }

    /// Sets its age. Defaults to now.
    pub const fn ago(mut self, ago: Duration) -> Self {
        self.ago = ago;
        self
    }

    fn new(kind: &'static str, rep: Option<u64>, text: &str) -> Self {
        Self { kind, title: String::new(), text: text.to_owned(), html: None, rep, ago: Duration::ZERO }
    }

    pub(super) fn add(self, state: &mut State, case: u64) -> u64 {
        let Self { kind, title, text, html, rep, ago } = self;
        state.backdate(ago, |state| {
            if kind != "email" {
                let kind = kind.to_owned();
                return state.add_entry(
                    case,
                    HistoryEntry { kind, title, note: text, rep, ..HistoryEntry::default() },
                );
            }
            let customer = cases::address_of(state, case).unwrap_or_default();
            let desk = "support@acme.example".to_owned();
            let (from, to) = if rep.is_some() { (desk, customer) } else { (customer, desk) };
            let summary =
                state.cases.get(&case).map(|case| (format!("Re: {}", case.summary), case.contact_id));
            let (subject, contact_id) = summary.unwrap_or_default();
            let email = Email { from, to, subject, contact_id, body: text, html, ..Email::default() };
            cases::receive(state, case, email, rep)
        })
    }
}

/// A chat to add with [`FakeDesk::add_chat`].
#[derive(Debug, Clone)]
#[must_use]
pub struct NewChat {
    chat: Chat,
    messages: Vec<(&'static str, Option<u64>, String, Duration)>,
    closed: bool,
}

impl NewChat {
    /// Creates a chat of a department on the website.
    pub fn new(department: u64, title: &str) -> Self {
        let chat = Chat {
            department: Some(department),
            title: title.to_owned(),
            platform: "livechat".into(),
            ..Chat::default()
        };
        Self { chat, messages: Vec::new(), closed: false }
    }

    /// Sets the id. By default a new one is assigned.
    pub fn id(mut self, id: &str) -> Self {
        self.chat.id = id.to_owned();
        self
    }

    /// Sets the platform. Defaults to `livechat`.
    pub fn platform(mut self, platform: &str) -> Self {
        self.chat.platform = platform.to_owned();
        self
    }

    /// The name that the client gave.
    pub fn client(mut self, name: &str) -> Self {
        self.chat.client = Some(name.to_owned());
        self
    }

    /// Sets the contact of the client, by UUID.
    pub fn contact(mut self, uuid: &str) -> Self {
        self.chat.contact_uuid = Some(uuid.to_owned());
        self
    }

    /// The case that it belongs to.
    pub fn case(mut self, id: u64) -> Self {
        self.chat.case = Some(id);
        self
    }

    /// Adds a message of the client, this long ago.
    pub fn client_message(mut self, text: &str, ago: Duration) -> Self {
        self.messages.push(("client", None, text.to_owned(), ago));
        self
    }

    /// Adds a message of a rep, by user id, this long ago.
    pub fn rep_message(mut self, rep: u64, text: &str, ago: Duration) -> Self {
        self.messages.push(("rep", Some(rep), text.to_owned(), ago));
        self
    }

    /// Closes the chat after its last message.
    pub const fn closed(mut self) -> Self {
        self.closed = true;
        self
    }

    pub(super) fn add(mut self, state: &mut State) -> String {
        if self.chat.id.is_empty() {
            self.chat.id = format!("ch-{}", state.new_id());
        }
        let contact = self.chat.contact_uuid.as_deref().and_then(|uuid| state.contact(uuid));
        self.chat.contact_id = contact.and_then(|contact| contact.crm_id);
        let id = self.chat.id.clone();
        let ages = self.messages.iter().map(|(.., ago)| *ago);
        let (first, last) = (ages.clone().max().unwrap_or_default(), ages.min().unwrap_or_default());
        self.chat.created = state.backdate(first, |state| state.now());
        state.chats.push(self.chat);
        for (sender, rep, text, ago) in self.messages {
            state.backdate(ago, |state| chats::add_message(state, &id, sender, rep, &text));
        }
        if self.closed {
            let closed = state.backdate(last, |state| state.now());
            if let Ok(chat) = state.chat_mut(&id) {
                (chat.closed, chat.unseen) = (Some(closed), 0);
            }
        }
        id
    }
}

/// An e-mail that belongs to no case, to add with [`FakeDesk::add_email`].
#[derive(Debug, Clone)]
#[must_use]
pub struct NewEmail {
    email: Email,
    ago: Duration,
}

impl NewEmail {
    /// Creates an e-mail to the support address.
    pub fn new(from: &str, subject: &str, body: &str) -> Self {
        let email = Email {
            from: from.to_owned(),
            to: "support@acme.example".into(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            ..Email::default()
        };
        Self { email, ago: Duration::ZERO }
    }

    /// Sets the id. By default a new one is assigned.
    pub fn id(mut self, id: &str) -> Self {
        self.email.id = id.to_owned();
        self
    }

    /// Sets the HTML.
    pub fn html(mut self, html: &str) -> Self {
        self.email.html = Some(html.to_owned());
        self
    }

    /// Sets the addresses in copy, comma-separated.
    pub fn cc(mut self, addresses: &str) -> Self {
        self.email.cc = addresses.to_owned();
        self
    }

    /// Sets the spam score. Defaults to 0.
    pub const fn spam_score(mut self, score: f64) -> Self {
        self.email.spam_score = score;
        self
    }

    /// Sets the time since receipt. Defaults to now.
    pub const fn ago(mut self, ago: Duration) -> Self {
        self.ago = ago;
        self
    }

    pub(super) fn add(mut self, state: &mut State) -> String {
        if self.email.id.is_empty() {
            self.email.id = format!("e{}", state.new_id());
        }
        self.email.at = state.backdate(self.ago, |state| state.now());
        self.email.contact_id = state.contact_by_email(&self.email.from).and_then(|contact| contact.crm_id);
        let id = self.email.id.clone();
        state.emails.push(self.email);
        id
    }
}
