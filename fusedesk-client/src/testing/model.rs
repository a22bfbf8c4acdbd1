//! Records of the fake account. Times are seconds since the UNIX epoch.

/// A case with its history.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    pub(super) id: u64,
    pub(super) num: String,
    /// The id of the contact in the CRM.
    pub(super) contact_id: Option<u64>,
    pub(super) contact_uuid: Option<String>,
    pub(super) company_id: Option<u64>,
    pub(super) summary: String,
    pub(super) details: String,
    pub(super) opened_by: String,
    /// The user id of the rep.
    pub(super) rep: Option<u64>,
    /// User id of the rep who created it. `None` for a key.
    pub(super) created_by: Option<u64>,
    pub(super) department: u64,
    pub(super) status: String,
    pub(super) tags: Vec<u64>,
    pub(super) opened: u64,
    pub(super) updated: u64,
    pub(super) assigned: Option<u64>,
    pub(super) first_response: Option<u64>,
    pub(super) last_response: Option<u64>,
    pub(super) closed: Option<u64>,
    pub(super) snoozed_until: Option<u64>,
    /// `true` if feedback requests are allowed. `None` if not set.
    pub(super) ask_feedback: Option<bool>,
    pub(super) feedback_requested: Option<u64>,
    pub(super) rated: Option<u64>,
    pub(super) rating: Option<u64>,
    pub(super) feedback: Option<String>,
    pub(super) history: Vec<HistoryEntry>,
}

/// Entry in the history of a case.
#[derive(Debug, Clone, Default)]
pub(super) struct HistoryEntry {
    pub(super) id: u64,
    /// `note`, `call`, `email`, `chat` or `system`.
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) note: String,
    pub(super) rep: Option<u64>,
    pub(super) opened_by: Option<String>,
    pub(super) status: Option<String>,
    pub(super) email: Option<String>,
    pub(super) template: Option<u64>,
    pub(super) at: u64,
}

/// A case tag.
#[derive(Debug, Clone)]
pub(super) struct CaseTag {
    pub(super) id: u64,
    pub(super) name: String,
    /// Archived.
    pub(super) hidden: bool,
}

/// A chat with its messages.
#[derive(Debug, Clone, Default)]
pub(super) struct Chat {
    pub(super) id: String,
    pub(super) platform: String,
    pub(super) title: String,
    pub(super) client: Option<String>,
    pub(super) case: Option<u64>,
    pub(super) contact_id: Option<u64>,
    pub(super) contact_uuid: Option<String>,
    pub(super) department: Option<u64>,
    pub(super) rep: Option<u64>,
    /// Entry of the closed chat in the history of the case.
    pub(super) note: Option<u64>,
    pub(super) unseen: u64,
    pub(super) created: u64,
    pub(super) closed: Option<u64>,
    pub(super) messages: Vec<Message>,
}

/// One message of a chat.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: String,
    /// `client`, `rep` or `system`.
    pub(super) sender: &'static str,
    pub(super) rep: Option<u64>,
    pub(super) text: String,
    pub(super) at: u64,
}

/// Contact in FuseDesk, with its record in the CRM.
#[derive(Debug, Clone, Default)]
pub(super) struct Contact {
    pub(super) uuid: String,
    pub(super) crm_id: Option<u64>,
    /// The values of [`CONTACT_FIELDS`], in their order.
    pub(super) fields: [Option<String>; CONTACT_FIELDS.len()],
    pub(super) created: u64,
    pub(super) updated: u64,
}

/// Writable fields of a contact, by their names on the wire.
pub(super) const CONTACT_FIELDS: [&str; 18] = [
    "firstName",
    "lastName",
    "emailAddress",
    "emailAddress2",
    "emailAddress3",
    "phone1",
    "phoneExt1",
    "phone2",
    "phoneExt2",
    "company",
    "website",
    "timeZone",
    "street1Billing",
    "street2Billing",
    "cityBilling",
    "stateBilling",
    "postalBilling",
    "countryBilling",
];

impl Contact {
    /// Returns a field by its name on the wire. Empty if it is unset.
    pub(super) fn field(&self, name: &str) -> &str {
        let at = CONTACT_FIELDS.iter().position(|field| *field == name);
        at.and_then(|at| self.fields[at].as_deref()).unwrap_or_default()
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        if let Some(at) = CONTACT_FIELDS.iter().position(|field| *field == name) {
            self.fields[at] = Some(value.to_owned());
        }
    }

    pub(super) fn emails(&self) -> impl Iterator<Item = &str> {
        let all = ["emailAddress", "emailAddress2", "emailAddress3"];
        all.into_iter().map(|field| self.field(field)).filter(|address| !address.is_empty())
    }
}

/// An e-mail, received or sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Email {
    pub(super) id: String,
    pub(super) case: Option<u64>,
    pub(super) contact_id: Option<u64>,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) cc: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) html: Option<String>,
    pub(super) spam_score: f64,
    pub(super) at: u64,
}

/// A department.
#[derive(Debug, Clone, Default)]
pub(super) struct Department {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) all_reps: bool,
    pub(super) reps: Vec<u64>,
    pub(super) created: u64,
    pub(super) archived: Option<u64>,
    /// The values of [`DEPARTMENT_NUMBERS`], in their order.
    pub(super) numbers: [Option<u64>; DEPARTMENT_NUMBERS.len()],
    pub(super) template_category: Option<String>,
}

/// Writable numbers of a department, by their names on the wire.
pub(super) const DEPARTMENT_NUMBERS: [&str; 7] = [
    "stale",
    "staleWarning",
    "feedbackDelay",
    "feedbackFrequency",
    "feedbackSample",
    "feedbackTemplateId",
    "replyTemplateId",
];

/// A rep.
#[derive(Debug, Clone, Default)]
pub(super) struct Rep {
    /// The `repid` of cases.
    pub(super) user_id: u64,
    /// The `repid` of the rep's own record.
    pub(super) rep_id: u64,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) email: String,
    pub(super) active: bool,
    pub(super) department: Option<u64>,
    pub(super) created: u64,
}

/// A webhook.
#[derive(Debug, Clone)]
pub(super) struct Webhook {
    pub(super) id: String,
    pub(super) object_type: String,
    pub(super) action: String,
    pub(super) url: String,
    pub(super) created: u64,
}
