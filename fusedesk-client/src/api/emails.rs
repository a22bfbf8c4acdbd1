//! E-mails, foremost those that belong to no case yet.

use client_core::{request, response};

use crate::{
    api::{SortOrder, add_order, check, default_page_size},
    de::rows,
    id::{CaseId, CrmContactId, EmailId},
    time::Moment,
};

/// An e-mail. FuseDesk does not document its fields; what else comes is in `extra`.
#[response(reader = crate::record)]
pub struct Email {
    /// The e-mail.
    pub id: Option<EmailId>,
    /// The case that it belongs to.
    #[serde(rename = "caseid")]
    pub case_id: Option<CaseId>,
    /// The contact in the CRM.
    #[serde(rename = "contactid")]
    pub crm_contact_id: Option<CrmContactId>,
    /// Who sent it.
    pub from: Option<String>,
    /// Whom it was sent to.
    pub to: Option<String>,
    /// Who got a copy.
    pub cc: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// Its text.
    pub body: Option<String>,
    /// Its text as HTML.
    pub html: Option<String>,
    /// When it came.
    #[serde(rename = "date_received")]
    pub received_at: Option<Moment>,
    /// How much it looks like spam; FuseDesk does not document the scale.
    #[serde(rename = "spamscore")]
    pub spam_score: Option<f64>,
}

/// Finds e-mails that belong to no case yet.
#[request(GET "/api/v1/emails/unassigned" -> Vec<Email>, decode = rows)]
pub struct SearchUnassignedEmails {
    /// Words in the sender.
    #[check(check::text)]
    from: Option<String>,
    /// Words in the subject.
    #[check(check::text)]
    subject: Option<String>,
    /// Words in the text.
    #[check(check::text)]
    content: Option<String>,
    /// How many characters of each text to answer. Left out, all.
    #[serde(rename = "bodylimit")]
    body_limit: Option<u32>,
    /// The order: fields, each with asc or desc, separated by commas. FuseDesk does not document which.
    #[serde(rename = "orderby")]
    #[no_setter]
    #[check(check::text)]
    order_by: Option<String>,
    /// How many e-mails a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150
    /// is known to be honoured.
    #[default(default_page_size)]
    #[check(check::page_size)]
    limit: u32,
    /// How many e-mails to skip. Left out, none.
    offset: Option<u64>,
}

impl SearchUnassignedEmails {
    /// What the e-mails are ordered by, in FuseDesk's words, which are not documented; called again, what those are
    /// ordered by that are alike.
    #[must_use]
    pub fn order_by(mut self, field: impl AsRef<str>, order: SortOrder) -> Self {
        add_order(&mut self.order_by, field.as_ref(), order);
        self
    }
}

/// What stands in place of an id in the address of the search.
const UNASSIGNED: &str = "unassigned";

/// Reads an e-mail.
#[request(GET "/api/v1/emails/{emailId}" -> Email)]
pub struct GetEmail {
    /// The e-mail.
    #[serde(rename = "emailId")]
    #[check(is_no_search)]
    email_id: EmailId,
}

fn is_no_search(name: &str, id: &EmailId) -> Result<(), String> {
    // It would be the address of another operation.
    if *id == UNASSIGNED {
        return Err(format!("`{name}` is `{UNASSIGNED}`, which is no e-mail: search for those"));
    }
    Ok(())
}
