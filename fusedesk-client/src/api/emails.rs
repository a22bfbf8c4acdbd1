//! E-mails, foremost those that belong to no case yet.

use bytes::Bytes;
use http::{Method, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, CrmContactId, DEFAULT_PAGE_SIZE, DecodeError, EmailId, Endpoint, FuseDesk, Moment,
    api::{SortOrder, add_order, check_limit, check_texts, default_page_size},
    de::rows,
    record::record,
};

record! {
    /// An e-mail. FuseDesk does not document its fields; what else comes is in `extra`.
    pub struct Email {
        /// The e-mail.
        pub id: Option<EmailId> = "id",
        /// The case that it belongs to.
        pub case_id: Option<CaseId> = "caseid",
        /// The contact in the CRM.
        pub crm_contact_id: Option<CrmContactId> = "contactid",
        /// Who sent it.
        pub from: Option<String> = "from",
        /// Whom it was sent to.
        pub to: Option<String> = "to",
        /// Who got a copy.
        pub cc: Option<String> = "cc",
        /// Its subject.
        pub subject: Option<String> = "subject",
        /// Its text.
        pub body: Option<String> = "body",
        /// Its text as HTML.
        pub html: Option<String> = "html",
        /// When it came.
        pub received_at: Option<Moment> = "date_received",
        /// How much it looks like spam; FuseDesk does not document the scale.
        pub spam_score: Option<f64> = "spamscore",
    }
}

/// Finds e-mails that belong to no case yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchUnassignedEmails {
    /// Words in the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Words in the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// Words in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    /// How many characters of each text to answer. Left out, all.
    #[serde(rename = "bodylimit", default, skip_serializing_if = "Option::is_none")]
    body_limit: Option<u32>,
    /// The order: fields, each with asc or desc, separated by commas. FuseDesk does not document which.
    #[serde(rename = "orderby", default, skip_serializing_if = "Option::is_none")]
    order_by: Option<String>,
    /// How many e-mails a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150
    /// is known to be honoured.
    #[serde(default = "default_page_size")]
    limit: u32,
    /// How many e-mails to skip. Left out, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
}

impl SearchUnassignedEmails {
    /// All of them.
    #[must_use]
    pub fn new() -> Self {
        Self {
            from: None,
            subject: None,
            content: None,
            body_limit: None,
            order_by: None,
            limit: DEFAULT_PAGE_SIZE,
            offset: None,
        }
    }

    /// Words in the sender.
    #[must_use]
    pub fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    /// Words in the subject.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Words in the text.
    #[must_use]
    pub fn content(mut self, content: impl Into<String>) -> Self {
        self.content = Some(content.into());
        self
    }

    /// How many characters of each text to answer. Left out, all.
    #[must_use]
    pub fn body_limit(mut self, body_limit: u32) -> Self {
        self.body_limit = Some(body_limit);
        self
    }

    /// How many e-mails a page holds, from 1 up; 50 unless told. FuseDesk does not document its maximum; 150
    /// is known to be honoured.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }

    /// How many e-mails to skip. Left out, none.
    #[must_use]
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// What the e-mails are ordered by, in FuseDesk's words, which are not documented; called again, what those are
    /// ordered by that are alike.
    #[must_use]
    pub fn order_by(mut self, field: impl AsRef<str>, order: SortOrder) -> Self {
        add_order(&mut self.order_by, field.as_ref(), order);
        self
    }
}

impl Default for SearchUnassignedEmails {
    fn default() -> Self {
        Self::new()
    }
}

impl Endpoint for SearchUnassignedEmails {
    type Vendor = FuseDesk;
    type Output = Vec<Email>;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/emails/unassigned";
    const SCOPES: &'static [&'static str] = &[];

    fn decode(response: &Response<Bytes>) -> Result<Self::Output, DecodeError> {
        rows(response)
    }

    fn validate(&self) -> Result<(), String> {
        check_limit(self.limit)?;
        check_texts(&[
            ("from", &self.from),
            ("subject", &self.subject),
            ("content", &self.content),
            ("orderby", &self.order_by),
        ])?;
        Ok(())
    }
}

/// What stands in place of an id in the address of the search.
const UNASSIGNED: &str = "unassigned";

/// Reads an e-mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetEmail {
    /// The e-mail.
    #[serde(rename = "emailId")]
    email_id: EmailId,
}

impl GetEmail {
    /// The e-mail with this id.
    pub fn new(email_id: impl Into<EmailId>) -> Self {
        Self { email_id: email_id.into() }
    }
}

impl Endpoint for GetEmail {
    type Vendor = FuseDesk;
    type Output = Email;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/api/v1/emails/{emailId}";
    const SCOPES: &'static [&'static str] = &[];

    fn validate(&self) -> Result<(), String> {
        // It would be the address of another operation.
        if self.email_id == UNASSIGNED {
            return Err(format!("`emailId` is `{UNASSIGNED}`, which is no e-mail: search for those"));
        }
        Ok(())
    }
}
