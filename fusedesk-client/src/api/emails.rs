//! E-mails, mainly those without a case.

use client_core::{request, response};

use crate::{
    api::{SortOrder, add_order, check, default_page_size},
    de::rows,
    id::{CaseId, CrmContactId, EmailId},
    time::Moment,
};

/// An e-mail. FuseDesk does not document its fields. Unknown fields are in `extra`.
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
    /// Sender.
    pub from: Option<String>,
    /// Recipient.
    pub to: Option<String>,
    /// Copy (Cc) recipients.
    pub cc: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// Its text.
    pub body: Option<String>,
    /// Its text as HTML.
    pub html: Option<String>,
    /// Time of receipt.
    #[serde(rename = "date_received")]
    pub received_at: Option<Moment>,
    /// Spam score. FuseDesk does not document the scale.
    #[serde(rename = "spamscore")]
    pub spam_score: Option<f64>,
}

/// Finds e-mails without a case.
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
    /// Maximum number of characters returned of each text. Default all.
    #[serde(rename = "bodylimit")]
    body_limit: Option<u32>,
    /// The order: fields, each with asc or desc, separated by commas. FuseDesk does not document the fields.
    #[serde(rename = "orderby")]
    #[no_setter]
    #[check(check::text)]
    order_by: Option<String>,
    /// Number of e-mails on a page, at least 1. Default 50. FuseDesk does not document its maximum, but 150 is known
    /// to work.
    #[default(default_page_size)]
    #[check(check::page_size)]
    limit: u32,
    /// Number of e-mails to skip. Default 0.
    offset: Option<u64>,
}

impl SearchUnassignedEmails {
    /// Sets the sort field and direction. FuseDesk does not document the fields. Further calls add fields for equal
    /// values.
    #[must_use]
    pub fn order_by(mut self, field: impl AsRef<str>, order: SortOrder) -> Self {
        add_order(&mut self.order_by, field.as_ref(), order);
        self
    }
}

/// Path segment of the search in place of an id.
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
    // This id would be the URL of another operation.
    if *id == UNASSIGNED {
        return Err(format!("`{name}` is `{UNASSIGNED}`, which is no e-mail: search for those"));
    }
    Ok(())
}
