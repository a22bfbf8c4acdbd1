//! What a test can see of the fake without asking as a client does.

use serde_json::Value;

use super::{FakeDesk, case_tags, cases, chats, contacts, departments, emails, router, webhooks};

impl FakeDesk {
    /// A case with its history, as `GET /api/v1/cases/{caseId}` answers it; `None` when it is unknown or merged away.
    #[must_use]
    pub fn case(&self, id: u64) -> Option<Value> {
        let state = &mut *self.lock();
        cases::wake(state);
        state.cases.get(&id).map(cases::render_whole)
    }

    /// All cases with their histories, by id.
    #[must_use]
    pub fn cases(&self) -> Vec<Value> {
        let state = &mut *self.lock();
        cases::wake(state);
        state.cases.values().map(cases::render_whole).collect()
    }

    /// The feedback of a case, as `GET /api/v1/cases/{caseId}/feedback` answers it.
    ///
    /// `askfeedback` is what the last of `doask` (true) and `dontask` (false) said.
    #[must_use]
    pub fn feedback(&self, case: u64) -> Option<Value> {
        self.lock().cases.get(&case).map(cases::render_feedback)
    }

    /// The case that a merged one went into.
    #[must_use]
    pub fn merged_into(&self, case: u64) -> Option<u64> {
        self.lock().merged.get(&case).copied()
    }

    /// All case tags, archived ones too, by id.
    #[must_use]
    pub fn case_tags(&self) -> Vec<Value> {
        let state = &*self.lock();
        state.case_tags.values().map(|tag| case_tags::render(state, tag)).collect()
    }

    /// A chat with its messages, closed or not.
    #[must_use]
    pub fn chat(&self, id: &str) -> Option<Value> {
        self.lock().chat(id).ok().map(chats::render_whole)
    }

    /// All chats with their messages, closed ones too, in the order in which they were made.
    #[must_use]
    pub fn chats(&self) -> Vec<Value> {
        self.lock().chats.iter().map(chats::render_whole).collect()
    }

    /// A contact with all its fields, by its UUID or by the id that the CRM gave it.
    #[must_use]
    pub fn contact(&self, id: &str) -> Option<Value> {
        self.lock().contact(id).map(contacts::render_whole)
    }

    /// All contacts, in the order in which they were made.
    #[must_use]
    pub fn contacts(&self) -> Vec<Value> {
        self.lock().contacts.iter().map(contacts::render_whole).collect()
    }

    /// A department, archived or not.
    #[must_use]
    pub fn department(&self, id: u64) -> Option<Value> {
        self.lock().departments.get(&id).map(departments::render)
    }

    /// An e-mail, whether it belongs to a case or not.
    #[must_use]
    pub fn email(&self, id: &str) -> Option<Value> {
        self.lock().email(id).map(|email| emails::render(email, None))
    }

    /// The webhooks.
    #[must_use]
    pub fn webhooks(&self) -> Vec<Value> {
        self.lock().webhooks.iter().map(webhooks::render).collect()
    }

    /// Everything that customers were sent, in order.
    ///
    /// Each has `kind` (`reply` or `feedback`), `caseid`, `to`, `subject` and `date_sent`; a reply has `id`, `from`, `cc`,
    /// `bcc`, `body`, `html` and `templateid`, too.
    #[must_use]
    pub fn sent_emails(&self) -> Vec<Value> {
        self.lock().sent.clone()
    }

    /// What the CRM was told by bulk updates, in order.
    ///
    /// Each has `caseid`, `contactid` and one of `crmTagId` and `crmAutomationId`.
    #[must_use]
    pub fn crm_actions(&self) -> Vec<Value> {
        self.lock().crm_actions.clone()
    }

    /// The parameters that were sent and that the operation does not know, as `POST /api/v1/cases: depId`.
    ///
    /// They are ignored, as PHP does; a caller who sends one believes that it did something.
    #[must_use]
    pub fn ignored_parameters(&self) -> Vec<String> {
        self.lock().ignored.iter().cloned().collect()
    }

    /// Method, path template and scope of every operation that the fake has; the scope is empty when none is needed.
    pub fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        router::routes().map(|route| (route.method, route.path, route.scope))
    }
}
