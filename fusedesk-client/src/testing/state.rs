//! State of the account: tables, clock and counters.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use client_core::testing::{Kit, Tokens};
use serde_json::Value;

use super::call::ErrorResponse;
use super::limit::HourlyLimit;
use super::model::{Case, CaseTag, Chat, Contact, Department, Email, HistoryEntry, Rep, Webhook};
use super::quirks::Quirks;

/// First generated id, above those of the seed.
const FIRST_ID: u64 = 9_000;

/// State behind the lock of a fake.
pub(super) struct State {
    pub(super) kit: Kit,
    pub(super) hourly_limit: HourlyLimit,
    pub(super) quirks: Quirks,
    pub(super) cases: BTreeMap<u64, Case>,
    /// Merged case → remaining case.
    pub(super) merged: BTreeMap<u64, u64>,
    pub(super) case_tags: BTreeMap<u64, CaseTag>,
    pub(super) chats: Vec<Chat>,
    pub(super) contacts: Vec<Contact>,
    pub(super) departments: BTreeMap<u64, Department>,
    pub(super) emails: Vec<Email>,
    /// Reps by their user id.
    pub(super) reps: BTreeMap<u64, Rep>,
    pub(super) webhooks: Vec<Webhook>,
    /// Id, name and platform.
    pub(super) integrations: Vec<(u64, String, String)>,
    /// Messages sent to customers, as returned by the inspection.
    pub(super) sent: Vec<Value>,
    /// CRM actions, as returned by the inspection.
    pub(super) crm_actions: Vec<Value>,
    /// Unknown parameters.
    pub(super) ignored: BTreeSet<String>,
    next_id: u64,
    /// Counter for round-robin assignment to the reps of a department.
    turn: usize,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            kit: Kit::new(Tokens::new(super::auth::new_key), super::BODY_LIMIT),
            hourly_limit: HourlyLimit::default(),
            quirks: Quirks::default(),
            cases: BTreeMap::new(),
            merged: BTreeMap::new(),
            case_tags: BTreeMap::new(),
            chats: Vec::new(),
            contacts: Vec::new(),
            departments: BTreeMap::new(),
            emails: Vec::new(),
            reps: BTreeMap::new(),
            webhooks: Vec::new(),
            integrations: Vec::new(),
            sent: Vec::new(),
            crm_actions: Vec::new(),
            ignored: BTreeSet::new(),
            next_id: FIRST_ID,
            turn: 0,
        }
    }

    /// Seconds since the UNIX epoch.
    pub(super) fn now(&self) -> u64 {
        self.kit.clock.now().as_secs()
    }

    /// Runs `work` as if it happened `ago` before now.
    pub(super) fn backdate<T>(&mut self, ago: Duration, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.kit.clock.backdate(ago);
        let done = work(self);
        self.kit.clock.restore(before);
        done
    }

    pub(super) fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// Returns a new UUID in the format of version 4.
    pub(super) fn new_uuid(&mut self) -> String {
        let high = scramble(self.new_id());
        let low = scramble(high);
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        )
    }

    pub(super) fn case(&self, id: u64) -> Result<&Case, ErrorResponse> {
        self.cases.get(&id).ok_or_else(|| ErrorResponse::not_found("Case not found"))
    }

    pub(super) fn case_mut(&mut self, id: u64) -> Result<&mut Case, ErrorResponse> {
        self.cases.get_mut(&id).ok_or_else(|| ErrorResponse::not_found("Case not found"))
    }

    /// Adds an entry to the history of a case and returns its id.
    pub(super) fn add_entry(&mut self, case: u64, entry: HistoryEntry) -> u64 {
        let id = self.new_id();
        let at = if entry.at == 0 { self.now() } else { entry.at };
        if let Some(case) = self.cases.get_mut(&case) {
            case.history.push(HistoryEntry { id, at, ..entry });
            case.updated = case.updated.max(at);
        }
        id
    }

    pub(super) fn chat(&self, id: &str) -> Result<&Chat, ErrorResponse> {
        let found = self.chats.iter().find(|chat| chat.id == id);
        found.ok_or_else(|| ErrorResponse::not_found("Chat not found"))
    }

    pub(super) fn chat_mut(&mut self, id: &str) -> Result<&mut Chat, ErrorResponse> {
        let found = self.chats.iter_mut().find(|chat| chat.id == id);
        found.ok_or_else(|| ErrorResponse::not_found("Chat not found"))
    }

    pub(super) fn email(&self, id: &str) -> Option<&Email> {
        self.emails.iter().find(|email| email.id == id)
    }

    /// Returns a contact by its UUID or its id in the CRM.
    pub(super) fn contact(&self, id: &str) -> Option<&Contact> {
        let crm_id = id.parse().ok();
        self.contacts
            .iter()
            .find(|contact| contact.uuid == id || (crm_id.is_some() && contact.crm_id == crm_id))
    }

    pub(super) fn contact_by_email(&self, address: &str) -> Option<&Contact> {
        let owns =
            |contact: &&Contact| contact.emails().any(|known| known.eq_ignore_ascii_case(address.trim()));
        self.contacts.iter().find(owns)
    }

    /// Returns the department with this id, unless it is archived. The error names the parameter `name`.
    pub(super) fn department(&self, id: u64, name: &str) -> Result<&Department, ErrorResponse> {
        let found = self.departments.get(&id).filter(|department| department.archived.is_none());
        found.ok_or_else(|| ErrorResponse::invalid(name, "no active department has this id"))
    }

    /// Returns the user ids of the active reps of a department.
    pub(super) fn reps_of(&self, department: u64) -> Vec<u64> {
        let Some(department) = self.departments.get(&department) else { return Vec::new() };
        let belongs =
            |rep: &&Rep| rep.active && (department.all_reps || department.reps.contains(&rep.user_id));
        self.reps.values().filter(belongs).map(|rep| rep.user_id).collect()
    }

    /// Picks the assignee for a case of a department: the requested rep if they belong to it, else the next in turn.
    pub(super) fn pick_rep(&mut self, department: u64, wanted: Option<u64>) -> Option<u64> {
        let reps = self.reps_of(department);
        if wanted.is_some_and(|wanted| reps.contains(&wanted)) {
            return wanted;
        }
        self.turn += 1;
        reps.get(self.turn % reps.len().max(1)).copied()
    }
}

/// Spreads a counter over 64 bits (the mixer of SplitMix64).
pub(super) fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
