//! `fusedesk_reply_to_case`: sends a reply to the customer.

use std::collections::HashSet;

use client_core::mcp::{
    argument::{echo, given, is_email},
    text::{TextOptions, WriteFormat, WrittenAs, WrittenBody, html_to_text},
    untrusted::Line,
};
use mcp_core::{Access, HandlerError, HandlerErrorKind, Tool, ToolMethod};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, DeskCall, ToolSet};
use crate::{
    api::{
        cases::{Case, CaseStatus, GetCase, HistoryEntry},
        contacts::{ContactKey, GetContact},
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
        view::emails,
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
    /// All addresses that the reply may go to: recipient, cc and bcc. Refuses any difference. Without to, the customer's
    /// address in it becomes the recipient.
    expected_recipients: Option<Vec<String>>,
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
    author: Option<Line>,
    /// Sent e-mail, if the history names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email_id: Option<EmailId>,
    /// Sender address, if FuseDesk reports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Line>,
    /// Recipient. Absent if FuseDesk chose it and does not report it.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Line>,
    /// Copy (Cc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc: Vec<Line>,
    /// Blind copy (Bcc) recipients.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bcc: Vec<Line>,
    #[serde(flatten)]
    standing: CaseState,
}

pub(super) fn tool(set: &ToolSet) -> impl Tool {
    set.tool(
        "fusedesk_reply_to_case",
        "Sends a reply to the customer of a case by e-mail, by default to the customer of fusedesk_read_case. The \
         reply is sent at once and cannot be undone; expected_recipients refuses other recipients. Use \
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
    let expected = arguments.expected_recipients.map(clean);
    check("expected_recipients", expected.as_deref().unwrap_or_default())?;
    let before = call.send(&GetCase::new(id)).await?;
    let to = match expected {
        Some(expected) => Some(recipient(&call, &before, to, &expected, &[&cc[..], &bcc].concat()).await?),
        None => to,
    };
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
        record.as_ref().and_then(|email| Line::given(field(email).as_deref()))
    };
    Ok(Replied {
        case_id: id,
        previous_status: before.status.as_ref().map(ToString::to_string),
        body_read_as: body.written_as,
        note_id,
        author,
        email_id,
        from: recorded(|email| &email.from),
        to: recorded(|email| &email.to).or(Line::given(to.as_deref())),
        cc: cc.iter().map(Line::from).collect(),
        bcc: bcc.iter().map(Line::from).collect(),
        standing,
    })
}

/// Returns the recipient, if the reply goes to the expected addresses and no others. FuseDesk does not report beforehand
/// to which address it sends by default, so the address is named to it.
async fn recipient(
    call: &Call,
    case: &Case,
    to: Option<String>,
    expected: &[String],
    copies: &[String],
) -> Result<String, HandlerError> {
    let is_in = |list: &[String], address: &str| list.iter().any(|known| known.eq_ignore_ascii_case(address));
    let to = match to {
        Some(to) => to,
        None => {
            let known = addresses(call, case).await?;
            let found = known.iter().find(|address| is_in(expected, address) && !is_in(copies, address));
            found.cloned().ok_or_else(|| {
                let whose = match known.as_slice() {
                    [] => "the customer of the case has no known address".to_owned(),
                    known => format!("the customer of the case has the address {}", known.join(", ")),
                };
                refused(format!("{whose}, which is not in expected_recipients"))
            })?
        }
    };
    let all: Vec<&str> = std::iter::once(&to).chain(copies).map(String::as_str).collect();
    if let Some(other) = all.iter().find(|address| !is_in(expected, address)) {
        return Err(refused(format!("the reply would go to {other}, which is not in expected_recipients")));
    }
    if let Some(other) = expected.iter().find(|one| !all.iter().any(|it| it.eq_ignore_ascii_case(one))) {
        return Err(refused(format!("the reply would not go to {other}, which is in expected_recipients")));
    }
    Ok(to)
}

fn refused(why: String) -> HandlerError {
    HandlerError::new(HandlerErrorKind::Conflict, format!("{why}; the reply was not sent"))
        .with_hint("Ask the user who should get the reply. customer of fusedesk_read_case has the addresses.")
}

/// Returns the addresses of the customer of a case: those of the contact, otherwise the one that opened it.
async fn addresses(call: &Call, case: &Case) -> Result<Vec<String>, HandlerError> {
    let key: Option<ContactKey> = match (&case.contact_uuid, case.crm_contact_id) {
        (Some(uuid), _) => Some(uuid.clone().into()),
        (None, Some(id)) => Some(id.into()),
        (None, None) => None,
    };
    if let Some(key) = key {
        let contact = call.find(&GetContact::new(key)).await?;
        return Ok(contact.iter().flat_map(emails).map(str::to_owned).collect());
    }
    let opener = case.opened_by.as_deref().map(str::trim).filter(|text| is_email(text));
    Ok(opener.map(str::to_owned).into_iter().collect())
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
        let plain = plain_version(&html);
        if plain.is_empty() {
            return Err(HandlerError::invalid_arguments(
                "body contains no text, and FuseDesk also sends a plain version",
            ));
        }
        // Escaped text is sent as the text that it stands for.
        Ok(Self { plain, html: Some(html).filter(|_| written_as != WrittenAs::Plain), written_as })
    }
}

/// Returns the plain version of a reply. Brackets of the writer stay; marks, such as those of pictures, get plain ones.
fn plain_version(html: &str) -> String {
    // Characters that Unicode reserves for such use within a program.
    const BRACKETS: [(&str, &str, &str); 2] = [("⟦", "\u{FDD0}", "["), ("⟧", "\u{FDD1}", "]")];
    let mut text = html.to_owned();
    for (bracket, stand_in, _) in BRACKETS {
        text = text.replace(bracket, stand_in);
    }
    let options = TextOptions::default().fold_quotes(false).fold_signature(false);
    text = html_to_text(&text, &options).text.trim().to_owned();
    for (bracket, stand_in, plain) in BRACKETS {
        text = text.replace(bracket, plain).replace(stand_in, bracket);
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_version_keeps_the_brackets_of_the_writer() {
        let html = "<p>Set ⟦x⟧ and [y]</p><img alt='plan' src='https://a.example/p.png'>";
        assert_eq!(plain_version(html), "Set ⟦x⟧ and [y]\n\n[image: plan]");
    }
}
