//! State of the fake company: one table of JSON rows per kind of resource.
//!
//! Rows contain what the fake needs to know, not what it returns: times are milliseconds, other resources are ids.
//! Each section renders its rows.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use client_core::testing::{Kit, Tokens};
use serde_json::Value;

use super::limits::RateLimiter;
use super::outbox::Pending;
use super::redirect::MergedLocation;

/// A stored resource.
pub(super) use client_core::testing::Row;

/// Kind of resource that the fake stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Accounts, `acc_`.
    Account,
    /// Files of messages and comments, `fil_`.
    Attachment,
    /// Channels, `cha_`.
    Channel,
    /// Comments, `com_`.
    Comment,
    /// Contacts, `crd_`.
    Contact,
    /// Conversations, `cnv_`.
    Conversation,
    /// Definitions of custom fields, `fld_`.
    CustomField,
    /// Events, `evt_`.
    Event,
    /// Inboxes, `inb_`.
    Inbox,
    /// Links, `top_`.
    Link,
    /// Messages and drafts, `msg_`.
    Message,
    /// Tags, `tag_`.
    Tag,
    /// Teams (workspaces), `tim_`.
    Team,
    /// Teammates, `tea_`.
    Teammate,
}

impl Kind {
    /// Returns the id prefix of this kind, without the underscore.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Account => "acc",
            Self::Attachment => "fil",
            Self::Channel => "cha",
            Self::Comment => "com",
            Self::Contact => "crd",
            Self::Conversation => "cnv",
            Self::CustomField => "fld",
            Self::Event => "evt",
            Self::Inbox => "inb",
            Self::Link => "top",
            Self::Message => "msg",
            Self::Tag => "tag",
            Self::Team => "tim",
            Self::Teammate => "tea",
        }
    }

    /// Returns the noun of this kind for error messages.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Attachment => "attachment",
            Self::Channel => "channel",
            Self::Comment => "comment",
            Self::Contact => "contact",
            Self::Conversation => "conversation",
            Self::CustomField => "custom field",
            Self::Event => "event",
            Self::Inbox => "inbox",
            Self::Link => "link",
            Self::Message => "message",
            Self::Tag => "tag",
            Self::Team => "team",
            Self::Teammate => "teammate",
        }
    }
}

/// Base URL for clients of the fake: Front's own.
pub(super) const BASE_URL: &str = "https://api2.frontapp.com";
/// Default host of links in responses: the company's own host, as in Front.
const COMPANY_URL: &str = "https://acme.api.frontapp.com";
/// Company id, as `GET /me` returns it.
pub(super) const COMPANY_ID: &str = "cmp_acme1";
/// Default maximum size of a request body: 25 MB, Front's limit for attachments.
const BODY_LIMIT: usize = 25 * 1024 * 1024;

/// First generated id: six base-36 digits, so that ids sort in order of creation.
const FIRST_ID: u64 = 1_000_000_000;

/// State behind the lock of a fake.
pub(super) struct State {
    pub(super) kit: Kit,
    pub(super) company: String,
    pub(super) rate_limiter: RateLimiter,
    /// Accepted messages that do not exist yet.
    pub(super) outbox: VecDeque<Pending>,
    /// Messages accepted for sending, as [`FakeFront::sent`](super::FakeFront::sent) returns them.
    pub(super) sent: Vec<Value>,
    pub(super) send_delay: Duration,
    /// Merged conversation → target.
    pub(super) merged: BTreeMap<String, String>,
    /// Base URL of links.
    pub(super) links: String,
    pub(super) location: MergedLocation,
    /// `true` if a 301 has a JSON body.
    pub(super) redirect_body: bool,
    /// Page size of the lists that Front documents as whole. `None` for whole lists.
    pub(super) list_page_size: Option<usize>,
    /// `true` if links to the next page have no `page_token`.
    pub(super) next_without_token: bool,
    /// Contents of the attachments.
    pub(super) files: BTreeMap<String, Bytes>,
    /// Number of custom fields erased by updates that omitted them.
    pub(super) erased_fields: u64,
    tables: BTreeMap<Kind, BTreeMap<String, Row>>,
    next_id: u64,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            kit: Kit::new(Tokens::new(super::auth::new_token), BODY_LIMIT),
            company: "Acme".into(),
            rate_limiter: RateLimiter::default(),
            outbox: VecDeque::new(),
            sent: Vec::new(),
            send_delay: Duration::ZERO,
            merged: BTreeMap::new(),
            links: COMPANY_URL.into(),
            location: MergedLocation::default(),
            redirect_body: true,
            list_page_size: None,
            next_without_token: false,
            files: BTreeMap::new(),
            erased_fields: 0,
            tables: BTreeMap::new(),
            next_id: FIRST_ID,
        }
    }

    /// Returns the milliseconds since the UNIX epoch.
    pub(super) fn now(&self) -> u64 {
        self.kit.clock.millis()
    }

    /// Returns a URL below the base URL of links. Defaults to the company's own host, as in Front.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.links)
    }

    /// Stores a row and returns its id: the row's own `id`, or a new one.
    pub(super) fn insert(&mut self, kind: Kind, row: Value) -> String {
        let Value::Object(mut row) = row else { unreachable!("a row is a JSON object") };
        let id = match row.get("id") {
            Some(Value::String(id)) => id.clone(),
            _ => self.new_id(kind),
        };
        row.insert("id".into(), id.clone().into());
        self.tables.entry(kind).or_default().insert(id.clone(), row);
        id
    }

    pub(super) fn new_id(&mut self, kind: Kind) -> String {
        self.next_id += 1;
        format!("{}_{}", kind.prefix(), base36(self.next_id))
    }

    /// Returns a new 32-digit hexadecimal `message_uid`.
    pub(super) fn new_uid(&mut self) -> String {
        self.next_id += 1;
        let high = scramble(self.next_id);
        format!("{high:016x}{:016x}", scramble(high))
    }

    pub(super) fn row(&self, kind: Kind, id: &str) -> Option<&Row> {
        self.tables.get(&kind)?.get(id)
    }

    pub(super) fn row_mut(&mut self, kind: Kind, id: &str) -> Option<&mut Row> {
        self.tables.get_mut(&kind)?.get_mut(id)
    }

    /// Sets one field of an existing row.
    pub(super) fn set(&mut self, kind: Kind, id: &str, field: &str, value: impl Into<Value>) {
        if let Some(row) = self.row_mut(kind, id) {
            row.insert(field.into(), value.into());
        }
    }

    pub(super) fn remove(&mut self, kind: Kind, id: &str) -> Option<Row> {
        self.tables.get_mut(&kind)?.remove(id)
    }

    /// Returns all rows of a kind, by id.
    pub(super) fn rows(&self, kind: Kind) -> impl Iterator<Item = &Row> {
        self.tables.get(&kind).into_iter().flat_map(BTreeMap::values)
    }

    /// Returns the ids of the rows of a kind that `wanted` accepts.
    pub(super) fn ids(&self, kind: Kind, wanted: impl Fn(&Row) -> bool) -> Vec<String> {
        self.rows(kind).filter(|row| wanted(row)).map(|row| row.id().to_owned()).collect()
    }

    /// Runs `work` as if it happened `ago` before now.
    pub(super) fn backdate<T>(&mut self, ago: Duration, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.kit.clock.backdate(ago);
        let done = work(self);
        self.kit.clock.restore(before);
        done
    }
}

/// Reads fields of a row. A missing field is read as empty.
pub(super) trait Fields {
    fn id(&self) -> &str;
    fn text(&self, field: &str) -> &str;
    fn opt(&self, field: &str) -> Option<&str>;
    fn flag(&self, field: &str) -> bool;
    fn millis(&self, field: &str) -> u64;
    fn texts(&self, field: &str) -> Vec<String>;
    fn has(&self, field: &str, member: &str) -> bool;
    fn value(&self, field: &str) -> Value;
    fn object(&self, field: &str) -> Row;
    /// Returns the field as seconds for a response, or null.
    fn time(&self, field: &str) -> Value;
    /// Adds a member to a list of texts, once. Returns `true` if it was new.
    fn add(&mut self, field: &str, member: &str) -> bool;
    /// Removes a member from a list of texts. Returns `true` if it was there.
    fn take(&mut self, field: &str, member: &str) -> bool;
}

impl Fields for Row {
    fn id(&self) -> &str {
        self.text("id")
    }

    fn text(&self, field: &str) -> &str {
        self.opt(field).unwrap_or_default()
    }

    fn opt(&self, field: &str) -> Option<&str> {
        self.get(field).and_then(Value::as_str)
    }

    fn flag(&self, field: &str) -> bool {
        self.get(field).and_then(Value::as_bool).unwrap_or_default()
    }

    fn millis(&self, field: &str) -> u64 {
        self.get(field).and_then(Value::as_u64).unwrap_or_default()
    }

    fn texts(&self, field: &str) -> Vec<String> {
        let list = self.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    fn has(&self, field: &str, member: &str) -> bool {
        let list = self.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().any(|item| item.as_str() == Some(member))
    }

    fn value(&self, field: &str) -> Value {
        self.get(field).cloned().unwrap_or_default()
    }

    fn object(&self, field: &str) -> Row {
        self.get(field).and_then(Value::as_object).cloned().unwrap_or_default()
    }

    fn time(&self, field: &str) -> Value {
        self.get(field).and_then(Value::as_u64).map_or(Value::Null, seconds)
    }

    fn add(&mut self, field: &str, member: &str) -> bool {
        if self.has(field, member) {
            return false;
        }
        if let Value::Array(list) = self.entry(field).or_insert_with(|| Value::Array(Vec::new())) {
            list.push(member.into());
        }
        true
    }

    fn take(&mut self, field: &str, member: &str) -> bool {
        let was = self.has(field, member);
        if let Some(Value::Array(list)) = self.get_mut(field) {
            list.retain(|item| item.as_str() != Some(member));
        }
        was
    }
}

/// Formats a time as Front does: seconds, with decimals only if there are any.
pub(super) fn seconds(millis: u64) -> Value {
    if millis.is_multiple_of(1000) { (millis / 1000).into() } else { (millis as f64 / 1000.0).into() }
}

/// Converts a time in seconds to milliseconds. `None` if it is no number.
pub(super) fn from_seconds(value: &Value) -> Option<u64> {
    let seconds = value.as_f64().filter(|seconds| seconds.is_finite() && *seconds >= 0.0)?;
    Some((seconds * 1000.0).round() as u64)
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
    }
    digits.iter().rev().collect()
}

/// Spreads a counter over 64 bits with the mixer of SplitMix64, so that uids do not look sequential.
pub(super) fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_prefix_and_rise() {
        let mut state = State::new();
        let first = state.new_id(Kind::Conversation);
        let second = state.new_id(Kind::Conversation);
        assert!(first.starts_with("cnv_"));
        assert!(first < second);
        assert_eq!(base36(35), "z");
        assert_eq!(base36(36), "10");
    }

    #[test]
    fn times_have_decimals_only_when_needed() {
        assert_eq!(seconds(1_701_292_649_000).to_string(), "1701292649");
        assert_eq!(seconds(1_701_292_649_333).to_string(), "1701292649.333");
        assert_eq!(from_seconds(&seconds(1_701_292_649_333)), Some(1_701_292_649_333));
    }
}
