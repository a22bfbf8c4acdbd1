//! Read the fake's state directly, without a client.

use serde_json::Value;

use super::{FakeDesk, case_tags, cases, chats, contacts, departments, emails, router, webhooks};

impl FakeDesk {
    /// Returns a case with its history, as `GET /api/v1/cases/{caseId}` does. `None` if it is unknown or merged into
    /// another.
    #[must_use]
    pub fn case(&self, id: u64) -> Option<Value> {
        let state = &mut *self.lock();
        cases::wake(state);
        state.cases.get(&id).map(cases::render_whole)
    }

    /// Returns all cases with their histories, by id.
    #[must_use]
    pub fn cases(&self) -> Vec<Value> {
        let state = &mut *self.lock();
        cases::wake(state);
        state.cases.values().map(cases::render_whole).collect()
    }

    /// Returns the feedback of a case, as `GET /api/v1/cases/{caseId}/feedback` does.
    ///
    /// `askfeedback` is set by the last call of `doask` (true) or `dontask` (false).
    #[must_use]
    pub fn feedback(&self, case: u64) -> Option<Value> {
        self.lock().cases.get(&case).map(cases::render_feedback)
    }

    /// Returns the case that this one was merged into.
    #[must_use]
    pub fn merged_into(&self, case: u64) -> Option<u64> {
        self.lock().merged.get(&case).copied()
    }

    /// Returns all case tags, including archived ones, by id.
    #[must_use]
    pub fn case_tags(&self) -> Vec<Value> {
        let state = &*self.lock();
        state.case_tags.values().map(|tag| case_tags::render(state, tag)).collect()
    }

    /// Returns a chat with its messages, closed or not.
    #[must_use]
    pub fn chat(&self, id: &str) -> Option<Value> {
        self.lock().chat(id).ok().map(chats::render_whole)
    }

    /// Returns all chats with their messages, including closed ones, in the order of creation.
    #[must_use]
    pub fn chats(&self) -> Vec<Value> {
        self.lock().chats.iter().map(chats::render_whole).collect()
    }

    /// Returns a contact with all its fields, by its UUID or its id in the CRM.
    #[must_use]
    pub fn contact(&self, id: &str) -> Option<Value> {
        self.lock().contact(id).map(contacts::render_whole)
    }

    /// Returns all contacts, in the order of creation.
    #[must_use]
    pub fn contacts(&self) -> Vec<Value> {
        self.lock().contacts.iter().map(contacts::render_whole).collect()
    }

    /// Returns a department, archived or not.
    #[must_use]
    pub fn department(&self, id: u64) -> Option<Value> {
        self.lock().departments.get(&id).map(departments::render)
    }

    /// Returns an e-mail, with or without a case.
    #[must_use]
    pub fn email(&self, id: &str) -> Option<Value> {
        self.lock().email(id).map(|email| emails::render(email, None))
    }

    /// Returns the webhooks.
    #[must_use]
    pub fn webhooks(&self) -> Vec<Value> {
        self.lock().webhooks.iter().map(webhooks::render).collect()
    }

    /// Returns all messages sent to customers, in order.
    ///
    /// Each has `kind` (`reply` or `feedback`), `caseid`, `to`, `subject` and `date_sent`. A reply also has `id`,
    /// `from`, `cc`, `bcc`, `body`, `html` and `templateid`.
    #[must_use]
    pub fn sent_emails(&self) -> Vec<Value> {
        self.lock().sent.clone()
    }

    /// Returns the CRM actions of bulk updates, in order.
    ///
    /// Each has `caseid`, `contactid` and one of `crmTagId` and `crmAutomationId`.
    #[must_use]
    pub fn crm_actions(&self) -> Vec<Value> {
        self.lock().crm_actions.clone()
    }

    /// Returns the unknown parameters of requests so far, as `POST /api/v1/cases: depId`.
    ///
    /// The fake ignores them, as PHP does. They indicate a mistake of the caller.
    #[must_use]
    pub fn ignored_parameters(&self) -> Vec<String> {
        self.lock().ignored.iter().cloned().collect()
    }

    /// Returns method, path template and scope of every operation of the fake. The scope is empty if none is
    /// needed.
    pub fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        router::routes().map(|route| (route.method, route.path, route.scope))
    }
}
