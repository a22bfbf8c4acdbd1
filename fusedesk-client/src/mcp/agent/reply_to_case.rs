//! `fusedesk_reply_to_case`: sends a reply to the customer.

use std::collections::HashSet;

use client_core::mcp::{
    argument::{echo, given, is_email},
    text::{TextOptions, WriteFormat, WrittenAs, WrittenBody, html_to_text},
};
use mcp_core::{Access, HandlerError, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, DeskCall, ToolSet};
use crate::{
    api::{
        cases::{Case, CaseStatus, GetCase, HistoryEntry},
        emails::{Email, GetEmail},
        replies::SendReply,
    },
    id::{CaseId, EmailId, NoteId},
    mcp::{
        Author,
        budget::check_recipients,
        key::Key,
        names::{Names, RequestedNames},
        resolve,
        verify::{CaseState, contains_text, verify_within},
    },
};

const VERIFY_FIRST: &str = "The reply may have been sent, or may still be sent. This call looked for it and did not \
 find it. Do not repeat the call: the customer could get it twice. Look again in a minute with fusedesk_read_case. If it \
 is still not in the history, a person must decide what to do.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Id of the case, a number such as 1042.
    case_id: Key,
    /// Text of the reply.
    body: String,
    /// Format of the body. Default auto: HTML if it has tags, Markdown if it plainly is, otherwise plain text. HTML
    /// and Markdown are sent with a plain version.
    body_format: Option<WriteFormat>,
    /// E-mail address of the recipient. Defaults to the customer of the case.
    to: Option<String>,
    /// E-mail addresses in copy (cc).
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    cc: Vec<String>,
    /// E-mail addresses in blind copy (bcc).
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    bcc: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Replied {
    /// The case.
    case_id: CaseId,
    /// Previous status. FuseDesk sets it to open on a reply: the team waits for the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_status: Option<String>,
    /// Format that the body was found to have: html, markdown (converted), or plain text (line breaks kept).
    body_read_as: WrittenAs,
    /// Reply in the history of the case. Absent if it is not there yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    note_id: Option<NoteId>,
    /// Author of the reply in the history: a rep's name, or "api key". Absent if it is not there yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    /// Sent e-mail, if the history names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_id: Option<EmailId>,
    /// Sender address, if FuseDesk reports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Recipient. Absent if FuseDesk chose it and does not report it.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Copy (Cc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc: Vec<String>,
    /// Blind copy (Bcc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<String>,
    #[serde(flatten)]
    standing: CaseState,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_reply_to_case",
        "Sends a reply to the customer of a case by e-mail. The reply is sent at once and cannot be undone. Use \
         fusedesk_add_note for text that only the team may read. The status of the case stays; \
         fusedesk_update_case closes it.",
        reply,
    )
    .title("Reply to case")
    .access(Access::Send)
    .method(ToolMethod::Create)
    .tags(["cases", "emails"])
}

async fn reply(call: Call, arguments: Arguments) -> Result<Replied, HandlerError> {
    let id = resolve::case_id("case_id", arguments.case_id.as_str())?;
    let body = Body::of(&arguments.body, arguments.body_format)?;
    let to = given(arguments.to.as_deref()).map(str::to_owned);
    let (cc, bcc) = (clean(arguments.cc), clean(arguments.bcc));
    check_recipients(&call, cc.len() + bcc.len())?;
    check("to", to.as_slice())?;
    check("cc", &cc)?;
    check("bcc", &bcc)?;
    call.require_author("the reply was not sent")?;
    let before = call.send(&GetCase::new(id)).await?;
    let mut request = SendReply::new(id, body.plain.as_str()).cc(&cc).bcc(&bcc);
    if let Some(html) = &body.html {
        request = request.html(html.as_str());
    }
    if let Some(to) = &to {
        request = request.to(to.as_str());
    }
    call.ensure_time()?;
    let sent = call.send(&request).await;
    let known: HashSet<NoteId> = before.history.iter().flatten().filter_map(|entry| entry.id).collect();
    let is_ours = |entry: &HistoryEntry| {
        entry.id.is_some_and(|id| !known.contains(&id)) && contains_text(entry.note.as_deref(), &body.plain)
    };
    let mut verified = verify_within(&call, id, sent, VERIFY_FIRST, call.settings().send_check, |case| {
        case.history.iter().flatten().any(&is_ours)
    })
    .await?;
    let entry = verified.case.as_ref().and_then(|case| case.history.iter().flatten().find(|it| is_ours(it)));
    let (note_id, email_id) = (entry.and_then(|entry| entry.id), entry.and_then(|it| it.email_id.clone()));
    // FuseDesk takes no author for a reply, and records one of its own choice.
    let author = entry.map(|entry| entry.rep_user_id.map_or_else(Author::api_token, Author::new));
    if let Some(case) = &verified.case {
        verified.warnings.extend(closed(&before, case));
    }
    let record = match &email_id {
        // Reading the recipients may fail: the reply is sent already.
        Some(email) if call.requests_left() > 0 => call.send(&GetEmail::new(email.clone())).await.ok(),
        _ => None,
    };
    let mut names = Names::of(&call, RequestedNames::by(&verified.case)).await;
    let author = author.map(|author| names.author(author));
    let standing = CaseState::named(verified.case.as_ref(), &mut names, verified.warnings);
    let recorded = |field: fn(&Email) -> &Option<String>| {
        record.as_ref().and_then(|email| field(email).clone()).filter(|text| !text.trim().is_empty())
    };
    Ok(Replied {
        case_id: id,
        previous_status: before.status.as_ref().map(ToString::to_string),
        body_read_as: body.written_as,
        note_id,
        author,
        email_id,
        from: recorded(|email| &email.from),
        to: recorded(|email| &email.to).or(to),
        cc,
        bcc,
        standing,
    })
}

/// Reply body: plain text, and HTML for formatted replies.
struct Body {
    plain: String,
    html: Option<String>,
    written_as: WrittenAs,
}

impl Body {
    fn of(body: &str, format: Option<WriteFormat>) -> Result<Self, HandlerError> {
        let format = format.unwrap_or_default();
        let WrittenBody { html, written_as, .. } = format.write(body)?;
        let is_verbatim = format == WriteFormat::Plain || !body.contains('&');
        if written_as == WrittenAs::Plain && is_verbatim {
            return Ok(Self { plain: body.trim().to_owned(), html: None, written_as });
        }
        let options = TextOptions::default().fold_quotes(false).fold_signature(false);
        let plain = html_to_text(&html, &options).text.trim().to_owned();
        if plain.is_empty() {
            return Err(HandlerError::invalid_arguments(
                "body contains no text, and FuseDesk also sends a plain version",
            ));
        }
        // Escaped text is sent as the text that it stands for.
        Ok(Self { plain, html: Some(html).filter(|_| written_as != WrittenAs::Plain), written_as })
    }
}

/// Trims addresses and removes duplicates.
fn clean(addresses: Vec<String>) -> Vec<String> {
    let mut known = HashSet::new();
    let addresses = addresses.iter().map(|address| address.trim()).filter(|address| !address.is_empty());
    addresses.filter(|address| known.insert(address.to_lowercase())).map(str::to_owned).collect()
}

fn check(argument: &str, addresses: &[String]) -> Result<(), HandlerError> {
    match addresses.iter().find(|address| !is_email(address)) {
        Some(address) => Err(HandlerError::invalid_arguments(format!(
            "{argument} contains {address}; it must be an e-mail address",
            address = echo(address)
        ))),
        None => Ok(()),
    }
}

/// Returns a warning if the case was closed by the reply, which was not requested.
fn closed(before: &Case, after: &Case) -> Option<String> {
    let is_closed = |case: &Case| case.status == Some(CaseStatus::Closed);
    (is_closed(after) && !is_closed(before)).then(|| {
        "FuseDesk closed the case, which this call did not request. fusedesk_update_case reopens it."
            .to_owned()
    })
}
