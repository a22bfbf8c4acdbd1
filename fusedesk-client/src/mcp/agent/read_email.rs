//! `fusedesk_read_email`: one e-mail.

use client_core::mcp::{Folded, argument::given, text::BodyFormat, untrusted::Line};
use mcp_core::{HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, ToolSet};
use crate::{
    api::emails::GetEmail,
    id::{CaseId, CrmContactId, EmailId},
    mcp::{
        emails,
        key::Key,
        view::{Body, Reading, time, title},
    },
};

const NAME: &str = "fusedesk_read_email";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the e-mail.
    email_id: Key,
    /// Format of the text. Default text.
    body_format: Option<BodyFormat>,
    /// Shows quoted history, which is folded by default. Default false.
    include_quoted: Option<bool>,
    /// rest_cursor of an earlier call, to continue it. Repeat its other arguments unchanged.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Read {
    /// Id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<EmailId>,
    /// Case of the e-mail. Absent if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseId>,
    /// The contact in the CRM.
    #[serde(skip_serializing_if = "Option::is_none")]
    crm_id: Option<CrmContactId>,
    /// Sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Line>,
    /// Recipient.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Line>,
    /// Copy (Cc) recipients.
    #[serde(skip_serializing_if = "Option::is_none")]
    cc: Option<Line>,
    /// Subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Line>,
    /// Time of receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    received_at: Option<String>,
    /// Spam score. FuseDesk does not document the scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    spam_score: Option<f64>,
    #[serde(flatten)]
    body: Body,
    /// Quoted history that the text leaves out, and the argument that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    folded: Option<Folded>,
    /// Cursor of the rest of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    rest_cursor: Option<String>,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        NAME,
        "Reads one e-mail by its id: sender, recipients, subject, and the text without hidden text and with \
         quoted history folded.",
        read,
    )
    .title("Read email")
    .method(ToolMethod::Get)
    .tags(["emails"])
}

async fn read(call: Call, arguments: Arguments) -> Result<Read, HandlerError> {
    let id = arguments.email_id.as_str();
    if id.is_empty() {
        return Err(HandlerError::invalid_arguments("email_id is empty; it must be the id of an e-mail")
            .with_hint(
                "fusedesk_search_emails finds e-mails without a case; fusedesk_read_case lists those of a case.",
            ));
    }
    let reading = Reading {
        format: arguments.body_format.unwrap_or_default(),
        include_quoted: arguments.include_quoted.unwrap_or_default(),
    };
    let cursor = call.cursor(NAME, &(id, reading.format, reading.include_quoted));
    let from: usize = given(arguments.cursor.as_deref()).map_or(Ok(0), |text| cursor.decode(text))?;
    let email = call.send(&GetEmail::new(id)).await?;
    let mut body = Body::read(&call, emails::source(&email), reading).await;
    let rest = body.cut(from, call.room().chars() * 3 / 4);
    Ok(Read {
        id: email.id,
        case_id: email.case_id,
        crm_id: email.crm_contact_id,
        from: Line::given(email.from.as_deref()),
        to: Line::given(email.to.as_deref()),
        cc: Line::given(email.cc.as_deref()),
        subject: title(email.subject.as_deref()),
        received_at: time(email.received_at.as_ref()),
        spam_score: email.spam_score,
        folded: Folded::of([body.quoted_lines_omitted], "include_quoted"),
        body,
        rest_cursor: rest.map(|from| cursor.encode(&from)).transpose()?,
    })
}
