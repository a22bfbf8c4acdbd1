//! Replies to customers.

use http::Method;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CaseId, Endpoint, FuseDesk, TemplateId, Written,
    api::{cases::Case, check_email, check_text, check_texts},
    list::CommaList,
};

/// Replies to the customer of a case by e-mail. The mail is sent at once and cannot be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendReply {
    /// The case.
    #[serde(rename = "caseId")]
    case_id: CaseId,
    /// The text, plain.
    body: String,
    /// The text as HTML, for mail programs that show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    /// The address to send it to; that of the contact where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// The address to send it from; that of the department where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Addresses that get a copy.
    #[serde(default, skip_serializing_if = "CommaList::is_empty")]
    cc: CommaList<String>,
    /// Addresses that get a copy that the others do not see.
    #[serde(default, skip_serializing_if = "CommaList::is_empty")]
    bcc: CommaList<String>,
    /// The template of replies to use.
    #[serde(rename = "templateid", default, skip_serializing_if = "Option::is_none")]
    template: Option<TemplateId>,
}

impl SendReply {
    /// This text, plain, to the customer of this case.
    pub fn new(case_id: CaseId, body: impl Into<String>) -> Self {
        Self {
            case_id,
            body: body.into(),
            html: None,
            to: None,
            from: None,
            cc: CommaList::default(),
            bcc: CommaList::default(),
            template: None,
        }
    }

    /// The text as HTML, for mail programs that show it.
    #[must_use]
    pub fn html(mut self, html: impl Into<String>) -> Self {
        self.html = Some(html.into());
        self
    }

    /// The address to send it to; that of the contact where it is left out.
    #[must_use]
    pub fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    /// The address to send it from; that of the department where it is left out.
    #[must_use]
    pub fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    /// Addresses that get a copy.
    #[must_use]
    pub fn cc(mut self, cc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.cc = cc.into_iter().map(Into::into).collect();
        self
    }

    /// Addresses that get a copy that the others do not see.
    #[must_use]
    pub fn bcc(mut self, bcc: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.bcc = bcc.into_iter().map(Into::into).collect();
        self
    }

    /// The template of replies to use.
    #[must_use]
    pub fn template(mut self, template: TemplateId) -> Self {
        self.template = Some(template);
        self
    }
}

impl Endpoint for SendReply {
    type Vendor = FuseDesk;
    type Output = Written<Case>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/api/v1/cases/{caseId}/reply";
    const SCOPES: &'static [&'static str] = &["cases_update"];

    fn validate(&self) -> Result<(), String> {
        check_text("body", &self.body)?;
        check_texts(&[("html", &self.html)])?;
        for (name, address) in [("to", &self.to), ("from", &self.from)] {
            address.as_deref().map_or(Ok(()), |address| check_email(name, address))?;
        }
        for (name, addresses) in [("cc", &self.cc), ("bcc", &self.bcc)] {
            addresses.check(name, String::as_str)?;
            addresses.iter().try_for_each(|address| check_email(name, address))?;
        }
        Ok(())
    }
}
